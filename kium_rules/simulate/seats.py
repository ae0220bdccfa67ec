"""The seats of one centre during a replay: counts per day, and the days that are full or whose list is crowded."""

from collections.abc import Mapping
from datetime import date

from kium_rules.policy.seat_limits import SeatLimits
from kium_rules.simulate.calendar import Span, numbers
from kium_rules.simulate.columns import CARE_NUMBER, CARE_TYPES
from kium_rules.simulate.counts import DayCounts
from kium_rules.simulate.verdicts import Left, Verdicts
from kium_rules.values import DayLoad
from kium_rules.vocabulary import CareType

_REGULAR = CARE_NUMBER[CareType.REGULAR]
_TEMPORARY = CARE_NUMBER[CareType.TEMPORARY]
_SICK_CHILD = CARE_NUMBER[CareType.SICK_CHILD]


class SeatBook:
    """What the days of one centre carry. Care types go by their number in `CARE_TYPES`.

    Args:
        span: The days.
        load: What they carried before the first arrival; a day left out was empty.

    Attributes:
        full: By care type, the days without a free seat.
        crowded: By care type, the days whose waiting list has no room.
        version: Which rows were in force when these were worked out.
    """

    def __init__(self, span: Span, load: Mapping[date, DayLoad]) -> None:
        self.every_day = (1 << span.length) - 1
        self.taken = [DayCounts() for _ in CARE_TYPES]
        self.waiting = [DayCounts() for _ in CARE_TYPES]
        for day, carried in load.items():
            for care, taken, waiting in zip(CARE_TYPES, self.taken, self.waiting, strict=True):
                taken.add_times(span.bits([day]), carried.taken(care))
                waiting.add_times(span.bits([day]), carried.waiting(care))
        self.version = -1

    def renew(
        self, version: int, limits: SeatLimits, waiting_limits: tuple[int, ...], verdicts: Verdicts
    ) -> None:
        """Work the full and crowded days out anew, for the rows in force from now on."""
        self.version, self.verdicts, self.waiting_limits = version, verdicts, waiting_limits
        self.most = (limits.regular, limits.total, limits.sick_child)
        in_all = DayCounts()
        in_all.add_all(self.taken[_TEMPORARY])
        if limits.total_counts_regular:
            in_all.add_all(self.taken[_REGULAR])
        self.against = (self.taken[_REGULAR], in_all, self.taken[_SICK_CHILD])
        touched = {_REGULAR: [0], _TEMPORARY: [1], _SICK_CHILD: [2]}
        if limits.total_counts_regular:
            touched[_REGULAR].append(1)
        self.touched = [touched[care] for care in range(len(CARE_TYPES))]
        self.full = [0] * len(CARE_TYPES)
        self._look_at(self.every_day)
        lists = zip(self.waiting, waiting_limits, strict=True)
        self.crowded = [counts.at_least(limit, self.every_day) for counts, limit in lists]

    def admit(self, care: int, days: int) -> None:
        """Take a seat on each of the days."""
        if care == _TEMPORARY:
            self.taken[care].add(days)
        scarce, changed = self.verdicts.scarce, 0
        for column in self.touched[care]:
            counts = self.against[column]
            counts.add(days)
            if scarce is None:
                changed = days
            else:
                changed |= counts.at_least(self.most[column] - scarce[column], days)
        if changed:
            self._look_at(changed)

    def wait(self, care: int, days: int) -> None:
        """Join the waiting list of each of the days."""
        self.waiting[care].add(days)
        self.crowded[care] |= self.waiting[care].at_least(self.waiting_limits[care], days)

    def rules(self, care: int, full_days: int) -> tuple[str, ...]:
        """Name the rows that say these days are full, each once, in the order of the days."""
        rule, left = self.verdicts.rule, self._left
        return tuple(dict.fromkeys(rule(care, left(number)) for number in numbers(full_days)))

    def _left(self, number: int) -> Left:
        regular, in_all, sick_child = self.against
        most_regular, most, most_sick_child = self.most
        return (
            most_regular - regular.at(number),
            most - in_all.at(number),
            most_sick_child - sick_child.at(number),
        )

    def _look_at(self, days: int) -> None:
        """Ask again for which care types some days are full, once for all days that look alike."""
        while days:
            left, alike = self._left((days & -days).bit_length() - 1), days
            for counts, most, some in zip(self.against, self.most, left, strict=True):
                alike = counts.equal(most - some, alike)
            full = self.verdicts.full(left)
            for care in range(len(CARE_TYPES)):
                if full >> care & 1:
                    self.full[care] |= alike
                else:
                    self.full[care] ^= self.full[care] & alike
            days ^= alike
