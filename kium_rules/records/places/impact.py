"""What a change of a centre leaves outside: the bookings and their days, before anything is written."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session

from kium_rules import values
from kium_rules.decision import Reason
from kium_rules.errors import Refused
from kium_rules.labels import sentence
from kium_rules.records.models import Booking, BookingDay, Child
from kium_rules.values import Hours
from kium_rules.vocabulary import BookingState, CareType


class Why(StrEnum):
    """In what way a day of use falls outside."""

    CLOSED = "closed"
    """The centre would not open on it."""
    HOURS = "hours"
    """The centre would open, but not for all of the booked hours."""
    OTHER_QUARTER = "other_quarter"
    """The centre would open, but in another quarter than the one regular care was granted for."""
    OVER_CAPACITY = "over_capacity"
    """More children would be booked than there are seats; those who applied last are named."""


@dataclass(frozen=True, slots=True)
class Outside:
    """A booking of which days fall outside."""

    booking_id: int
    child_id: int
    child_name: str
    care_type: CareType
    state: BookingState
    days: tuple[tuple[date, Why], ...]

    def on(self, *why: Why) -> tuple[date, ...]:
        """Give the days that fall outside in one of these ways."""
        return tuple(day for day, way in self.days if way in why)


@dataclass(frozen=True, slots=True)
class Impact:
    """Everything a change leaves outside, the oldest booking first."""

    bookings: tuple[Outside, ...] = ()

    @property
    def days(self) -> tuple[date, ...]:
        """The days concerned, each once."""
        return tuple(sorted({day for booking in self.bookings for day, _ in booking.days}))

    def __bool__(self) -> bool:
        return bool(self.bookings)


class NeedsConfirmation(Refused):
    """A change is not made yet: somebody has to look at what it does first, and confirm it.

    Args:
        impact: The bookings and days it leaves outside.
        reasons: What else should be looked at first.
    """

    def __init__(self, impact: Impact, reasons: tuple[Reason, ...] = ()) -> None:
        facts = {"bookings": len(impact.bookings), "days": len(impact.days)}

        def said(language: str, rules: list[str]) -> str:
            outside = [sentence("places.needs_confirmation", language, **facts)] if impact else []
            return " ".join([*outside, *rules, sentence("places.confirm", language)])

        super().__init__(
            said("ko", [reason.ko for reason in reasons]),
            said("en", [reason.en for reason in reasons]),
            reasons,
        )
        self.impact = impact


Row = tuple[int, int, str, CareType, BookingState, date]


def impact_of(
    session: Session, centre_id: int, before: values.Centre, after: values.Centre, today: date
) -> Impact:
    """List the bookings and days ahead that a centre's new quarters or closure days leave outside.

    Only what was inside before is listed, so that a second change does not tell of the first again.

    Args:
        session: The transaction.
        centre_id: Which centre.
        before: The centre as it is.
        after: The centre as it would be.
        today: Which day it is; days gone by stay as they were.
    """
    here = (Booking.centre_id == centre_id, Booking.until_on >= today, BookingDay.on >= today, _active())
    booked = session.scalars(select(BookingDay.on).join(BookingDay.booking).where(*here).distinct()).all()
    by_way: dict[Why, list[ColumnElement[bool]]] = {way: [] for way in Why}
    closed = [day for day in booked if before.is_open_on(day) and not after.is_open_on(day)]
    by_way[Why.CLOSED].append(BookingDay.on.in_(closed) if closed else false())
    for days, was, will in _changed(booked, before, after):
        if (was.kind, was.year) != (will.kind, will.year):
            by_way[Why.OTHER_QUARTER].append(
                and_(BookingDay.on.in_(days), Booking.care_type == CareType.REGULAR)
            )
        if not will.hours.contains(was.hours):
            by_way[Why.HOURS].append(and_(BookingDay.on.in_(days), _beyond(will.hours)))
    found: list[tuple[Row, Why]] = []
    for way, conditions in by_way.items():
        if conditions:
            found += [(row, way) for row in rows_of(session, *here, or_(*conditions))]
    return gather(found)


def rows_of(session: Session, *conditions: ColumnElement[bool]) -> list[Row]:
    """Read days of use with what a list names of their bookings, in the order in which they applied."""
    query = (
        select(Booking.id, Child.id, Child.name, Booking.care_type, Booking.state, BookingDay.on)
        .join(Booking, Booking.id == BookingDay.booking_id)
        .join(Child, Child.id == BookingDay.child_id)
        .where(*conditions)
        .order_by(Booking.applied_at, Booking.id, BookingDay.on)
    )
    return [(*row,) for row in session.execute(query)]


def gather(found: Iterable[tuple[Row, Why]]) -> Impact:
    """Put days together by booking; a day that falls outside in several ways is named in the first of them."""
    order: dict[int, Row] = {}
    days: dict[int, dict[date, Why]] = {}
    for row, way in found:
        order.setdefault(row[0], row)
        days.setdefault(row[0], {}).setdefault(row[5], way)
    return Impact(
        tuple(
            Outside(*row[:5], days=tuple(sorted(days[booking_id].items())))
            for booking_id, row in order.items()
        )
    )


def _active() -> ColumnElement[bool]:
    return or_(BookingDay.holds_seat, BookingDay.waits)


def _beyond(hours: Hours) -> ColumnElement[bool]:
    return or_(BookingDay.starts < hours.starts, BookingDay.ends > hours.ends)


def _changed(
    days: Sequence[date], before: values.Centre, after: values.Centre
) -> Iterator[tuple[list[date], values.Quarter, values.Quarter]]:
    """Gather the days that stay open by the quarter they lie in now and the one they would lie in."""
    open_days = sorted(day for day in days if before.is_open_on(day) and after.is_open_on(day))

    def quarters(day: date) -> tuple[values.Quarter | None, values.Quarter | None]:
        return before.quarter_on(day), after.quarter_on(day)

    for (was, will), some in groupby(open_days, key=quarters):
        if was is not None and will is not None and was != will:
            yield list(some), was, will
