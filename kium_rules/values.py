"""Plain values that go into a decision: nothing here knows a rule, a table or a database.

A period includes both of its ends. A time slot is half-open: 13:00-15:00 and 15:00-17:00 do not overlap.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from kium_rules.vocabulary import SEOUL, CareType, CentreType, QuarterKind

ONE_DAY = timedelta(days=1)
WEEKDAYS = frozenset(range(7))
LONGEST_PERIOD = timedelta(days=3660)
CALENDAR = date(1000, 1, 1), date(9000, 1, 1)
"""Days one can count from without falling off either end of Python's calendar."""


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """A time slot within one day, half-open."""

    starts: time
    ends: time

    def overlaps(self, other: "Hours") -> bool:
        """Say whether some minute lies in both slots."""
        return max(self.starts, other.starts) < min(self.ends, other.ends)

    def contains(self, other: "Hours") -> bool:
        """Say whether `other` lies in this slot as a whole."""
        return self.starts <= other.starts and other.ends <= self.ends

    def __str__(self) -> str:
        return f"{self.starts:%H:%M}-{self.ends:%H:%M}"


@dataclass(frozen=True, slots=True)
class Quarter:
    """One of the four parts of a centre's year.

    Args:
        kind: Which part.
        from_on: First day.
        until_on: Last day, included.
        hours: Opening hours.
        weekdays: Days of the week it opens, 0 = Monday.
        regular_min_days: The city's own minimum for regular care in this quarter, in days; None: none set.
        year: The school year it belongs to; the winter break of 2026 ends in 2027.
    """

    kind: QuarterKind
    from_on: date
    until_on: date
    hours: Hours
    weekdays: frozenset[int]
    regular_min_days: int | None = None
    year: int | None = None

    def __contains__(self, day: date) -> bool:
        return self.from_on <= day <= self.until_on

    def overlap_days(self, other: "Quarter") -> int:
        """Count the days that lie in both quarters."""
        shared = min(self.until_on, other.until_on) - max(self.from_on, other.from_on)
        return max(0, shared.days + 1)


@dataclass(frozen=True, slots=True)
class AgreedSeats:
    """Numbers of seats that were agreed on and count from a day on."""

    from_on: date
    base_seats: int
    extra_seats: int
    sick_child_places: int = 0


@dataclass(frozen=True, slots=True)
class Centre:
    """A centre as far as the booking policy asks about it.

    Args:
        type: General, combined or hub.
        base_seats: Agreed seats, for regular and temporary care together (hub: temporary only).
        extra_seats: Agreed seats outside the base, for temporary care only.
        quarters: Its quarters, in any order.
        closed_on: Its closure days.
        sick_child_places: Places for sick-child care.
        area_m2: Floor area, where known.
        coming: Other numbers of seats that count from some day on, in the order of their days.
    """

    type: CentreType
    base_seats: int
    extra_seats: int
    quarters: tuple[Quarter, ...]
    closed_on: frozenset[date] = frozenset()
    sick_child_places: int = 0
    area_m2: Decimal | None = None
    coming: tuple[AgreedSeats, ...] = ()

    def seats_on(self, day: date) -> AgreedSeats | None:
        """Give the coming numbers of seats that count on a day; None: those of the centre as it is."""
        for agreed in reversed(self.coming):
            if agreed.from_on <= day:
                return agreed
        return None

    def with_seats(self, agreed: AgreedSeats | None) -> "Centre":
        """Give the centre as it is once coming numbers count; None: as it is."""
        if agreed is None:
            return self
        return replace(
            self,
            base_seats=agreed.base_seats,
            extra_seats=agreed.extra_seats,
            sick_child_places=agreed.sick_child_places,
            coming=(),
        )

    def quarter_on(self, day: date) -> Quarter | None:
        """Find the quarter a day lies in; None: a day between quarters."""
        for quarter in self.quarters:
            if day in quarter:
                return quarter
        return None

    def by_quarter(self, days: Iterable[date]) -> list[tuple[Quarter | None, list[date]]]:
        """Group days by the quarter each lies in, as `quarter_on` finds it; None: between quarters."""
        found: list[tuple[Quarter | None, list[date]]] = []
        left = list(days)
        for quarter in self.quarters:
            inside = [day for day in left if quarter.from_on <= day <= quarter.until_on]
            if inside:
                found.append((quarter, inside))
                left = sorted(set(left).difference(inside))
        return [*found, (None, left)] if left else found

    def is_open_on(self, day: date) -> bool:
        """Say whether the centre operates on a day."""
        return self.opens(day, self.quarter_on(day))

    def opens(self, day: date, quarter: Quarter | None) -> bool:
        """Say whether the centre operates on a day of a quarter; None: of none, and it does not."""
        return quarter is not None and day.weekday() in quarter.weekdays and day not in self.closed_on


@dataclass(frozen=True, slots=True)
class HeldSlot:
    """Some children of one care type who hold seats for the same hours of a day."""

    care_type: CareType
    hours: Hours
    children: int = 1


@dataclass(frozen=True, slots=True)
class DayLoad:
    """What one day at one centre already carries, in children.

    `held` names the hours behind the counts; only a policy that counts the moment of greatest overlap looks at them.
    """

    regular: int = 0
    temporary: int = 0
    sick_child: int = 0
    waiting_regular: int = 0
    waiting_temporary: int = 0
    waiting_sick_child: int = 0
    held: tuple[HeldSlot, ...] = ()

    def taken(self, care_type: CareType) -> int:
        """Count the seats held by one care type."""
        if care_type == CareType.REGULAR:
            return self.regular
        return self.temporary if care_type == CareType.TEMPORARY else self.sick_child

    def waiting(self, care_type: CareType) -> int:
        """Count the applications of one care type that wait for this day."""
        if care_type == CareType.REGULAR:
            return self.waiting_regular
        return self.waiting_temporary if care_type == CareType.TEMPORARY else self.waiting_sick_child


NOTHING = DayLoad()
"""The load of a day that carries nobody."""


@dataclass(frozen=True, slots=True)
class OtherBooking:
    """Another booking of the same child that holds a seat or waits, at any centre."""

    days: frozenset[date]
    hours: Hours


@dataclass(frozen=True, slots=True)
class Child:
    """The child as far as the policy asks: its school grade (1 = first year) and its other bookings."""

    grade: int
    bookings: tuple[OtherBooking, ...] = ()


@dataclass(frozen=True, slots=True)
class Application:
    """What is applied for.

    Args:
        care_type: Regular, temporary or sick-child care.
        child: For whom.
        asked_at: The instant of asking, with its zone.
        hours: Wanted hours on each day of use.
        from_on: First day of the period.
        until_on: Last day, included.
        weekdays: Chosen days of the week (0 = Monday); regular care only.
        days: The named days; temporary and sick-child care. None: every day of the period.

    Raises:
        ValueError: `asked_at` has no zone, so that "today" could not be told; or the period is longer than
            `LONGEST_PERIOD`, which no booking is and which would only keep the machine busy; or a day lies outside
            `CALENDAR`; or there is no such weekday.
    """

    care_type: CareType
    child: Child
    asked_at: datetime
    hours: Hours
    from_on: date
    until_on: date
    weekdays: frozenset[int] = frozenset()
    days: frozenset[date] | None = None

    def __post_init__(self) -> None:
        if self.asked_at.tzinfo is None:
            raise ValueError(f"asked_at {self.asked_at} has no time zone; give it one, such as +09:00")
        given = (self.asked_at.date(), self.from_on, self.until_on, *(self.days or ()))
        if not (CALENDAR[0] <= min(given) and max(given) <= CALENDAR[1]):
            raise ValueError(
                f"{min(given)} to {max(given)} is beyond the years this counts in; correct the slip"
            )
        if unknown := self.weekdays - WEEKDAYS:
            raise ValueError(f"weekdays {sorted(unknown)}: a week has 0 (Monday) to {max(WEEKDAYS)} (Sunday)")
        if self.until_on - self.from_on > LONGEST_PERIOD:
            raise ValueError(
                f"the period {self.from_on} to {self.until_on} is longer than {LONGEST_PERIOD.days} days"
            )

    @property
    def asked_on(self) -> date:
        """The day of asking in Seoul."""
        at = self.asked_at
        return (at if at.tzinfo is SEOUL else at.astimezone(SEOUL)).date()

    def period(self) -> Iterator[date]:
        """Walk through every day of the period, both ends included; nothing where it ends before it starts."""
        return map(date.fromordinal, range(self.from_on.toordinal(), self.until_on.toordinal() + 1))


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything a decision looks at besides the tables: the application, the centre and its days."""

    application: Application
    centre: Centre
    load: Mapping[date, DayLoad] = field(default_factory=dict)

    def load_on(self, day: date) -> DayLoad:
        """Give the load of a day; a day nobody mentioned is empty."""
        return self.load.get(day, NOTHING)
