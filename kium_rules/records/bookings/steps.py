"""The steps every change of a booking takes: hold it, ask the state table, give days back, say so."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from kium_rules.decision import Decision
from kium_rules.errors import NotFound, Refused
from kium_rules.labels import label, sentence
from kium_rules.policy import Change, Policy, Transition
from kium_rules.policy.sentences import show
from kium_rules.records import audit, locks, outbox, seats
from kium_rules.records.access import bookings_seen
from kium_rules.records.actors import Actor
from kium_rules.records.bookings.finding import get_booking
from kium_rules.records.models import AuditLine, Booking, BookingDay, Visit
from kium_rules.vocabulary import SEOUL, BookingEvent, BookingState, Outcome

APPROVED = frozenset({BookingState.SCHEDULED, BookingState.IN_USE})
"""Bookings that may have been used: of these only the days still ahead are given back."""

FIRST_DAY_TOLD = "approved"
"""The message that names the first day of use."""


def hold(
    session: Session,
    actor: Actor,
    booking_id: int,
    *,
    with_child: bool = False,
    also_centre: int | None = None,
) -> Booking:
    """Lock a booking's centre, another one and the child where they matter too, and read the booking anew.

    Raises:
        NotFound: There is no such booking, or none this login may see.
    """
    query = select(Booking.centre_id, Booking.child_id).where(Booking.id == booking_id, bookings_seen(actor))
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFound.because("records.no_such_booking")
    for centre_id in sorted({found.centre_id, also_centre or found.centre_id}):
        locks.lock_centre(session, centre_id)
    if with_child:
        locks.lock_child(session, found.child_id)
    return get_booking(session, actor, booking_id, fresh=True)


def permit(
    session: Session,
    actor: Actor,
    booking: Booking,
    event: BookingEvent,
    *,
    today: date,
    policy: Policy,
    decision: Decision | None = None,
    **facts: Any,
) -> Transition:
    """Ask the state table whether this may happen.

    Args:
        session: The transaction.
        actor: Who wants it.
        booking: To which booking.
        event: What is to happen.
        today: The day whose rules count.
        policy: The rules.
        decision: What the policy says of the booking as it would be. None: not asked yet; a change that needs
            the answer is then looked at as if there were a seat.
        facts: What else the table asks, as fields of `Change`.

    Raises:
        Refused: The table says no; what was done before is told with when and by whom. Where the policy itself
            refuses, its reasons are the answer.
    """
    if decision is not None and decision.outcome is Outcome.REFUSE:
        raise refused_by_policy(decision)
    answer = Outcome.ADMIT if decision is None else decision.outcome
    change = Change(event, booking.state, actor.role, booking.care_type, answer=answer, **facts)
    transition = policy.transition(change, today)
    if transition.next_state is None:
        more = decision.reasons if decision is not None else ()
        ko, en = transition.reasons[0].ko, transition.reasons[0].en
        ko, en = done_already(session, booking, event, ko, en)
        raise Refused(
            " ".join([ko, *(reason.ko for reason in more)]),
            " ".join([en, *(reason.en for reason in more)]),
            (*transition.reasons, *more),
        )
    return transition


def refused_by_policy(decision: Decision) -> Refused:
    """Make a refusal of a decision: its answer, and every reason."""
    return Refused(
        " ".join([decision.ko, *(reason.ko for reason in decision.reasons)]),
        " ".join([decision.en, *(reason.en for reason in decision.reasons)]),
        decision.reasons,
    )


def done_already(
    session: Session, booking: Booking, event: BookingEvent, ko: str, en: str
) -> tuple[str, str]:
    """Add when and by whom it was done, where it was done before."""
    query = select(AuditLine).where(
        AuditLine.noun == "booking", AuditLine.noun_id == booking.id, AuditLine.action == event.value
    )
    last = session.scalars(query.order_by(AuditLine.id.desc()).limit(1)).one_or_none()
    if last is None or last.details.get("to") != booking.state.value:
        return ko, en
    at = last.at.astimezone(SEOUL)
    by = last.actor_name or label("role", last.actor_role)
    return (
        sentence("records.done_already", "ko", at=at, by=by, said=ko),
        sentence("records.done_already", "en", at=at, by=by, said=en),
    )


def days_of(session: Session, booking: Booking) -> list[BookingDay]:
    """Read a booking's days of use anew, in order."""
    query = select(BookingDay).where(BookingDay.booking_id == booking.id).order_by(BookingDay.on)
    return list(session.scalars(query, execution_options={"populate_existing": True}))


def settled_days(session: Session, booking: Booking, today: date) -> frozenset[date]:
    """Give the days nobody can give back any more: of an approved booking those gone by, and today if it came."""
    if booking.state not in APPROVED:
        return frozenset()
    visits = select(Visit.booking_day_id).where(Visit.child_id == booking.child_id, Visit.on == today)
    came = BookingDay.id.in_(visits.where(Visit.booking_day_id.is_not(None)))
    query = select(BookingDay.on).where(
        BookingDay.booking_id == booking.id,
        or_(BookingDay.on < today, (BookingDay.on == today) & came),
    )
    return frozenset(session.scalars(query))


def give_days_back(
    session: Session, booking: Booking, today: date, *, only: Collection[date] | None = None, reason: str = ""
) -> list[date]:
    """Give back a booking's days that are not settled.

    Args:
        session: The transaction, with the centre locked.
        booking: Whose days; its state is still the one before.
        today: Which day it is.
        only: Only these days; None: all.
        reason: Why these days went, where they go by themselves.

    Returns:
        The days given back, in order.
    """
    settled = settled_days(session, booking, today)
    active = {day.on: day.waits for day in days_of(session, booking) if day.holds_seat or day.waits}
    going = sorted(day for day in active.keys() - settled if only is None or day in only)
    if not going:
        return []
    session.execute(
        update(BookingDay)
        .where(BookingDay.booking_id == booking.id, BookingDay.on.in_(going))
        .values(holds_seat=False, waits=False, is_cancelled=True, cancel_reason=reason),
        execution_options={"synchronize_session": False},
    )
    for waits in (False, True):
        days = [day for day in going if active[day] is waits]
        seats.give_back(session, booking.centre_id, booking.care_type, days, waits=waits)
    forget_days(session, booking)
    return going


def forget_days(session: Session, booking: Booking) -> None:
    """Let the session read days of use again after statements that went past it."""
    session.expire(booking, ["days"])
    for each in list(session.identity_map.values()):
        if isinstance(each, BookingDay):
            session.expire(each)


def tell(session: Session, booking: Booking, event: str, *, now: datetime, policy: Policy) -> None:
    """Send the message of an event to whom the rules name.

    Source: notices.
    """
    places = {"reason": booking.reason_text}
    if event == FIRST_DAY_TOLD:
        query = select(func.min(BookingDay.on)).where(
            BookingDay.booking_id == booking.id, BookingDay.holds_seat
        )
        places["first_day"] = show(session.scalar(query) or booking.from_on, "ko")
    outbox.notify(session, event, booking, now=now, policy=policy, **places)


def keep_line(
    session: Session,
    actor: Actor,
    booking: Booking,
    action: str,
    before: BookingState,
    details: Mapping[str, Any],
    *,
    now: datetime,
) -> None:
    """Write the audit line of a change: from which state to which, and what else a reader will ask."""
    states = {"from": before.value, "to": booking.state.value, "reason": booking.reason_text}
    audit.record(
        session,
        actor,
        action,
        "booking",
        booking.id,
        {**states, **details},
        now=now,
        centre_id=booking.centre_id,
    )
