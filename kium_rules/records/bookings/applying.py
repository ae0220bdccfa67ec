"""Applying: gather the facts, lock the centre, let the policy decide, write all of it at once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import insert, or_, select
from sqlalchemy.orm import Session

from kium_rules.decision import Decision
from kium_rules.errors import NotAllowed, Refused
from kium_rules.policy import Change, Policy
from kium_rules.records import audit, locks, outbox, seats
from kium_rules.records.actors import Actor
from kium_rules.records.bookings.documents import keep_documents, require_for_application
from kium_rules.records.centres import as_value, get_centre
from kium_rules.records.children import get_child
from kium_rules.records.days import day_in_seoul, to_mask
from kium_rules.records.models import Booking, BookingDay, Centre, Channel, Child
from kium_rules.values import Application, Hours, OtherBooking
from kium_rules.values import Child as ChildValue
from kium_rules.vocabulary import BookingEvent, BookingState, CareType, Outcome, Role

TRIES = 2
"""A second look, should a seat be gone between decision and writing; with the centre locked it never is."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of an application: the booking, or None and the decision that refused it."""

    booking: Booking | None
    decision: Decision


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is asked for, with the centre and the child as they are in the records."""

    centre: Centre
    child: Child
    care_type: CareType
    from_on: date
    until_on: date
    weekdays: frozenset[int]
    days: frozenset[date] | None
    hours: Hours
    channel: Channel


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

    Returns:
        The booking with its decision. Without a booking the policy refused: the decision says why, and only
        an audit line is left of it.

    Raises:
        NotAllowed: The actor may not apply for this child at this centre.
        NotFound: There is no such centre or child.
        Refused: The application cannot be read as one, or a document it needs is missing.

    Source: admission, documents, booking_states.
    """
    centre = get_centre(session, centre_id)
    child = get_child(session, actor, child_id)
    _require_reach(actor, centre)
    require_for_application(session, child, documents, day_in_seoul(now), policy)
    wish = _Wish(
        centre=centre,
        child=child,
        care_type=care_type,
        from_on=from_on,
        until_on=until_on,
        weekdays=frozenset(weekdays),
        days=None if days is None else frozenset(days),
        hours=Hours(starts, ends),
        channel=Channel(channel),
    )
    if locks.lock_centre(session, centre_id) != centre.revision:
        get_centre(session, centre_id, fresh=True)
    locks.lock_child(session, child_id)
    decision = _decide_and_take(session, wish, now=now, policy=policy)
    state = _first_state(actor, care_type, decision, policy)
    if state is None:
        refused = {"decision": decision.to_json()}
        audit.record(
            session, actor, "apply_refused", "child", child_id, refused, now=now, centre_id=centre_id
        )
        return Applied(None, decision)
    booking = _write(session, wish, state, decision, now=now)
    given = {"application_form", *documents}
    keep_documents(session, actor, booking, given, now=now)
    audit.record(
        session,
        actor,
        "apply",
        "booking",
        booking.id,
        {"state": state.value, "child_id": child_id, "decision": decision.to_json()},
        now=now,
        centre_id=centre_id,
    )
    return Applied(booking, decision)


def _require_reach(actor: Actor, centre: Centre) -> None:
    if not centre.is_open:
        raise Refused.because("records.centre_not_open", centre=centre.name)
    if actor.role is Role.CENTRE and actor.centre_id != centre.id:
        raise NotAllowed.because("records.not_your_centre")


def _decide_and_take(session: Session, wish: _Wish, *, now: datetime, policy: Policy) -> Decision:
    """Let the policy decide on the loads under the lock, and take what it grants."""
    centre = as_value(wish.centre)
    application = _application(session, wish, now)
    limits = seats.limits_of(centre, policy, application.asked_on)
    days = policy.days_of_use(application, centre)
    for _ in range(TRIES):
        loads = seats.loads_to_write(session, wish.centre.id, days, limits)
        decision = policy.decide(application, centre, loads)
        if decision.outcome is Outcome.REFUSE:
            return decision
        seats.open_days(session, wish.centre.id, (day for day in days if day not in loads), limits)
        waits = decision.outcome is Outcome.WAIT
        if seats.take(session, wish.centre.id, wish.care_type, days, waits=waits):
            return decision
    raise Refused.because("records.no_seat_left")


def _application(session: Session, wish: _Wish, now: datetime) -> Application:
    try:
        return Application(
            care_type=wish.care_type,
            child=ChildValue(wish.child.grade, _other_bookings(session, wish)),
            asked_at=now,
            hours=wish.hours,
            from_on=wish.from_on,
            until_on=wish.until_on,
            weekdays=wish.weekdays,
            days=wish.days,
        )
    except ValueError as error:
        raise Refused.because("records.period_too_long") from error


def _other_bookings(session: Session, wish: _Wish) -> tuple[OtherBooking, ...]:
    """Read the child's active days in the period, at all centres, gathered by their hours."""
    named = wish.days or {wish.from_on, wish.until_on}
    query = select(BookingDay.on, BookingDay.starts, BookingDay.ends).where(
        BookingDay.child_id == wish.child.id,
        BookingDay.on.between(min(wish.from_on, *named), max(wish.until_on, *named)),
        or_(BookingDay.holds_seat, BookingDay.waits),
    )
    by_hours: dict[Hours, set[date]] = {}
    for on, starts, ends in session.execute(query):
        by_hours.setdefault(Hours(starts, ends), set()).add(on)
    return tuple(OtherBooking(frozenset(days), hours) for hours, days in by_hours.items())


def _first_state(
    actor: Actor, care_type: CareType, decision: Decision, policy: Policy
) -> BookingState | None:
    """Ask the state table what the booking starts as; None: the policy refused the application.

    Raises:
        NotAllowed: This role does not apply for care at all.
    """
    change = Change(BookingEvent.APPLY, None, actor.role, care_type, answer=decision.outcome)
    transition = policy.transition(change, decision.asked_on)
    if transition.next_state is None and decision.outcome is not Outcome.REFUSE:
        raise NotAllowed(transition.reasons[0].ko, transition.reasons[0].en, transition.reasons)
    return transition.next_state


def _write(
    session: Session, wish: _Wish, state: BookingState, decision: Decision, *, now: datetime
) -> Booking:
    is_series = wish.care_type is CareType.REGULAR
    booking = Booking(
        centre_id=wish.centre.id,
        child_id=wish.child.id,
        care_type=wish.care_type,
        state=state,
        channel=wish.channel,
        applied_at=now,
        from_on=wish.from_on if is_series else decision.days[0],
        until_on=wish.until_on if is_series else decision.days[-1],
        weekdays=to_mask(wish.weekdays) if is_series else 0,
        starts=wish.hours.starts,
        ends=wish.hours.ends,
        decision=decision.to_json(),
        rule_book=decision.rule_book,
        reason_text="",
        centre=wish.centre,
        child=wish.child,
    )
    session.add(booking)
    session.flush()
    waits = decision.outcome is Outcome.WAIT
    day = {
        "booking_id": booking.id,
        "centre_id": wish.centre.id,
        "child_id": wish.child.id,
        "starts": wish.hours.starts,
        "ends": wish.hours.ends,
        "holds_seat": not waits,
        "waits": waits,
        "is_cancelled": False,
    }
    session.execute(insert(BookingDay), [{**day, "on": on} for on in decision.days])
    outbox.queue(
        session,
        "waiting" if waits else "applied",
        phone=wish.child.guardian.phone,
        now=now,
        centre_id=wish.centre.id,
        booking_id=booking.id,
        centre=wish.centre.name,
        child=wish.child.name,
    )
    return booking
