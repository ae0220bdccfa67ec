"""Answering an offer: accept or decline, by the parent or by staff for them, as long as it is open."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from kium_rules.decision import Decision
from kium_rules.errors import Refused
from kium_rules.labels import label, sentence
from kium_rules.policy import Change, Policy, Transition
from kium_rules.records import audit, locks, outbox, seats
from kium_rules.records.actors import Actor
from kium_rules.records.days import day_in_seoul
from kium_rules.records.models import Booking, BookingDay, Offer, OfferAnswer
from kium_rules.records.offers.finding import find_booking, last_offer, offered_together
from kium_rules.records.offers.passing import freed
from kium_rules.records.offers.wording import say_deadline
from kium_rules.vocabulary import SEOUL, BookingEvent, BookingState, Outcome

ANSWERS = {BookingEvent.ACCEPT: OfferAnswer.ACCEPTED, BookingEvent.DECLINE: OfferAnswer.DECLINED}
REPEATED = {OfferAnswer.ACCEPTED: "offers.accepted_already", OfferAnswer.DECLINED: "offers.declined_already"}
OVER = {BookingState.WAITING: "offers.over_waits", BookingState.CANCELLED: "offers.over_left"}


def accept(session: Session, actor: Actor, booking_id: int, *, now: datetime, policy: Policy) -> Booking:
    """Take an offered seat: the booking is applied for like any other, and staff decide on it.

    Siblings who were offered seats together take them together.

    Args:
        session: The transaction; a writing one.
        actor: The parent, or staff of the centre.
        booking_id: Which booking.
        now: When.
        policy: The rules.

    Raises:
        NotFound: There is no such booking, or none this login may see.
        Refused: The offer is over, was answered before, or the state table refuses.

    Source: offers, booking_states.
    """
    booking, members = _hold(session, actor, booking_id, BookingEvent.ACCEPT, now=now, policy=policy)
    for one in members:
        offer, transition = _close(session, actor, one, BookingEvent.ACCEPT, now=now, policy=policy)
        decision = _admitted(session, one, offer, now=now, policy=policy)
        kept = decision.to_json()
        one.decision, one.rule_book = kept, decision.rule_book
        session.flush()
        outbox.notify(session, "applied", one, now=now, policy=policy)
        details = {"rule": transition.rule, "decision": kept}
        _keep_line(session, actor, one, BookingEvent.ACCEPT, details, now=now)
    return booking


def decline(session: Session, actor: Actor, booking_id: int, *, now: datetime, policy: Policy) -> Booking:
    """Leave an offered seat to others: the booking is cancelled, and the seat passes on at once.

    Siblings who were offered seats together leave them together. Applying again carries no penalty.

    Args:
        session: The transaction; a writing one.
        actor: The parent, or staff of the centre.
        booking_id: Which booking.
        now: When.
        policy: The rules.

    Raises:
        NotFound: There is no such booking, or none this login may see.
        Refused: The offer is over, was answered before, or the state table refuses.

    Source: offers, booking_states.
    """
    booking, members = _hold(session, actor, booking_id, BookingEvent.DECLINE, now=now, policy=policy)
    free = set()
    for one in members:
        _, transition = _close(session, actor, one, BookingEvent.DECLINE, now=now, policy=policy)
        days = session.scalars(
            update(BookingDay)
            .where(BookingDay.booking_id == one.id, BookingDay.holds_seat)
            .values(holds_seat=False, is_cancelled=True)
            .returning(BookingDay.on),
            execution_options={"synchronize_session": "fetch"},
        ).all()
        seats.give_back(session, one.centre_id, one.care_type, days, waits=False)
        free |= set(days)
        outbox.notify(session, "cancelled", one, now=now, policy=policy)
        details = {"rule": transition.rule, "given_back": sorted(days)}
        _keep_line(session, actor, one, BookingEvent.DECLINE, details, now=now)
    freed(session, booking.centre_id, free, now=now, policy=policy)
    return booking


def _hold(
    session: Session, actor: Actor, booking_id: int, event: BookingEvent, *, now: datetime, policy: Policy
) -> tuple[Booking, list[Booking]]:
    """Lock the centre, and give the booking and all that were offered seats with it, if the answer comes in time.

    Raises:
        NotFound: There is no such booking, or none this login may see.
        Refused: It cannot be answered.
    """
    locks.lock_centre(session, find_booking(session, actor, booking_id).centre_id)
    booking = find_booking(session, actor, booking_id, fresh=True)
    offer = last_offer(session, booking.id)
    _transition(booking, actor, event, offer, now=now, policy=policy)
    return booking, offered_together(session, booking)


def _transition(
    booking: Booking, actor: Actor, event: BookingEvent, offer: Offer | None, *, now: datetime, policy: Policy
) -> Transition:
    change = Change(event, booking.state, actor.role, booking.care_type)
    transition = policy.transition(change, day_in_seoul(now))
    if transition.next_state is None:
        ko, en = transition.reasons[0].ko, transition.reasons[0].en
        if offer is not None and (earlier := _earlier(booking, offer)):
            ko, en = earlier
        raise Refused(ko, en, transition.reasons)
    if offer is None or offer.until_at <= now:
        until_at = now if offer is None else offer.until_at
        raise Refused(*_over("offers.over", until_at))
    return transition


def _earlier(booking: Booking, offer: Offer) -> tuple[str, str] | None:
    """Say what became of the offer before; None: that explains nothing, such as after another kind of change."""
    if offer.answer is OfferAnswer.EXPIRED and booking.state in OVER:
        return _over(OVER[booking.state], offer.until_at)
    if offer.answer in REPEATED and offer.answered_at is not None:
        at, by = offer.answered_at.astimezone(SEOUL), offer.answered_by_name
        ko, en = (sentence(REPEATED[offer.answer], language, at=at, by=by) for language in ("ko", "en"))
        return ko, en
    return None


def _over(key: str, until_at: datetime) -> tuple[str, str]:
    ko, en = (sentence(key, language, deadline=say_deadline(until_at, language)) for language in ("ko", "en"))
    return ko, en


def _close(
    session: Session, actor: Actor, booking: Booking, event: BookingEvent, *, now: datetime, policy: Policy
) -> tuple[Offer, Transition]:
    """Write the answer into the offer and the next state into the booking.

    Raises:
        Refused: One of those who were offered seats together cannot be answered for.
    """
    offer = last_offer(session, booking.id)
    transition = _transition(booking, actor, event, offer, now=now, policy=policy)
    assert offer is not None  # noqa: S101 - the transition refuses without one
    assert transition.next_state is not None  # noqa: S101 - and raises where there is no next state
    offer.answer, offer.answered_at = ANSWERS[event], now
    offer.answered_by_login_id = actor.login_id
    offer.answered_by_name = actor.name or label("role", actor.role)
    booking.state = transition.next_state
    session.flush()
    return offer, transition


def _admitted(session: Session, booking: Booking, offer: Offer, *, now: datetime, policy: Policy) -> Decision:
    """Give the decision that the seat was taken: the days it holds, and the rule book of today."""
    query = BookingDay.__table__.select().where(
        BookingDay.booking_id == booking.id, BookingDay.holds_seat.is_(True)
    )
    days = tuple(sorted(row.on for row in session.execute(query)))
    at = offer.made_at.astimezone(SEOUL)
    return Decision(
        outcome=Outcome.ADMIT,
        reasons=(),
        days=days,
        full_days=(),
        asked_on=day_in_seoul(now),
        rule_book=policy.book.hash,
        ko=sentence("offers.accepted", "ko", at=now.astimezone(SEOUL), offered_at=at),
        en=sentence("offers.accepted", "en", at=now.astimezone(SEOUL), offered_at=at),
    )


def _keep_line(
    session: Session,
    actor: Actor,
    booking: Booking,
    event: BookingEvent,
    details: Mapping[str, object],
    *,
    now: datetime,
) -> None:
    states = {"from": BookingState.OFFERED.value, "to": booking.state.value}
    audit.record(
        session,
        actor,
        event.value,
        "booking",
        booking.id,
        {**states, **details},
        now=now,
        centre_id=booking.centre_id,
    )
