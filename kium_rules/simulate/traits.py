"""The traits of the made-up town, from `town.yaml`."""

from bisect import bisect
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from importlib.resources import files
from itertools import accumulate
from random import Random
from typing import Any, Generic, TypeVar

import yaml

from kium_rules.values import ONE_DAY, Hours, Quarter
from kium_rules.vocabulary import QuarterKind

T = TypeVar("T")


class Lot(Generic[T]):
    """Things drawn by lot, some more often than others.

    Args:
        things: The things.
        weights: How often each is drawn, in proportion.
    """

    def __init__(self, things: list[T], weights: list[float]) -> None:
        self._things, self._sums = things, list(accumulate(weights))

    def draw(self, random: Random) -> T:
        """Draw one."""
        return self._things[bisect(self._sums, random.random() * self._sums[-1], hi=len(self._sums) - 1)]


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """The days of a school year, the same for every centre.

    Args:
        year: It begins in March of this year.
    """

    year: int

    def quarters(self, hours: dict[str, Hours], weekdays: frozenset[int]) -> tuple[Quarter, ...]:
        """Give the four quarters of a centre with these opening hours."""
        return tuple(
            Quarter(
                QuarterKind(said["kind"]),
                *self._ends(said),
                hours[said["hours"]],
                weekdays,
                year=self.year,
            )
            for said in town()["quarters"]
        )

    def holidays(self) -> frozenset[date]:
        """Give the days on which every centre stays closed."""
        return frozenset(self._day(day) for day in town()["holidays"])

    @property
    def first(self) -> date:
        """The first day of the year."""
        return self._day(town()["quarters"][0]["from"])

    def _ends(self, said: dict[str, str]) -> tuple[date, date]:
        if "until" in said:
            return self._day(said["from"]), self._day(said["until"])
        return self._day(said["from"]), date.fromisoformat(f"{self.year + 1}-{said['before_next']}") - ONE_DAY

    def _day(self, month_and_day: str) -> date:
        first = town()["quarters"][0]["from"]
        year = self.year if month_and_day >= first else self.year + 1
        return date.fromisoformat(f"{year}-{month_and_day}")


@cache
def town() -> dict[str, Any]:
    """Give every trait by name."""
    said: dict[str, Any] = yaml.safe_load(
        files(__package__).joinpath("town.yaml").read_text(encoding="utf-8")
    )
    return said


def opening_hours(random: Random) -> dict[str, Hours]:
    """Draw the opening hours of a centre in term and in the breaks."""
    return {
        part: Lot(
            [Hours(time.fromisoformat(one["opens"]), time.fromisoformat(one["closes"])) for one in choices],
            [one["of_ten"] for one in choices],
        ).draw(random)
        for part, choices in town()["hours"].items()
    }
