"""Giving days back to the bookings that lost them when a centre closed, once it opens on them after all."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from kium_rules import values
from kium_rules.labels import sentence
from kium_rules.policy import Policy
from kium_rules.policy.sentences import show
from kium_rules.records import locks, outbox, seats, tasks
from kium_rules.records.actors import Actor
from kium_rules.records.bookings.steps import keep_line
from kium_rules.records.days import day_in_seoul, from_mask
from kium_rules.records.models import AuditLine, Booking, BookingDay, Child
from kium_rules.records.places.releasing import fit_period
from kium_rules.values import Hours
from kium_rules.vocabulary import BookingEvent, BookingState, CareType

ACTION = "restore_days"
TASK = "day_not_restored"
TOLD = "days_reopened"

Days = dict[int, tuple[date, ...]]


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of the days that bookings had lost to a closure.

    Args:
        back: The days that came back, by booking.
        left: The days that did not, by booking; each is on the centre's list.
    """

    back: Days = field(default_factory=dict)
    left: Days = field(default_factory=dict)


def restore(
    session: Session,
    actor: Actor,
    centre_id: int,
    before: values.Centre,
    after: values.Centre,
    *,
    now: datetime,
    policy: Policy,
) -> Restored:
    """Let bookings have the days again that they lost because the centre was to be closed on them.

    A booking that still runs gets its day back, and one that still waits its place in the queue, as far as there is a
    seat, the child is nowhere else meanwhile, and the hours fit. Whoever was granted the day comes before those who
    wait, then in the order of application. Every other day is put on the centre's list. Days that went because
    somebody cancelled them stay cancelled.

    Args:
        session: The transaction; a writing one, with the centre locked and written as it will be.
        actor: Who opens the centre.
        centre_id: Where.
        before: The centre as it was.
        after: The centre as it is now.
        now: When.
        policy: The rules.

    Source: booking_states (A-32), notices.
    """
    today = day_in_seoul(now)
    lost = _lost(session, centre_id, before, after, today)
    if not lost:
        return Restored()
    for child_id in sorted({booking.child_id for booking in lost}):
        locks.lock_child(session, child_id)
    _prepare_counters(
        session, centre_id, {day.on for days in lost.values() for day in days}, after, today, policy
    )
    restored = Restored()
    for booking, days in lost.items():
        back = [day for day in days if _comes_back(session, booking, day, after, today, policy)]
        left = [day for day in days if day not in back]
        if back:
            restored.back[booking.id] = tuple(day.on for day in back)
            _say(session, actor, booking, restored.back[booking.id], now=now, policy=policy)
        if left and _is_missed(session, booking, today, policy):
            restored.left[booking.id] = tuple(day.on for day in left)
            _list(session, booking, restored.left[booking.id], now=now)
    return restored


def _lost(
    session: Session, centre_id: int, before: values.Centre, after: values.Centre, today: date
) -> dict[Booking, list[BookingDay]]:
    """Read the days that were lost and on which the centre opens now, by booking; those who wait come last."""
    query = (
        select(BookingDay)
        .join(BookingDay.booking)
        .where(BookingDay.centre_id == centre_id, BookingDay.on >= today, BookingDay.is_released)
        .options(joinedload(BookingDay.booking).joinedload(Booking.child).joinedload(Child.guardian))
        .order_by(Booking.state == BookingState.WAITING, Booking.applied_at, Booking.id, BookingDay.on)
        .execution_options(populate_existing=True)
    )
    lost: dict[Booking, list[BookingDay]] = defaultdict(list)
    for day in session.scalars(query):
        opens = after.is_open_on(day.on) and not before.is_open_on(day.on)
        if opens and _is_wanted(day.booking, day.on):
            lost[day.booking].append(day)
    return lost


def _prepare_counters(
    session: Session,
    centre_id: int,
    days: Collection[date],
    centre: values.Centre,
    today: date,
    policy: Policy,
) -> None:
    limits = seats.limits_of(centre, policy, today)
    found = seats.loads_to_write(session, centre_id, sorted(days), limits)
    seats.open_days(session, centre_id, sorted(set(days) - found.keys()), limits)


def _comes_back(
    session: Session, booking: Booking, day: BookingDay, centre: values.Centre, today: date, policy: Policy
) -> bool:
    """Give one day back to a booking, if it can have it."""
    effect = policy.state_effect(booking.state, today)
    if not (effect.holds_seat or effect.waits):
        return False
    if not _is_inside(booking, day, centre) or _is_elsewhere(session, booking, day.on):
        return False
    if not seats.take(session, day.centre_id, booking.care_type, [day.on], waits=effect.waits):
        return False
    day.holds_seat, day.waits = not effect.waits, effect.waits
    day.is_cancelled, day.is_released, day.cancel_reason = False, False, ""
    # As the booking is now: it may have been edited meanwhile.
    day.starts, day.ends = booking.starts, booking.ends
    session.flush()
    return True


def _is_inside(booking: Booking, day: BookingDay, centre: values.Centre) -> bool:
    """Say whether the centre opens for the booking's hours and, of regular care, in the quarter it was granted for."""
    quarter, first = centre.quarter_on(day.on), centre.quarter_on(booking.from_on)
    if quarter is None or not quarter.hours.contains(Hours(booking.starts, booking.ends)):
        return False
    return booking.care_type is not CareType.REGULAR or quarter == first


def _is_wanted(booking: Booking, on: date) -> bool:
    """Say whether the day still belongs to a series: its period or weekdays may have been edited meanwhile."""
    if booking.care_type is not CareType.REGULAR:
        return True
    return booking.from_on <= on <= booking.until_on and on.weekday() in from_mask(booking.weekdays)


def _is_elsewhere(session: Session, booking: Booking, on: date) -> bool:
    """Say whether the child has another booking at those hours by now."""
    query = select(BookingDay.id).where(
        BookingDay.child_id == booking.child_id,
        BookingDay.on == on,
        BookingDay.holds_seat | BookingDay.waits,
        BookingDay.starts < booking.ends,
        BookingDay.ends > booking.starts,
    )
    return session.scalar(query.limit(1)) is not None


def _is_missed(session: Session, booking: Booking, today: date, policy: Policy) -> bool:
    """Say whether anybody may still want the day: the booking runs, or it went only because the centre closed."""
    if policy.state_effect(booking.state, today).is_open:
        return True
    by_house = select(AuditLine.id).where(
        AuditLine.noun == "booking",
        AuditLine.noun_id == booking.id,
        AuditLine.action == BookingEvent.EXPIRE.value,
    )
    return booking.state is BookingState.CANCELLED and session.scalar(by_house.limit(1)) is not None


def _say(
    session: Session, actor: Actor, booking: Booking, days: Sequence[date], *, now: datetime, policy: Policy
) -> None:
    session.expire(booking, ["days"])
    fit_period(booking)
    session.flush()
    outbox.notify(session, TOLD, booking, now=now, policy=policy, days=show(tuple(days), "ko"))
    keep_line(session, actor, booking, ACTION, booking.state, {"restored": list(days)}, now=now)


def _list(session: Session, booking: Booking, days: Sequence[date], *, now: datetime) -> None:
    named = ", ".join(f"{day:%Y-%m-%d}" for day in days)
    text = sentence("places.task_not_restored", child=booking.child.name, days=named)
    tasks.add(session, TASK, text, centre_id=booking.centre_id, now=now, booking_id=booking.id)
