"""Applying: lock the centre, gather the facts, let the policy decide, write all of it at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy.orm import Session

from kium_rules.decision import Decision
from kium_rules.errors import NotAllowed, NotFound, Refused
from kium_rules.policy import Change, Policy
from kium_rules.records import audit, held, outbox, seats
from kium_rules.records.access import sees_child
from kium_rules.records.actors import Actor
from kium_rules.records.bookings.documents import APPLICATION_FORM, keep_documents, require_for_application
from kium_rules.records.bookings.steps import refused_by_policy
from kium_rules.records.bookings.wishes import Weighed, Wish, weigh, write_booking
from kium_rules.records.canonical import Written, written
from kium_rules.records.days import day_in_seoul
from kium_rules.records.held import HeldCentre, HeldChild
from kium_rules.records.models import NO_PRIORITY, Booking, Channel
from kium_rules.records.outbox import Addressee
from kium_rules.tables import FactError
from kium_rules.values import Hours
from kium_rules.vocabulary import BookingEvent, BookingState, CareType, Outcome, Role

TRIES = 2
"""A second look, should a seat be gone between decision and writing; with the centre locked it never is."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of an application: the booking, or None and the decision that refused it.

    The booking's centre and child are read when they are first asked for, within the transaction.
    """

    booking: Booking | None
    decision: Decision


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for one child; the fields are those of `apply`."""

    child_id: int
    care_type: CareType
    from_on: date
    until_on: date
    starts: time
    ends: time
    weekdays: Collection[int] = ()
    days: Collection[date] | None = None
    documents: Collection[str] = ()
    priority_class: str = NO_PRIORITY


def apply(
    session: Session,
    actor: Actor,
    *,
    centre_id: int,
    child_id: int,
    care_type: CareType,
    from_on: date,
    until_on: date,
    weekdays: Collection[int],
    days: Collection[date] | None,
    starts: time,
    ends: time,
    now: datetime,
    policy: Policy,
    channel: Channel | str = Channel.ONLINE,
    documents: Collection[str] = (),
    priority_class: str = NO_PRIORITY,
) -> Applied:
    """Apply for care.

    Args:
        session: The transaction; a writing one.
        actor: A parent, or staff of the centre for a parent who phoned or came.
        centre_id: Where.
        child_id: For whom.
        care_type: Which care.
        from_on: First day.
        until_on: Last day, included.
        weekdays: The weekdays (0 = Monday), for regular care.
        days: The named days, for temporary and sick-child care.
        starts: From when on each day.
        ends: Until when.
        now: The instant of asking.
        policy: The rules.
        channel: Online, or offline where staff enter it.
        documents: Codes of documents that came with it on paper, besides the application itself.
        priority_class: The class it waits in, as the table `priority` names it.

    Returns:
        The booking with its decision. Without a booking the policy refused: the decision says why, and only
        an audit line is left of it.

    Raises:
        NotAllowed: The actor may not apply for this child at this centre.
        NotFound: There is no such centre or child.
        Refused: The application cannot be read as one, a document it needs is missing, or there is no such
            priority class.

    Source: admission, documents, booking_states, priority.
    """
    wanted = Wanted(
        child_id,
        care_type,
        from_on,
        until_on,
        starts,
        ends,
        weekdays=weekdays,
        days=days,
        documents=documents,
        priority_class=priority_class,
    )
    wish = gather(session, actor, centre_id, wanted, now=now, policy=policy)
    decision = _decide_and_take(session, wish, now=now, policy=policy)
    return write_down(session, actor, wish, wanted, decision, channel=channel, now=now, policy=policy)


def gather(
    session: Session, actor: Actor, centre_id: int, wanted: Wanted, *, now: datetime, policy: Policy
) -> Wish:
    """Lock the centre and the child, see that this may be asked for at all, and give it as a wish.

    Raises:
        NotAllowed: The actor may not apply for this child at this centre.
        NotFound: There is no such centre or child.
        Refused: A document it needs is missing, or there is no such priority class.
    """
    centre = held.hold_centre(session, centre_id)
    if centre is None:
        raise NotFound.because("records.no_such_centre")
    child = held.hold_child(session, wanted.child_id)
    if child is None or not sees_child(session, actor, child):
        raise NotFound.because("records.no_such_child")
    _require_reach(actor, centre)
    require_for_application(child.consents, wanted.documents, day_in_seoul(now), policy)
    require_priority(wanted.priority_class, now, policy)
    return Wish(
        centre=centre,
        child=child,
        care_type=wanted.care_type,
        from_on=wanted.from_on,
        until_on=wanted.until_on,
        weekdays=frozenset(wanted.weekdays),
        days=None if wanted.days is None else frozenset(wanted.days),
        hours=Hours(wanted.starts, wanted.ends),
    )


def write_down(
    session: Session,
    actor: Actor,
    wish: Wish,
    wanted: Wanted,
    decision: Decision,
    *,
    channel: Channel | str,
    now: datetime,
    policy: Policy,
) -> Applied:
    """Write what was decided on an application, whose seats or places in the queue were taken before."""
    state = first_state(actor, wish.care_type, decision, policy)
    kept = written(decision.to_json())
    if state is None:
        refused = {"decision": kept}
        child_id, centre_id = wish.child.id, wish.centre.id
        audit.record(
            session, actor, "apply_refused", "child", child_id, refused, now=now, centre_id=centre_id
        )
        return Applied(None, decision)
    booking = write_booking(
        session,
        wish,
        state,
        decision,
        kept,
        channel=Channel(channel),
        now=now,
        priority_class=wanted.priority_class,
    )
    keep_documents(session, actor, booking, {APPLICATION_FORM, *wanted.documents}, now=now, is_new=True)
    event = "waiting" if decision.outcome is Outcome.WAIT else "applied"
    child = wish.child
    to = Addressee(wish.centre.name, child.name, child.phone) if isinstance(child, HeldChild) else None
    outbox.notify(session, event, booking, to, now=now, policy=policy)
    keep_application(session, actor, booking, kept, {}, now=now)
    return Applied(booking, decision)


def first_state(actor: Actor, care_type: CareType, decision: Decision, policy: Policy) -> BookingState | None:
    """Ask the state table what a booking starts as; None: the policy refused the application.

    Raises:
        NotAllowed: This role does not apply for care at all.

    Source: booking_states.
    """
    change = Change(BookingEvent.APPLY, None, actor.role, care_type, answer=decision.outcome)
    transition = policy.transition(change, decision.asked_on)
    if transition.next_state is None and decision.outcome is not Outcome.REFUSE:
        raise NotAllowed(transition.reasons[0].ko, transition.reasons[0].en, transition.reasons)
    return transition.next_state


def take_granted(
    session: Session, actor: Actor, wish: Wish, weighed: Weighed, policy: Policy
) -> BookingState:
    """Take what was granted to a booking that follows on another, and say what it starts as.

    Raises:
        NotAllowed: This role does not apply for care at all.
        Refused: The policy refused it; or, with a lock forgotten, a seat was gone.

    Source: booking_states.
    """
    state = first_state(actor, wish.care_type, weighed.decision, policy)
    if state is None:
        raise refused_by_policy(weighed.decision)
    if not occupy(session, wish, weighed):
        raise Refused.because("records.no_seat_left")
    return state


def keep_application(
    session: Session,
    actor: Actor,
    booking: Booking,
    decision: Written,
    details: Mapping[str, Any],
    *,
    now: datetime,
) -> None:
    """Write the audit line of a new booking, with the decision as it was given."""
    audit.record(
        session,
        actor,
        BookingEvent.APPLY.value,
        "booking",
        booking.id,
        {
            "state": booking.state.value,
            "child_id": booking.child_id,
            "decision": decision,
            **details,
        },
        now=now,
        centre_id=booking.centre_id,
    )


def require_priority(priority_class: str, now: datetime, policy: Policy) -> None:
    """See that there is such a priority class.

    Raises:
        Refused: The table knows none of this name.

    Source: priority.
    """
    if priority_class != NO_PRIORITY:
        try:
            policy.queue_key(priority_class, now, day_in_seoul(now))
        except (FactError, LookupError) as error:
            raise Refused.because("bookings.unknown_priority", priority_class=priority_class) from error


def _require_reach(actor: Actor, centre: HeldCentre) -> None:
    if not centre.is_open:
        raise Refused.because("records.centre_not_open", centre=centre.name)
    if actor.role is Role.CENTRE and actor.centre_id != centre.id:
        raise NotAllowed.because("records.not_your_centre")


def _decide_and_take(session: Session, wish: Wish, *, now: datetime, policy: Policy) -> Decision:
    """Let the policy decide on the loads under the lock, and take what it grants."""
    for _ in range(TRIES):
        weighed = weigh(session, wish, now=now, policy=policy)
        if weighed.decision.outcome is Outcome.REFUSE or occupy(session, wish, weighed):
            return weighed.decision
    raise Refused.because("records.no_seat_left")


def occupy(session: Session, wish: Wish, weighed: Weighed) -> bool:
    """Take the seats, or places in the queue, that were granted; False: one was gone, and none was taken."""
    centre_id, days = wish.centre.id, weighed.decision.days
    seats.open_days(session, centre_id, weighed.unopened, weighed.limits)
    return seats.take(session, centre_id, wish.care_type, days, waits=weighed.waits)
