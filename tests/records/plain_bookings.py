"""Bookings written past the policy and its locks, as another program or a slip of ours would write them."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session
from worlds import MONDAY, NOW

from kium_rules.records.models import Booking, BookingDay, Centre, Channel, Child
from kium_rules.vocabulary import BookingState, CareType

_APART = text(
    """
    SELECT count(*) FROM (SELECT * FROM booked_time WHERE NOT isempty(times)) AS kept FULL JOIN (
        SELECT booking_id, child_id, range_agg(tsrange("on" + starts, "on" + ends)) AS times FROM booking_day
        WHERE holds_seat OR waits GROUP BY booking_id, child_id
    ) AS counted USING (booking_id, child_id, times)
    WHERE kept IS NULL OR counted IS NULL
    """
)

HELD = {"holds_seat": True, "waits": False, "is_cancelled": False}
WAITING = {"holds_seat": False, "waits": True, "is_cancelled": False}
CANCELLED = {"holds_seat": False, "waits": False, "is_cancelled": True}


def write_booking(
    session: Session, centre: Centre, child: Child, days: Iterable[date] = (MONDAY,), **day: Any
) -> int:
    """Write a booking with days, 13-15 and holding seats unless told otherwise; give its id."""
    row = {
        "centre_id": centre.id,
        "child_id": child.id,
        "care_type": CareType.TEMPORARY,
        "state": BookingState.APPLIED,
        "channel": Channel.ONLINE,
        "applied_at": NOW,
        "from_on": MONDAY,
        "until_on": MONDAY,
        "weekdays": 0,
        "starts": time(13),
        "ends": time(15),
        "decision": {},
        "rule_book": "0" * 64,
        "reason_text": "",
    }
    booking_id = session.scalar(insert(Booking).returning(Booking.id), row)
    assert booking_id is not None
    write_days(session, booking_id, centre, child, days, **day)
    return booking_id


def write_days(
    session: Session, booking_id: int, centre: Centre, child: Child, days: Iterable[date], **day: Any
) -> None:
    """Write days of a booking, in one statement."""
    common = {"booking_id": booking_id, "centre_id": centre.id, "child_id": child.id}
    common |= {"starts": time(13), "ends": time(15), "cancel_reason": "", "is_released": False, **HELD, **day}
    if rows := [{**common, "on": on} for on in days]:
        session.execute(insert(BookingDay), rows)


def days_apart(session: Session) -> int:
    """Count the bookings whose row under the guard of one place says another time than their days; only PostgreSQL."""
    if session.get_bind().dialect.name != "postgresql":
        return 0
    found: int = session.scalar(_APART)
    return found
