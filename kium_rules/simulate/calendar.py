"""A centre's year as sets of days, each set one big integer: bit n is the n-th day from the first.

Intersections and counts of whole periods are then single operations, which is what makes a year replay in seconds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Self

import numpy as np

from kium_rules.values import LONGEST_PERIOD, Application, Centre, Hours, Quarter
from kium_rules.vocabulary import CareType

FEW = 12
"""Up to so many days a set is quicker walked bit by bit than unpacked as a whole."""


@dataclass(frozen=True)
class Span:
    """The days a simulation touches.

    Args:
        first: The day of bit 0; no application touches an earlier one.
        length: How many days there are.
    """

    first: date
    length: int

    @classmethod
    def of(cls, applications: Iterable[Application]) -> Self:
        """Give the span from the first day that anybody asks for to the last.

        Raises:
            ValueError: The days lie so far apart that one of them must be a slip.
        """
        asked: set[date] = set()
        for application in applications:
            if application.days is None or application.care_type is CareType.REGULAR:
                asked.add(application.from_on)
                asked.add(application.until_on)
            else:
                asked |= application.days
        first, last = min(asked, default=date.min), max(asked, default=date.min)
        if last - first > LONGEST_PERIOD:
            raise ValueError(
                f"the days asked for lie between {first} and {last}, more than {LONGEST_PERIOD.days} days apart;"
                " correct the one that is a slip"
            )
        return cls(first, (last - first).days + 1)

    @cached_property
    def start(self) -> int:
        """The ordinal of the first day."""
        return self.first.toordinal()

    def bits(self, days: Iterable[date]) -> int:
        """Give a set of days; days beyond the span are left out."""
        found, start, length = 0, self.start, self.length
        for day in days:
            if 0 <= (number := day.toordinal() - start) < length:
                found |= 1 << number
        return found

    def period(self, low: int, high: int) -> int:
        """Give the days between two ordinals, both included; none where it ends before it starts."""
        low = max(0, low - self.start)
        high = min(self.length, high - self.start + 1)
        return ((1 << (high - low)) - 1) << low if high > low else 0

    def days(self, bits: int) -> tuple[date, ...]:
        """Give the days of a set, in order."""
        return tuple(date.fromordinal(self.start + number) for number in numbers(bits))

    def on_weekdays(self, weekdays: frozenset[int]) -> int:
        """Give every day that falls on one of the weekdays."""
        known = self._weekdays.get(weekdays)
        if known is None:
            known = 0
            for number in range(min(7, self.length)):
                if (self.first.weekday() + number) % 7 in weekdays:
                    known |= self._every_seventh << number
            known &= (1 << self.length) - 1
            self._weekdays[weekdays] = known
        return known

    @cached_property
    def _every_seventh(self) -> int:
        return sum(1 << number for number in range(0, self.length, 7))

    @cached_property
    def _weekdays(self) -> dict[frozenset[int], int]:
        return {}


@dataclass(frozen=True)
class Calendar:
    """The days of a centre.

    Args:
        centre: The centre.
        span: The days there are.
    """

    centre: Centre
    span: Span

    @cached_property
    def closed(self) -> int:
        """The closure days."""
        return self.span.bits(self.centre.closed_on)

    @cached_property
    def quarters(self) -> tuple[tuple[Quarter, int], ...]:
        """Each quarter with its days."""
        return tuple(
            (quarter, self.span.period(quarter.from_on.toordinal(), quarter.until_on.toordinal()))
            for quarter in self.centre.quarters
        )

    @cached_property
    def not_open(self) -> int:
        """The days on which the centre does not operate."""
        found, met = 0, 0
        for quarter, days in self.quarters:  # where quarters overlap, the first one says
            found |= days & ~met & self.span.on_weekdays(quarter.weekdays)
            met |= days
        return ((1 << self.span.length) - 1) & ~(found & ~self.closed)

    def chosen(self, weekdays: frozenset[int]) -> int:
        """Give the days on which regular care of these weekdays is used: those that are no closure days."""
        known = self._chosen.get(weekdays)
        if known is None:
            known = self._chosen[weekdays] = self.span.on_weekdays(weekdays) & ~self.closed
        return known

    def slot(self, hours: tuple[time, time]) -> tuple[int, int]:
        """Give the minutes between two times of day, and the days whose quarter does not open for all of them."""
        known = self._slots.get(hours)
        if known is None:
            known = self._slots[hours] = (_minutes(*hours), self._outside(Hours(*hours)))
        return known

    def _outside(self, hours: Hours) -> int:
        found, met = 0, 0
        for quarter, days in self.quarters:
            if not quarter.hours.contains(hours):
                found |= days & ~met
            met |= days
        return found

    @cached_property
    def _chosen(self) -> dict[frozenset[int], int]:
        return {}

    @cached_property
    def _slots(self) -> dict[tuple[time, time], tuple[int, int]]:
        return {}


def _minutes(starts: time, ends: time) -> int:
    day = date.min
    return (datetime.combine(day, ends) - datetime.combine(day, starts)) // timedelta(minutes=1)


def numbers(bits: int) -> list[int]:
    """Give the numbers of the bits that are set, rising."""
    if bits.bit_count() > FEW:
        raw = np.frombuffer(bits.to_bytes(bits.bit_length() // 8 + 1, "little"), np.uint8)
        return [int(number) for number in np.flatnonzero(np.unpackbits(raw, bitorder="little")).tolist()]
    found = []
    while bits:
        low = bits & -bits
        found.append(low.bit_length() - 1)
        bits ^= low
    return found
