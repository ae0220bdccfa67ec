"""The counters against the days of use they follow from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, insert, select, true, update
from sqlalchemy.orm import Session

from kium_rules.records.models import Booking, BookingDay, DayCounter
from kium_rules.records.seats import COUNTED, LIMITS, columns

Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class Difference:
    """A day whose counters do not say what its days of use say; `stored` None: it has no counters."""

    centre_id: int
    on: date
    counted: Counts
    stored: Counts | None


def differences(session: Session, *, centre_id: int | None = None) -> Iterator[Difference]:
    """Recount the days of use and give every day whose counters say something else.

    Args:
        session: The transaction; it should be one snapshot, or nobody should be writing.
        centre_id: Only this centre's; None: all.
    """
    counted = _counted(session, centre_id)
    here = true() if centre_id is None else DayCounter.centre_id == centre_id
    rows = session.execute(select(DayCounter.centre_id, DayCounter.on, *columns(COUNTED)).where(here))
    stored = {(row[0], row[1]): dict(zip(COUNTED, row[2:], strict=True)) for row in rows}
    nothing = dict.fromkeys(COUNTED, 0)
    for key in sorted(counted.keys() | stored.keys()):
        should = counted.get(key, nothing)
        if stored.get(key) != should:
            yield Difference(key[0], key[1], should, stored.get(key))


def repair(session: Session, found: Iterable[Difference]) -> int:
    """Set counters to what was counted, with their centres locked; a limit in the way is raised to it.

    Returns:
        How many days were set right.
    """
    days = 0
    for difference in found:
        days += 1
        counted = difference.counted
        at_least = dict(zip(LIMITS, _taken(counted), strict=True))
        if difference.stored is None:
            row = {"centre_id": difference.centre_id, "on": difference.on, **counted, **at_least}
            session.execute(insert(DayCounter), [row])
            continue
        limits = {
            name: case((getattr(DayCounter, name) < taken, taken), else_=getattr(DayCounter, name))
            for name, taken in at_least.items()
        }
        session.execute(
            update(DayCounter)
            .where(DayCounter.centre_id == difference.centre_id, DayCounter.on == difference.on)
            .values({**counted, **limits}),
            execution_options={"synchronize_session": False},
        )
    return days


def _taken(counted: Counts) -> tuple[int, ...]:
    """Give what each limit must allow at the least."""
    all_taken = counted["regular"] + counted["temporary"]
    waiting = (counted["waiting_regular"], counted["waiting_temporary"], counted["waiting_sick_child"])
    return (counted["regular"], all_taken, counted["sick_child"], *waiting)


def _counted(session: Session, centre_id: int | None) -> dict[tuple[int, date], Counts]:
    query = (
        select(BookingDay.centre_id, BookingDay.on, Booking.care_type, BookingDay.waits, func.count())
        .join(Booking, Booking.id == BookingDay.booking_id)
        .where(BookingDay.holds_seat | BookingDay.waits)
        .group_by(BookingDay.centre_id, BookingDay.on, Booking.care_type, BookingDay.waits)
    )
    if centre_id is not None:
        query = query.where(Booking.centre_id == centre_id)
    counted: dict[tuple[int, date], Counts] = {}
    for centre, on, care_type, waits, children in session.execute(query):
        row = counted.setdefault((centre, on), dict.fromkeys(COUNTED, 0))
        row[f"waiting_{care_type.value}" if waits else care_type.value] = children
    return counted
