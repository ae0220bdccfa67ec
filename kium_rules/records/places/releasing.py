"""Giving days back that a centre can no longer keep: by itself where nothing is to be settled, else by staff."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from kium_rules.labels import sentence
from kium_rules.policy import Policy
from kium_rules.policy.sentences import show
from kium_rules.records import offers, outbox, tasks
from kium_rules.records.actors import Actor
from kium_rules.records.bookings.finding import get_booking
from kium_rules.records.bookings.steps import give_days_back, keep_line
from kium_rules.records.days import day_in_seoul
from kium_rules.records.models import Booking, BookingDay
from kium_rules.records.places.impact import Impact, Outside, Why
from kium_rules.vocabulary import BookingState, CareType

ACTION = "release_days"
TASK = "booking_outside"
UNSETTLED = frozenset({BookingState.WAITING, BookingState.OFFERED})
"""Bookings that nobody has been promised a day of: a closed day goes from them without a word with the guardian."""


def settle(
    session: Session,
    actor: Actor,
    impact: Impact,
    *,
    centre_id: int,
    reason: str,
    now: datetime,
    policy: Policy,
) -> None:
    """Release the days on which the centre stays closed, where that goes by itself; put the rest on the staff's list.

    Regular care skips a closed day, and nobody goes on waiting for one. A day of temporary or sick-child care that
    was granted was asked for by itself, and one outside the hours can be kept by moving it: staff speak with the
    guardian. The centre is locked. The caller passes seats on afterwards: who lacked only a closed day now fits.

    Source: booking_states (A-32), notices.
    """
    for outside in impact.bookings:
        goes = outside.care_type is CareType.REGULAR or outside.state in UNSETTLED
        closed = outside.on(Why.CLOSED) if goes else ()
        if closed:
            _release(session, actor, outside, closed, reason=reason, now=now, policy=policy)
        left = tuple(day for day, _ in outside.days if day not in closed)
        if left:
            _list(session, outside, left, centre_id=centre_id, now=now)


def _release(
    session: Session,
    actor: Actor,
    outside: Outside,
    days: tuple[date, ...],
    *,
    reason: str,
    now: datetime,
    policy: Policy,
) -> None:
    booking = get_booking(session, actor, outside.booking_id, fresh=True)
    given_back = give_days_back(session, booking, day_in_seoul(now), only=days, reason=reason)
    if not given_back:
        return
    session.execute(
        update(BookingDay)
        .where(BookingDay.booking_id == booking.id, BookingDay.on.in_(given_back))
        .values(is_released=True),
        execution_options={"synchronize_session": False},
    )
    fit_period(booking)
    is_left = any(day.holds_seat or day.waits for day in booking.days)
    if is_left or booking.state not in UNSETTLED:
        _tell(session, "days_closed", booking, given_back, reason, now=now, policy=policy)
        said = {"given_back": given_back, "why": reason}
        keep_line(session, actor, booking, ACTION, booking.state, said, now=now)
        if not is_left:
            _list(session, outside, tuple(given_back), centre_id=booking.centre_id, now=now)
    else:
        offers.end_wait(session, booking, "closed_out", reason, now=now, policy=policy)


def fit_period(booking: Booking) -> None:
    """Let the period of named days reach from the first to the last of those that are left."""
    left = [day.on for day in booking.days if not day.is_cancelled]
    if left and booking.care_type is not CareType.REGULAR:
        booking.from_on, booking.until_on = min(left), max(left)


def _tell(
    session: Session,
    event: str,
    booking: Booking,
    days: Collection[date],
    reason: str,
    *,
    now: datetime,
    policy: Policy,
) -> None:
    said = {"days": show(tuple(days), "ko"), "reason": reason}
    outbox.notify(session, event, booking, now=now, policy=policy, **said)


def _list(
    session: Session, outside: Outside, days: tuple[date, ...], *, centre_id: int, now: datetime
) -> None:
    named = ", ".join(f"{day:%Y-%m-%d}" for day in days)
    text = sentence("places.task_outside", child=outside.child_name, days=named)
    tasks.add(session, TASK, text, centre_id=centre_id, now=now, booking_id=outside.booking_id)
