"""On which days there is a seat and on which there is none, told as a parent would count."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kium_rules.decision import Decision
from kium_rules.vocabulary import CareType


@dataclass(frozen=True, slots=True)
class WeekdayFit:
    """One weekday of a period: on how many of its days there is a seat, and on how many none."""

    weekday: int
    free: int
    full: int


@dataclass(frozen=True, slots=True)
class Fits:
    """The days of a decision, apart."""

    free: tuple[date, ...]
    full: tuple[date, ...]
    by_weekday: tuple[WeekdayFit, ...]

    @property
    def is_partial(self) -> bool:
        """Say whether some days fit and some do not."""
        return bool(self.free and self.full)

    @property
    def free_weekdays(self) -> tuple[int, ...]:
        """The weekdays that fit on every one of their days."""
        return tuple(row.weekday for row in self.by_weekday if not row.full)


def fits_of(decision: Decision, care_type: CareType) -> Fits:
    """Take a decision's days apart; a regular period is counted by weekday, because weekdays are what one chooses."""
    free, full = decision.free_days, decision.full_days
    if care_type is not CareType.REGULAR:
        return Fits(free, full, ())
    counted = {
        name: Counter(day.weekday() for day in days) for name, days in (("free", free), ("full", full))
    }
    return Fits(free, full, _rows(counted))


def _rows(counted: Mapping[str, Counter[int]]) -> tuple[WeekdayFit, ...]:
    weekdays = sorted(counted["free"].keys() | counted["full"].keys())
    return tuple(WeekdayFit(number, counted["free"][number], counted["full"][number]) for number in weekdays)
