"""The nightly close: what was in use ends on the day after its last day, and what was never started ends unused."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import and_, insert, or_, select, update
from sqlalchemy.orm import Session

from kium_rules.labels import label
from kium_rules.policy import Change, Policy, Transition
from kium_rules.policy.sentences import fill
from kium_rules.records import audit, locks, outbox, tasks
from kium_rules.records.actors import SYSTEM
from kium_rules.records.days import day_in_seoul
from kium_rules.records.models import Booking, Centre, Child, Guardian, OutboxMessage
from kium_rules.vocabulary import BookingEvent, BookingState, CareType

NEVER_STARTED = BookingState.SCHEDULED
"""What ends in this state was not used."""
TOLD = "ended"
"""The message to guardians."""
Kind = tuple[BookingState, CareType]


@dataclass(frozen=True, slots=True)
class Closed:
    """What one batch of the close did, in bookings.

    Args:
        ended: How many ended after having been in use.
        unused: How many ended without having been started.
        has_more: Whether there may be more to close; the next batch takes them.
    """

    ended: int
    unused: int
    has_more: bool

    @property
    def count(self) -> int:
        """How many ended in all."""
        return self.ended + self.unused


def close_day(session: Session, *, now: datetime, policy: Policy, batch: int) -> Closed:
    """End the bookings whose last day is over, as the state table allows the system to; one batch of them.

    Days gone by stay as they were. It asks what is over, not which day it is: a close that runs days late, or
    twice, comes to the same. The caller commits after each batch and calls again while `has_more`.

    Args:
        session: The transaction; a writing one.
        now: When.
        policy: The rules.
        batch: How many bookings to look at; so many centres at most are locked.

    Returns:
        What was done.

    Source: booking_states.
    """
    today = day_in_seoul(now)
    allowed = _allowed(policy, today)
    found = _over(session, allowed, today, batch)
    locks.lock_centres(session, {centre_id for _, centre_id, _, _ in found})
    closed: list[_Ended] = []
    for kind, transition in allowed.items():
        ids = [booking_id for booking_id, _, state, care_type in found if (state, care_type) == kind]
        closed += _end(session, ids, kind[0], transition, today)
    closed.sort(key=lambda one: (one.centre_id, one.id))
    _tell(session, closed, today, now=now, policy=policy)
    for centre_id, some in groupby(closed, key=lambda one: one.centre_id):
        lines = [(one.id, one.details()) for one in some]
        audit.record_many(
            session, SYSTEM, BookingEvent.END.value, "booking", lines, now=now, centre_id=centre_id
        )
    session.expire_all()
    unused = sum(one.is_unused for one in closed)
    return Closed(len(closed) - unused, unused, has_more=len(found) == batch)


@dataclass(frozen=True, slots=True)
class _Ended:
    """A booking that was ended just now, from which state and by which rule."""

    id: int
    centre_id: int
    next_state: BookingState
    is_unused: bool
    state: BookingState
    rule: str

    def details(self) -> dict[str, Any]:
        """Give what the audit line says of it."""
        states = {"from": self.state.value, "to": self.next_state.value}
        return {**states, "rule": self.rule, "reason": "", "is_unused": self.is_unused}


def _allowed(policy: Policy, today: date) -> dict[Kind, Transition]:
    """Ask the state table once for each state and care type, instead of once for each booking."""
    asked = {
        (state, care_type): policy.transition(
            Change(BookingEvent.END, state, SYSTEM.role, care_type, last_day_passed=True), today
        )
        for state in BookingState
        if policy.state_effect(state, today).is_open
        for care_type in CareType
    }
    return {kind: transition for kind, transition in asked.items() if transition.next_state is not None}


def _over(
    session: Session, allowed: dict[Kind, Transition], today: date, batch: int
) -> list[tuple[int, int, BookingState, CareType]]:
    kinds = (and_(Booking.state == state, Booking.care_type == care) for state, care in allowed)
    query = (
        select(Booking.id, Booking.centre_id, Booking.state, Booking.care_type)
        .where(Booking.state.in_({state for state, _ in allowed}), Booking.until_on < today, or_(*kinds))
        .order_by(Booking.centre_id, Booking.id)
        .limit(batch)
    )
    if not allowed:
        return []
    return [(row.id, row.centre_id, row.state, row.care_type) for row in session.execute(query)]


def _end(
    session: Session, ids: list[int], state: BookingState, transition: Transition, today: date
) -> list[_Ended]:
    """End those that are still as they were found, now that their centres are locked."""
    if not ids:
        return []
    statement = (
        update(Booking)
        .where(Booking.id.in_(ids), Booking.state == state, Booking.until_on < today)
        .values(state=transition.next_state, is_unused=state is NEVER_STARTED, reason_text="")
        .returning(Booking.id, Booking.centre_id, Booking.state, Booking.is_unused)
    )
    rows = session.execute(statement, execution_options={"synchronize_session": False})
    return [_Ended(*row, state=state, rule=transition.rule) for row in rows]


def _tell(session: Session, closed: list[_Ended], today: date, *, now: datetime, policy: Policy) -> None:
    """Put the messages into the outbox, all at once: a night can end thousands of bookings."""
    if not closed:
        return
    row = policy.asking(today).row("notices", event=TOLD)
    query = (
        select(Booking.id, Booking.centre_id, Booking.care_type, Centre.name, Child.name, Guardian.phone)
        .join(Booking.centre)
        .join(Booking.child)
        .join(Child.guardian)
        .where(Booking.id.in_([one.id for one in closed]))
        .order_by(Booking.id)
    )
    messages: list[dict[str, Any]] = [
        {
            "created_at": now,
            "kind": TOLD,
            "recipient_phone": phone,
            "text": fill(
                row.sentence("ko"),
                {
                    "centre": centre,
                    "child": child,
                    "care_type": label("care_type", care_type),
                    "phone": phone,
                },
                "ko",
            ),
            "centre_id": centre_id,
            "booking_id": booking_id,
        }
        for booking_id, centre_id, care_type, centre, child, phone in session.execute(query)
    ]
    if row.text("channel") == outbox.TO_CENTRE:
        for one in messages:
            about = {"centre_id": one["centre_id"], "booking_id": one["booking_id"]}
            tasks.add(session, TOLD, one["text"], **about, now=now)
    else:
        session.execute(insert(OutboxMessage), messages)
