"""The seats of one centre during a replay: counts per day, and the days that are full or whose list is crowded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which the same numbers of seats count.

    Args:
        days: The days, as a set.
        limits: The most children of a day.
        waiting: The most applications that may wait for a day, by care type.
    """

    days: int
    limits: SeatLimits
    waiting: tuple[int, ...]

    @property
    def most(self) -> tuple[int, int, int]:
        """The most children in regular care, in all, and in sick-child care."""
        return self.limits.regular, self.limits.total, self.limits.sick_child


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

    def renew(self, version: int, stretches: Sequence[Stretch], verdicts: Verdicts) -> None:
        """Work the full and crowded days out anew, for the rows in force from now on.

        Args:
            version: Which rows they are.
            stretches: All days, each in one stretch.
            verdicts: What the table `seats` says.
        """
        self.version, self.verdicts = version, verdicts
        self.stretches = [(stretch.days, stretch.most, stretch.waiting) for stretch in stretches]
        counts_regular = stretches[0].limits.total_counts_regular  # it hangs on the type of centre
        in_all = DayCounts()
        in_all.add_all(self.taken[_TEMPORARY])
        if counts_regular:
            in_all.add_all(self.taken[_REGULAR])
        self.against = (self.taken[_REGULAR], in_all, self.taken[_SICK_CHILD])
        touched = {_REGULAR: (0, 1) if counts_regular else (0,), _TEMPORARY: (1,), _SICK_CHILD: (2,)}
        self.touched = [touched[care] for care in range(len(CARE_TYPES))]
        self.full, self.crowded = ([0] * len(CARE_TYPES) for _ in range(2))
        self._look_at(self.every_day)
        for care in range(len(CARE_TYPES)):
            self._look_at_list(care, self.every_day)

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
                continue
            for here, most, _ in self.stretches:
                changed |= counts.at_least(most[column] - scarce[column], days & here)
        if changed:
            self._look_at(changed)

    def wait(self, care: int, days: int) -> None:
        """Join the waiting list of each of the days."""
        self.waiting[care].add(days)
        self._look_at_list(care, days)

    def rules(self, care: int, full_days: int) -> tuple[str, ...]:
        """Name the rows that say these days are full, each once, in the order of the days."""
        rule, left = self.verdicts.rule, self._left
        return tuple(dict.fromkeys(rule(care, left(number)) for number in numbers(full_days)))

    def _left(self, number: int) -> Left:
        most = next(most for days, most, _ in self.stretches if days >> number & 1)
        regular, in_all, sick_child = (counts.at(number) for counts in self.against)
        return most[0] - regular, most[1] - in_all, most[2] - sick_child

    def _look_at_list(self, care: int, days: int) -> None:
        for here, _, limits in self.stretches:
            self.crowded[care] |= self.waiting[care].at_least(limits[care], days & here)

    def _look_at(self, days: int) -> None:
        """Ask again for which care types some days are full, once for all days that look alike."""
        for here, most, _ in self.stretches:
            some = days & here
            while some:
                alike, left = some, self._left((some & -some).bit_length() - 1)
                for counts, limit, remaining in zip(self.against, most, left, strict=True):
                    alike = counts.equal(limit - remaining, alike)
                full = self.verdicts.full(left)
                for care in range(len(CARE_TYPES)):
                    if full >> care & 1:
                        self.full[care] |= alike
                    else:
                        self.full[care] ^= self.full[care] & alike
                some ^= alike
