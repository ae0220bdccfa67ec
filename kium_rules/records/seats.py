"""Seats: one counter row per centre and day, moved by guarded statements.

The days of use are the truth; the counters follow from them and can be recounted. Whoever moves counters
holds the centre (`locks.lock_centre`), so that what was read is still so. The guard in each statement and the
checks of the table stand behind that: a forgotten lock costs a second try, never a seat sold twice. `recount`
checks them.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Text, and_, bindparam, case, cast, insert, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from kium_rules.policy import Policy
from kium_rules.records.day_lists import among
from kium_rules.records.models import Base, DayCounter
from kium_rules.records.prepared import Prepared
from kium_rules.values import Centre, DayLoad
from kium_rules.vocabulary import CareType

# The table itself, not the model: no counter is ever loaded as an object, and the session need not look for one.
COUNTERS = Base.metadata.tables[DayCounter.__tablename__]
COUNTED = ("regular", "temporary", "sick_child", "waiting_regular", "waiting_temporary", "waiting_sick_child")
LIMITS = (
    "regular_limit",
    "total_limit",
    "sick_limit",
    "waiting_regular_limit",
    "waiting_temporary_limit",
    "waiting_sick_limit",
)
FIRST_LIMIT = 1 + len(COUNTED)
"""Where the limits begin in a row that is read with its day."""
# What a limit may not be lowered below: what is taken already.
TAKEN: dict[str, ColumnElement[int]] = {
    "regular_limit": DayCounter.regular.expression,
    "total_limit": (DayCounter.regular + DayCounter.temporary).expression,
    "sick_limit": DayCounter.sick_child.expression,
    "waiting_regular_limit": DayCounter.waiting_regular.expression,
    "waiting_temporary_limit": DayCounter.waiting_temporary.expression,
    "waiting_sick_limit": DayCounter.waiting_sick_child.expression,
}

# Statements are made once: making one costs several times as much as sending it.
_ON_DAYS = and_(COUNTERS.c.centre_id == bindparam("at_centre"), among(COUNTERS.c.on, "days"))
# A day that was moved is looked at only where another one was not.
_AS_TEXT = cast(COUNTERS.c.on, Text)
# Reading the days between as well costs less than looking for each day by itself.
_LOADS = Prepared(
    select(COUNTERS.c.on, *(COUNTERS.c[name] for name in (*COUNTED, *LIMITS))).where(
        COUNTERS.c.centre_id == bindparam("at_centre"),
        COUNTERS.c.on.between(bindparam("first"), bindparam("last")),
    )
)


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a day's counters, in the order of `LIMITS`.

    Args:
        now: The limits as they are.
        coming: Other limits with the first day they count, in the order of their days.
    """

    now: tuple[int, ...]
    coming: tuple[tuple[date, tuple[int, ...]], ...] = ()

    def on(self, day: date) -> tuple[int, ...]:
        """Give the limits that count on a day."""
        for from_on, later in reversed(self.coming):
            if from_on <= day:
                return later
        return self.now


def limits_of(centre: Centre, policy: Policy, today: date) -> Limits:
    """Give the limits of a day's counters as the rules of a day set them.

    Source: seat_limits, waiting_list.
    """
    coming = ((agreed.from_on, _limits(centre.with_seats(agreed), policy, today)) for agreed in centre.coming)
    return Limits(_limits(centre, policy, today), tuple(coming))


def _limits(centre: Centre, policy: Policy, today: date) -> tuple[int, ...]:
    seats = policy.seat_limits(centre, today)
    waiting = [policy.waiting_limit(centre, care_type, today) for care_type in CareType]
    return (seats.regular, seats.total, seats.sick_child, *waiting)


def loads_between(session: Session, centre_id: int, from_on: date, until_on: date) -> dict[date, DayLoad]:
    """Read what each day of a period carries; a day without a counter carries nothing and is left out."""
    return loads_of_many(session, [centre_id], from_on, until_on).get(centre_id, {})


def loads_of_many(
    session: Session, centre_ids: Collection[int], from_on: date, until_on: date
) -> dict[int, dict[date, DayLoad]]:
    """Read the same of several centres, by their ids; a centre without any counter is left out."""
    rows = session.execute(
        select(DayCounter.centre_id, DayCounter.on, *columns(COUNTED)).where(
            DayCounter.centre_id.in_(sorted(centre_ids)), DayCounter.on.between(from_on, until_on)
        )
    )
    loads: dict[int, dict[date, DayLoad]] = {}
    for centre_id, on, *counts in rows:
        loads.setdefault(centre_id, {})[on] = DayLoad(*counts)
    return loads


def loads_to_write(
    session: Session, centre_id: int, days: Collection[date], limits: Limits
) -> dict[date, DayLoad]:
    """Read what the named days carry, with the centre locked, and bring their limits up to date.

    A limit that would fall below what is taken stops there, so that nobody loses a seat and none is added.
    """
    if not days:
        return {}
    wished = frozenset(days)
    rows = _LOADS.all(session, {"at_centre": centre_id, "first": min(wished), "last": max(wished)})
    stale: dict[tuple[int, ...], list[date]] = {}
    loads: dict[date, DayLoad] = {}
    alike: dict[tuple[int, ...], DayLoad] = {}
    for row in rows:
        on, counts = row[0], row[1:FIRST_LIMIT]
        if on not in wished:
            continue
        wanted = limits.on(on)
        if row[FIRST_LIMIT:] != wanted:
            stale.setdefault(wanted, []).append(on)
        loads[on] = alike.get(counts) or alike.setdefault(counts, DayLoad(*counts))
    for wanted, some in stale.items():
        lowered = {
            name: case((TAKEN[name] > limit, TAKEN[name]), else_=limit)
            for name, limit in zip(LIMITS, wanted, strict=True)
        }
        session.execute(
            update(COUNTERS).where(_ON_DAYS).values(lowered), {"at_centre": centre_id, "days": some}
        )
    return loads


def open_days(session: Session, centre_id: int, days: Iterable[date], limits: Limits) -> None:
    """Make the counters of days that have none yet."""
    empty = dict.fromkeys(COUNTED, 0)
    rows = [
        {"centre_id": centre_id, "on": day, **empty, **dict(zip(LIMITS, limits.on(day), strict=True))}
        for day in days
    ]
    if rows:
        session.execute(insert(COUNTERS), rows)


def take(
    session: Session,
    centre_id: int,
    care_type: CareType,
    days: Collection[date],
    *,
    waits: bool,
    strictly: bool = False,
) -> bool:
    """Take a seat, or a place in the queue, on every one of the days, or on none.

    Args:
        session: The transaction.
        centre_id: Where.
        care_type: For which care.
        days: On which days.
        waits: A place in the queue instead of a seat.
        strictly: Whether the queue's limit counts on a day that has a seat, too. Who lacks a seat on one day waits as a
            whole, and a day that has one turns nobody away, however many wait for it because of other days.

    Returns:
        Whether it was taken. False: on some day there was none left, and nothing was changed.
    """
    statement = _taking(care_type, waits=waits, strictly=strictly)
    moved = statement.all(session, {"at_centre": centre_id, "days": days})
    if len(moved) == len(days):
        return True
    given = [date.fromisoformat(on) for (on,) in moved]
    give_back(session, centre_id, care_type, given, waits=waits)
    return False


def give_back(
    session: Session, centre_id: int, care_type: CareType, days: Collection[date], *, waits: bool
) -> None:
    """Give a seat, or a place in the queue, back on each of the days."""
    if days:
        _giving_back(care_type, waits=waits).run(session, {"at_centre": centre_id, "days": days})


def columns(names: Iterable[str]) -> list[InstrumentedAttribute[Any]]:
    """Give counter columns by name."""
    return [getattr(DayCounter, name) for name in names]


def counter_name(care_type: CareType, *, waits: bool) -> str:
    """Name the counter that counts a day of one care type."""
    return f"waiting_{care_type}" if waits else care_type.value


def _counter(care_type: CareType, *, waits: bool) -> Column[int]:
    return COUNTERS.c[counter_name(care_type, waits=waits)]


@cache
def _taking(care_type: CareType, *, waits: bool, strictly: bool) -> Prepared:
    counter = _counter(care_type, waits=waits)
    room, more = _room(care_type, waits=waits), {counter: counter + 1}
    if waits and not strictly:
        room = or_(room, _room(care_type, waits=False))
        limit = COUNTERS.c[LIMITS[COUNTED.index(counter.name)]]
        more |= {limit: case((counter >= limit, counter + 1), else_=limit)}
    return Prepared(update(COUNTERS).where(_ON_DAYS, room).values(more).returning(_AS_TEXT))


@cache
def _giving_back(care_type: CareType, *, waits: bool) -> Prepared:
    counter = _counter(care_type, waits=waits)
    return Prepared(update(COUNTERS).where(_ON_DAYS).values({counter: counter - 1}))


def _room(care_type: CareType, *, waits: bool) -> ColumnElement[bool]:
    """Say what must be so for one more."""
    all_taken = COUNTERS.c.regular + COUNTERS.c.temporary < COUNTERS.c.total_limit
    match care_type, waits:
        case CareType.REGULAR, False:
            return and_(COUNTERS.c.regular < COUNTERS.c.regular_limit, all_taken)
        case CareType.TEMPORARY, False:
            return all_taken
        case CareType.SICK_CHILD, False:
            return COUNTERS.c.sick_child < COUNTERS.c.sick_limit
        case CareType.REGULAR, _:
            return COUNTERS.c.waiting_regular < COUNTERS.c.waiting_regular_limit
        case CareType.TEMPORARY, _:
            return COUNTERS.c.waiting_temporary < COUNTERS.c.waiting_temporary_limit
        case _:
            return COUNTERS.c.waiting_sick_child < COUNTERS.c.waiting_sick_limit
