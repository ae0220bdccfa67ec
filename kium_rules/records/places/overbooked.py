"""Which bookings a smaller capacity leaves outside: on each day those that came last."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from kium_rules.policy import Policy
from kium_rules.policy.seat_limits import SeatLimits
from kium_rules.records.centres import as_value
from kium_rules.records.models import Booking, BookingDay, CapacityChange, Centre
from kium_rules.records.places.impact import Impact, Row, Why, gather, rows_of
from kium_rules.records.seats import loads_between
from kium_rules.values import AgreedSeats, DayLoad
from kium_rules.vocabulary import CareType


def over_capacity(
    session: Session, centre: Centre, change: CapacityChange, from_on: date, today: date, policy: Policy
) -> Impact:
    """List the bookings beyond a wanted capacity, from a day on.

    Source: seat_limits.
    """
    agreed = AgreedSeats(from_on, change.new_base, change.new_extra, change.new_sick_child)
    limits = policy.seat_limits(as_value(centre).with_seats(agreed), today)
    loads = loads_between(session, centre.id, from_on, date.max)
    days = [day for day, load in loads.items() if min(limits.all_left(load)) < 0]
    if not days:
        return Impact()
    here = (Booking.centre_id == centre.id, Booking.until_on >= min(days))
    rows = rows_of(session, *here, BookingDay.on.in_(days), BookingDay.holds_seat.is_(True))
    return gather((row, Why.OVER_CAPACITY) for row in _beyond(rows, limits))


def _beyond(rows: list[Row], limits: SeatLimits) -> Iterator[Row]:
    """Seat the bookings of each day anew, in the order in which they came, and give those without a seat."""
    seated: dict[date, Counter[CareType]] = {}
    for row in rows:
        care_type, day = row[3], row[5]
        taken = seated.setdefault(day, Counter())
        load = DayLoad(taken[CareType.REGULAR], taken[CareType.TEMPORARY], taken[CareType.SICK_CHILD])
        if limits.left(care_type, load) < 1:
            yield row
        else:
            taken[care_type] += 1
