"""The seats of one centre during a replay: counts per day, and the days that are full or whose list is crowded."""

from kium_rules.policy.asking import Asking
from kium_rules.policy.seat_limits import SeatLimits
from kium_rules.simulate.calendar import Calendar, numbers
from kium_rules.vocabulary import CareType


class Verdicts:
    """What the table `seats` says of so many seats left; each combination is asked once.

    Args:
        asking: The tables and the day.
    """

    def __init__(self, asking: Asking) -> None:
        self.asking = asking
        self.known: dict[tuple[int, int, int], tuple[CareType, ...]] = {}

    def full_for(self, left: tuple[int, int, int]) -> tuple[CareType, ...]:
        """Name the care types for which a day with so many seats left is full."""
        if left not in self.known:
            self.known[left] = tuple(care for care in CareType if self._is_full(care, left))
        return self.known[left]

    def _is_full(self, care_type: CareType, left: tuple[int, int, int]) -> bool:
        regular_left, all_left, sick_child_left = left
        row = self.asking.row(
            "seats",
            care_type=care_type.value,
            regular_left=regular_left,
            all_left=all_left,
            sick_child_left=sick_child_left,
        )
        return row.text("verdict") == "full"


class SeatBook:
    """What the days of one centre carry.

    Args:
        calendar: Its days.

    Attributes:
        full: By care type, the days without a free seat.
        crowded: By care type, the days whose waiting list has no room.
        version: Which rows were in force when these were worked out.
    """

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.taken = {care: [0] * calendar.length for care in CareType}
        self.waiting = {care: [0] * calendar.length for care in CareType}
        self.version = -1

    def renew(
        self, version: int, limits: SeatLimits, waiting_limits: dict[CareType, int], verdicts: Verdicts
    ) -> None:
        """Work the full and crowded days out anew, for the rows in force from now on."""
        self.version, self.limits, self.waiting_limits, self.verdicts = (
            version,
            limits,
            waiting_limits,
            verdicts,
        )
        self.full = dict.fromkeys(CareType, 0)
        self.crowded = dict.fromkeys(CareType, 0)
        for number in range(self.calendar.length):
            for care in verdicts.full_for(self._left(number)):
                self.full[care] |= 1 << number
            for care in CareType:
                self.crowded[care] |= (self.waiting[care][number] >= waiting_limits[care]) << number

    def admit(self, care_type: CareType, days: int) -> None:
        """Take a seat on each of the days."""
        counts = self.taken[care_type]
        for number in numbers(days):
            counts[number] += 1
            for care in self.verdicts.full_for(self._left(number)):
                self.full[care] |= 1 << number

    def wait(self, care_type: CareType, days: int) -> None:
        """Join the waiting list of each of the days."""
        counts, limit = self.waiting[care_type], self.waiting_limits[care_type]
        for number in numbers(days):
            counts[number] += 1
            if counts[number] >= limit:
                self.crowded[care_type] |= 1 << number

    def _left(self, number: int) -> tuple[int, int, int]:
        regular, temporary = self.taken[CareType.REGULAR][number], self.taken[CareType.TEMPORARY][number]
        counted = temporary + (regular if self.limits.total_counts_regular else 0)
        sick_child = self.taken[CareType.SICK_CHILD][number]
        return self.limits.regular - regular, self.limits.total - counted, self.limits.sick_child - sick_child
