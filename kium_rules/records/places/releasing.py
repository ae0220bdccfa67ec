"""Giving days back that a centre can no longer keep: regular care by itself, everything else by staff."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from kium_rules.labels import sentence
from kium_rules.policy import Policy
from kium_rules.records import tasks
from kium_rules.records.actors import Actor
from kium_rules.records.bookings.finding import get_booking
from kium_rules.records.bookings.steps import give_days_back, keep_line, tell
from kium_rules.records.days import day_in_seoul
from kium_rules.records.models import Booking
from kium_rules.records.places.impact import Impact, Outside, Why
from kium_rules.vocabulary import CareType

ACTION = "release_days"
TASK = "booking_outside"
TOLD = "changed"


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
    """Release the days of regular care on which the centre stays closed; put the rest on the staff's list.

    Regular care skips a closed day. A day of temporary or sick-child care was asked for by itself, and one outside
    the hours can be kept by moving it: staff speak with the guardian. The centre is locked.
    """
    for outside in impact.bookings:
        closed = outside.on(Why.CLOSED) if outside.care_type is CareType.REGULAR else ()
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
    tell(session, booking, TOLD, now=now, policy=policy)
    keep_line(
        session, actor, booking, ACTION, booking.state, {"given_back": given_back, "why": reason}, now=now
    )
    if not _has_days(booking):
        _list(session, outside, tuple(given_back), centre_id=booking.centre_id, now=now)


def _has_days(booking: Booking) -> bool:
    return any(day.holds_seat or day.waits for day in booking.days)


def _list(
    session: Session, outside: Outside, days: tuple[date, ...], *, centre_id: int, now: datetime
) -> None:
    named = ", ".join(f"{day:%Y-%m-%d}" for day in days)
    text = sentence("places.task_outside", child=outside.child_name, days=named)
    tasks.add(session, TASK, text, centre_id=centre_id, now=now, booking_id=outside.booking_id)
