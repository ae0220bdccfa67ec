"""The seats and days of a booking that was changed: what is new is taken, what is no longer wanted goes back."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from kium_rules.errors import Refused
from kium_rules.labels import label
from kium_rules.records import seats
from kium_rules.records.bookings.steps import forget_days
from kium_rules.records.bookings.wishes import Weighed, insert_days
from kium_rules.records.models import Booking, BookingDay, Tap, Visit
from kium_rules.vocabulary import BookingEvent


def reseat(
    session: Session,
    booking: Booking,
    old: Mapping[date, BookingDay],
    days: frozenset[date],
    weighed: Weighed,
) -> list[date]:
    """Take what is new, then give back what is no longer wanted.

    Returns:
        The days on which a seat, or a place in the queue, was given back.
    """
    centre_id, care_type, waits = booking.centre_id, booking.care_type, weighed.waits
    active = {on: day.waits for on, day in old.items() if day.holds_seat or day.waits}
    seats.open_days(session, centre_id, weighed.unopened, weighed.limits)
    wanted = [day for day in days if active.get(day) is not waits]
    if wanted and not seats.take(session, centre_id, care_type, wanted, waits=waits):
        raise Refused.because("records.no_seat_left")
    given_back = [on for on, waited in active.items() if on not in days or waited is not waits]
    for kind in (False, True):
        seats.give_back(
            session, centre_id, care_type, [on for on in given_back if active[on] is kind], waits=kind
        )
    return sorted(given_back)


def write_days(
    session: Session, booking: Booking, old: Mapping[date, BookingDay], days: frozenset[date], *, waits: bool
) -> None:
    """Let the rows say the same: a day that falls away goes, unless a tap or a visit names it."""
    plain = {"synchronize_session": False}
    going = {day.id for on, day in old.items() if on not in days and not day.cancel_reason}
    kept = _named_by_attendance(session, booking, going)
    if kept:
        why = label("booking_event", BookingEvent.EDIT)
        free = {"holds_seat": False, "waits": False, "is_cancelled": True, "cancel_reason": why}
        session.execute(
            update(BookingDay).where(BookingDay.id.in_(kept)).values(free), execution_options=plain
        )
    if going - kept:
        session.execute(delete(BookingDay).where(BookingDay.id.in_(going - kept)), execution_options=plain)
    again = [old[on].id for on in days & old.keys()]
    wanted = {
        "holds_seat": not waits,
        "waits": waits,
        "is_cancelled": False,
        "cancel_reason": "",
        "is_released": False,
    }
    wanted |= {"starts": booking.starts, "ends": booking.ends}
    if again:
        session.execute(
            update(BookingDay).where(BookingDay.id.in_(again)).values(wanted), execution_options=plain
        )
    insert_days(session, booking, days - old.keys(), waits=waits)
    forget_days(session, booking)


def _named_by_attendance(session: Session, booking: Booking, day_ids: set[int]) -> set[int]:
    named: set[int] = set()
    for attendance in (Tap, Visit):
        query = select(attendance.booking_day_id).where(attendance.child_id == booking.child_id)
        named |= {
            day_id
            for day_id in session.scalars(query.where(attendance.booking_day_id.in_(day_ids)))
            if day_id
        }
    return named
