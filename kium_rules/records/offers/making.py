"""Making an offer: the places in the queue become seats, and the parent hears until when."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from kium_rules.policy import Change, OfferDeadline, Policy
from kium_rules.records import audit, outbox, seats
from kium_rules.records.actors import SYSTEM
from kium_rules.records.days import day_in_seoul
from kium_rules.records.models import Booking, BookingDay, Offer, OfferAnswer
from kium_rules.records.offers.finding import WHOLE
from kium_rules.records.offers.notes import remember
from kium_rules.records.offers.turns import Waiting
from kium_rules.records.offers.wording import say_deadline
from kium_rules.vocabulary import BookingEvent, BookingState


def make_offers(
    session: Session, centre_id: int, members: Sequence[Waiting], *, now: datetime, policy: Policy
) -> list[tuple[int, datetime]]:
    """Offer a seat to each of those who stay together, or to none.

    Returns:
        The bookings with the deadline; empty: a seat was gone after all, and nothing was changed.

    Source: offers, booking_states.
    """
    query = select(Booking).where(Booking.id.in_([one.booking_id for one in members])).options(*WHOLE)
    bookings = {
        booking.id: booking
        for booking in session.scalars(query.execution_options(populate_existing=True)).unique()
    }
    today = day_in_seoul(now)
    for booking in bookings.values():
        change = Change(BookingEvent.OFFER, booking.state, SYSTEM.role, booking.care_type)
        if policy.transition(change, today).next_state is not BookingState.OFFERED:
            return []
    if not _take_seats(session, centre_id, members):
        return []
    deadline = policy.offer_deadline(now, min(at for one in members for at in one.ahead.values()))
    for one in members:
        _offer(session, bookings[one.booking_id], one, deadline, now=now, policy=policy)
    return [(one.booking_id, deadline.until_at) for one in members]


def withdraw_stale(session: Session, centre_id: int, *, now: datetime) -> None:
    """Close the offers of bookings that are no longer offered, such as those cancelled meanwhile."""
    gone = select(Booking.id).where(Booking.centre_id == centre_id, Booking.state != BookingState.OFFERED)
    statement = (
        update(Offer)
        .where(Offer.centre_id == centre_id, Offer.answer.is_(None), Offer.booking_id.in_(gone))
        .values(answer=OfferAnswer.WITHDRAWN, answered_at=now)
    )
    session.execute(statement, execution_options={"synchronize_session": False})


def _take_seats(session: Session, centre_id: int, members: Sequence[Waiting]) -> bool:
    taken: list[Waiting] = []
    for one in members:
        if not seats.take(session, centre_id, one.care_type, tuple(one.ahead), waits=False):
            for before in taken:
                seats.give_back(session, centre_id, before.care_type, tuple(before.ahead), waits=False)
            return False
        taken.append(one)
    for one in members:
        seats.give_back(session, centre_id, one.care_type, one.days, waits=True)
    return True


def _offer(
    session: Session,
    booking: Booking,
    one: Waiting,
    deadline: OfferDeadline,
    *,
    now: datetime,
    policy: Policy,
) -> None:
    days = update(BookingDay).where(BookingDay.booking_id == booking.id, BookingDay.waits)
    ahead = BookingDay.on.in_(list(one.ahead))
    fetch = {"synchronize_session": "fetch"}
    session.execute(days.where(ahead).values(waits=False, holds_seat=True), execution_options=fetch)
    # Days that went by while it waited are no days of use.
    session.execute(days.where(~ahead).values(waits=False, is_cancelled=True), execution_options=fetch)
    booking.state = BookingState.OFFERED
    session.flush()
    offer = {
        "booking_id": booking.id,
        "centre_id": booking.centre_id,
        "made_at": now,
        "until_at": deadline.until_at,
        "rule": deadline.rule,
        "answered_by_name": "",
    }
    session.execute(insert(Offer), [offer])
    if one.sibling_group is not None or one.was_offered:
        remember(session, booking.centre_id, booking.id, skipped_at=None, free_days=[], full_days=[])
    outbox.notify(
        session, "offered", booking, now=now, policy=policy, deadline=say_deadline(deadline.until_at)
    )
    details = {
        "from": BookingState.WAITING.value,
        "to": BookingState.OFFERED.value,
        "rule": deadline.rule,
        "until_at": deadline.until_at.isoformat(),
        "days": sorted(one.ahead),
        "priority_class": one.priority_class,
        "queued_at": one.queued_at.isoformat(),
        "sibling_group": one.sibling_group,
    }
    audit.record(
        session,
        SYSTEM,
        BookingEvent.OFFER.value,
        "booking",
        booking.id,
        details,
        now=now,
        centre_id=booking.centre_id,
    )
