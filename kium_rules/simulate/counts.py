"""A count for every day of a year, written upright: the n-th integer holds the n-th binary digit of all days' counts.

Counting one more on a hundred days is then a handful of operations, and so is finding the days with a certain count.
"""


class DayCounts:
    """Counts by day, all zero at first. Days go by their number, sets of days are the bits of an integer."""

    def __init__(self) -> None:
        self.planes: list[int] = []

    def add(self, days: int, plane: int = 0) -> None:
        """Count one more on each of the days; or two, four, ... more with a higher plane."""
        planes = self.planes
        while days:
            if plane >= len(planes):
                planes.extend([0] * (plane + 1 - len(planes)))
            digits = planes[plane]
            planes[plane] = digits ^ days
            days &= digits
            plane += 1

    def add_times(self, days: int, times: int) -> None:
        """Count some more on each of the days."""
        for plane in range(times.bit_length()):
            if times >> plane & 1:
                self.add(days, plane)

    def add_all(self, others: "DayCounts") -> None:
        """Add the counts of others, day by day."""
        for plane, days in enumerate(others.planes):
            self.add(days, plane)

    def at(self, number: int) -> int:
        """Give the count of one day."""
        return sum((digits >> number & 1) << plane for plane, digits in enumerate(self.planes))

    def equal(self, count: int, days: int) -> int:
        """Give those of the days that have exactly this count."""
        if count < 0 or count >> len(self.planes):
            return 0
        for digits in self.planes:
            days = days & digits if count & 1 else days ^ (days & digits)
            if not days:
                return 0
            count >>= 1
        return days

    def at_least(self, count: int, days: int) -> int:
        """Give those of the days that have this count or a higher one."""
        planes, plane = self.planes, len(self.planes)
        if count <= 0:
            return days
        if count >> plane:
            return 0
        more = 0
        while plane and days:
            plane -= 1
            above = days & planes[plane]
            if count >> plane & 1:
                days = above
            else:
                more |= above
                days ^= above
        return more | days
