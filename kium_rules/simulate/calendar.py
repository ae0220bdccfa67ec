"""A centre's year as sets of days, each set one big integer: bit n is the n-th day from the first.

Intersections and counts of whole periods are then single operations, which is what makes a year replay in seconds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from kium_rules.values import Centre, Hours, Quarter


@dataclass(frozen=True)
class Calendar:
    """The days of a centre.

    Args:
        centre: The centre.
        first: The day of bit 0; no application touches an earlier one.
        length: How many days there are.
    """

    centre: Centre
    first: date
    length: int

    def bits(self, days: Iterable[date]) -> int:
        """Give a set of days; days beyond the calendar are left out."""
        found = 0
        for day in days:
            if 0 <= (number := (day - self.first).days) < self.length:
                found |= 1 << number
        return found

    def period(self, from_on: date, until_on: date) -> int:
        """Give the days of a period, both ends included; none where it ends before it starts."""
        low = max(0, (from_on - self.first).days)
        high = min(self.length, (until_on - self.first).days + 1)
        return ((1 << (high - low)) - 1) << low if high > low else 0

    def days(self, bits: int) -> tuple[date, ...]:
        """Give the days of a set, in order."""
        return tuple(self.first + timedelta(number) for number in numbers(bits))

    @cached_property
    def closed(self) -> int:
        """The closure days."""
        return self.bits(self.centre.closed_on)

    @cached_property
    def quarters(self) -> tuple[tuple[Quarter, int], ...]:
        """Each quarter with its days."""
        return tuple(
            (quarter, self.period(quarter.from_on, quarter.until_on)) for quarter in self.centre.quarters
        )

    @cached_property
    def open(self) -> int:
        """The days on which the centre operates."""
        found = 0
        for quarter, days in self.quarters:
            found |= days & self.on_weekdays(quarter.weekdays)
        return found & ~self.closed

    def on_weekdays(self, weekdays: frozenset[int]) -> int:
        """Give every day of the calendar that falls on one of the weekdays."""
        if weekdays not in self._weekdays:
            one = [(self.first + timedelta(number)).weekday() in weekdays for number in range(self.length)]
            self._weekdays[weekdays] = sum(1 << number for number, falls in enumerate(one) if falls)
        return self._weekdays[weekdays]

    def outside_hours(self, days: int, hours: Hours) -> int:
        """Give those days whose quarter does not open for all of the hours."""
        found = 0
        for quarter, its_days in self.quarters:
            if not quarter.hours.contains(hours):
                found |= its_days & days
        return found

    @cached_property
    def _weekdays(self) -> dict[frozenset[int], int]:
        return {}


def numbers(bits: int) -> list[int]:
    """Give the numbers of the bits that are set, rising."""
    found = []
    while bits:
        low = bits & -bits
        found.append(low.bit_length() - 1)
        bits ^= low
    return found
