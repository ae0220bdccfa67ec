"""How applications lie in the quarters of their centres: inside one, across several, or between them."""

from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from kium_rules.values import Quarter

Numbers: TypeAlias = NDArray[np.int64]


@lru_cache(maxsize=128)
def weekday_bits(weekdays: frozenset[int]) -> int:
    """Give days of the week as bits, bit 0 = Monday."""
    return sum(1 << day for day in weekdays)


class QuarterFit:
    """The fit of many applications, worked out for one set of quarters after the other.

    Args:
        first: First day of each, as an ordinal.
        last: Last day.
        weekdays: Its days of the week, as bits.

    Attributes:
        min_days: Where `has_min_days`, the shortest period of regular care that the quarter asks for.
        never_open: How many of the days of the week the quarter does not open on.
        placement: `inside`, `across` or `between`, as the table `booking_window` knows them.
    """

    def __init__(self, first: Numbers, last: Numbers, weekdays: Numbers) -> None:
        self.first, self.last, self.weekdays = first, last, weekdays
        self.min_days = np.zeros(len(first), np.int64)
        self.has_min_days = np.zeros(len(first), bool)
        self.never_open = np.zeros(len(first), np.int64)
        self.placement = np.full(len(first), "inside", "<U7")

    def place(self, members: Numbers, quarters: tuple[Quarter, ...]) -> None:
        """Place the applications to centres that have these quarters."""
        first, last = self.first[members], self.last[members]
        found = np.zeros(len(members), bool)  # the quarter that holds the first day is found
        inside = np.zeros(len(members), bool)  # and it holds the last one, too
        covered = np.zeros(len(members), np.int64)
        for quarter in quarters:
            low, high = quarter.from_on.toordinal(), quarter.until_on.toordinal()
            here = (low <= first) & (first <= high) & ~found
            found |= here
            fits = here & (low <= last) & (last <= high)
            inside |= fits
            own = members[fits]
            if quarter.regular_min_days is not None:
                self.min_days[own], self.has_min_days[own] = quarter.regular_min_days, True
            self.never_open[own] = np.bitwise_count(self.weekdays[own] & ~weekday_bits(quarter.weekdays))
            covered += np.maximum(0, np.minimum(last, high) - np.maximum(first, low) + 1)
        loose = ~inside & (last >= first)
        full = covered == last - first + 1
        self.placement[members[loose & full]] = "across"
        self.placement[members[loose & ~full]] = "between"
