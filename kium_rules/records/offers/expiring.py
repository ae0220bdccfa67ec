"""Offers that nobody answered in time, and waits for days that have all gone by."""

from collections.abc import Sequence
from datetime import date, datetime, time

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from kium_rules.labels import sentence
from kium_rules.policy import Change, Policy
from kium_rules.records import audit, locks, outbox, seats
from kium_rules.records.actors import SYSTEM
from kium_rules.records.days import day_in_seoul
from kium_rules.records.models import Booking, BookingDay, Offer, OfferAnswer
from kium_rules.records.offers.finding import WHOLE
from kium_rules.records.offers.making import withdraw_stale
from kium_rules.records.offers.notes import remember
from kium_rules.records.offers.passing import Passed, freed
from kium_rules.vocabulary import SEOUL, BookingEvent, BookingState, Outcome

FETCH = {"synchronize_session": "fetch"}


def expire(
    session: Session, centre_id: int, *, now: datetime, policy: Policy
) -> tuple[tuple[Booking, ...], Passed]:
    """Let every offer of a centre expire whose deadline is over, and pass the seats on at once.

    The seats go to those who wait first; only then does the application go back to the end of the list. Where the
    list has filled up meanwhile, or no day is left to wait for, the application ends instead.

    Args:
        session: The transaction; a writing one. The centre is locked in it.
        centre_id: Where.
        now: When; an offer is open until its deadline and not at it.
        policy: The rules.

    Returns:
        The bookings whose offers expired, and what became of their seats.

    Source: offers, booking_states (A-11, A-30).
    """
    locks.lock_centre(session, centre_id)
    withdraw_stale(session, centre_id, now=now)
    offers = _overdue(session, centre_id, now=now)
    if not offers:
        return (), Passed()
    free: dict[int, list[date]] = {}
    for offer in offers:
        offer.answer, offer.answered_at, offer.answered_by_name = OfferAnswer.EXPIRED, now, SYSTEM.name
        free[offer.booking_id] = _free_seats(session, offer.booking, now=now)
    session.flush()
    days = {day for some in free.values() for day in some}
    passed = freed(session, centre_id, days, now=now, policy=policy)
    for offer in offers:
        _requeue(session, offer, free[offer.booking_id], now=now, policy=policy)
    return tuple(offer.booking for offer in offers), passed


def leave_list(session: Session, centre_id: int, *, now: datetime, policy: Policy) -> tuple[Booking, ...]:
    """End the wait of every application whose days have all gone by; the nightly close does it.

    Args:
        session: The transaction; a writing one. The centre is locked in it.
        centre_id: Where.
        now: When.
        policy: The rules.

    Source: booking_states (A-30).
    """
    locks.lock_centre(session, centre_id)
    today = day_in_seoul(now)
    last_day = (
        select(func.max(BookingDay.on))
        .where(BookingDay.booking_id == Booking.id, BookingDay.waits)
        .scalar_subquery()
    )
    query = select(Booking).where(
        Booking.centre_id == centre_id,
        Booking.state == BookingState.WAITING,
        or_(last_day < today, last_day.is_(None)),
    )
    query = query.options(*WHOLE).order_by(Booking.id).execution_options(populate_existing=True)
    bookings = list(session.scalars(query).unique())
    for booking in bookings:
        end_wait(session, booking, "waiting_over", sentence("offers.days_gone_by"), now=now, policy=policy)
    return tuple(bookings)


def centres_with_overdue_offers(session: Session, *, now: datetime) -> Sequence[int]:
    """List the centres that have an offer to let expire."""
    query = select(Offer.centre_id).where(Offer.answer.is_(None), Offer.until_at <= now)
    return session.scalars(query.distinct().order_by(Offer.centre_id)).all()


def _overdue(session: Session, centre_id: int, *, now: datetime) -> list[Offer]:
    query = (
        select(Offer)
        .join(Offer.booking)
        .where(Offer.centre_id == centre_id, Offer.answer.is_(None), Offer.until_at <= now)
        .where(Booking.state == BookingState.OFFERED)
        .order_by(Offer.until_at, Offer.id)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def _free_seats(session: Session, booking: Booking, *, now: datetime) -> list[date]:
    """Give the seats of an offered booking back.

    Returns:
        The days whose care has not begun: what it can go on waiting for.
    """
    days = session.execute(
        update(BookingDay)
        .where(BookingDay.booking_id == booking.id, BookingDay.holds_seat)
        .values(holds_seat=False)
        .returning(BookingDay.on, BookingDay.starts),
        execution_options=FETCH,
    ).all()
    seats.give_back(session, booking.centre_id, booking.care_type, [day.on for day in days], waits=False)
    return sorted(day.on for day in days if _begins(day.on, day.starts) > now)


def _begins(on: date, starts: time) -> datetime:
    return datetime.combine(on, starts, SEOUL)


def _requeue(session: Session, offer: Offer, ahead: list[date], *, now: datetime, policy: Policy) -> None:
    """Put a booking whose offer expired back to the end of the list, or end it."""
    booking = offer.booking
    centre_id, care_type = booking.centre_id, booking.care_type
    if not ahead:
        end_wait(session, booking, "waiting_over", sentence("offers.days_gone_by"), now=now, policy=policy)
        return
    if not seats.take(session, centre_id, care_type, ahead, waits=True, strictly=True):
        end_wait(session, booking, "offer_lost", sentence("offers.list_full"), now=now, policy=policy)
        return
    change = Change(BookingEvent.EXPIRE, booking.state, SYSTEM.role, booking.care_type, answer=Outcome.WAIT)
    transition = policy.transition(change, day_in_seoul(now))
    assert transition.next_state is not None  # noqa: S101 - the table lets the house expire an offer
    days = update(BookingDay).where(BookingDay.booking_id == booking.id, ~BookingDay.is_cancelled)
    there = BookingDay.on.in_(ahead)
    session.execute(days.where(there).values(waits=True), execution_options=FETCH)
    session.execute(days.where(~there).values(is_cancelled=True), execution_options=FETCH)
    booking.state = transition.next_state
    session.flush()
    remember(session, centre_id, booking.id, queued_at=now)
    outbox.notify(session, "offer_expired", booking, now=now, policy=policy)
    _keep_line(session, booking, transition.rule, "", now=now)


def end_wait(
    session: Session, booking: Booking, event: str, reason: str, *, now: datetime, policy: Policy
) -> None:
    """End a wait, or an offer whose seats were given back, that leads nowhere any more.

    Args:
        session: The transaction; a writing one, with the centre locked.
        booking: The application.
        event: The message to the guardian, as the table `notices` names it.
        reason: Why, as the guardian reads it.
        now: When.
        policy: The rules.

    Source: booking_states (A-30, A-32), notices.
    """
    change = Change(
        BookingEvent.EXPIRE,
        booking.state,
        SYSTEM.role,
        booking.care_type,
        last_day_passed=True,
        answer=Outcome.REFUSE,
    )
    transition = policy.transition(change, day_in_seoul(now))
    assert transition.next_state is not None  # noqa: S101 - the table lets the house end such a wait
    waited = session.scalars(
        select(BookingDay.on).where(BookingDay.booking_id == booking.id, BookingDay.waits)
    ).all()
    session.execute(
        update(BookingDay)
        .where(BookingDay.booking_id == booking.id, ~BookingDay.is_cancelled)
        .values(waits=False, is_cancelled=True),
        execution_options=FETCH,
    )
    seats.give_back(session, booking.centre_id, booking.care_type, waited, waits=True)
    before = booking.state
    booking.state = transition.next_state
    booking.reason_text = reason
    session.flush()
    outbox.notify(session, event, booking, now=now, policy=policy, reason=reason)
    _keep_line(session, booking, transition.rule, booking.reason_text, now=now, before=before)


def _keep_line(
    session: Session,
    booking: Booking,
    rule: str,
    reason: str,
    *,
    now: datetime,
    before: BookingState = BookingState.OFFERED,
) -> None:
    details = {"from": before.value, "to": booking.state.value, "rule": rule, "reason": reason}
    audit.record(
        session,
        SYSTEM,
        BookingEvent.EXPIRE.value,
        "booking",
        booking.id,
        details,
        now=now,
        centre_id=booking.centre_id,
    )
