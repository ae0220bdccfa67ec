"""How many children a day may carry: rule word `seat_limits`."""

from dataclasses import dataclass

from kium_rules.policy.asking import Asking
from kium_rules.values import Centre, DayLoad
from kium_rules.vocabulary import CareType


@dataclass(frozen=True, slots=True)
class SeatLimits:
    """The most children of a day: feasible iff regular <= `regular` and regular + temporary <= `total`.

    Args:
        regular: The most children in regular care.
        total: The most children in regular and temporary care together.
        sick_child: The most children in sick-child care.
        total_counts_regular: Whether regular care counts against `total`; at a hub, which has none, it does not.
        rule: The row that said so.
    """

    regular: int
    total: int
    sick_child: int
    total_counts_regular: bool
    rule: str

    def left(self, care_type: CareType, load: DayLoad) -> int:
        """Count the seats one care type still has on a day; below 0 where more is promised than there is."""
        regular_left, all_left, sick_child_left = self.all_left(load)
        if care_type is CareType.REGULAR:
            return min(regular_left, all_left)
        return all_left if care_type is CareType.TEMPORARY else sick_child_left

    def all_left(self, load: DayLoad) -> tuple[int, int, int]:
        """Give the seats left for regular care, in all, and for sick-child care."""
        taken = load.temporary + (load.regular if self.total_counts_regular else 0)
        return self.regular - load.regular, self.total - taken, self.sick_child - load.sick_child


def seat_limits(asking: Asking, centre: Centre) -> SeatLimits:
    """Give what a day at this centre may carry.

    Source: seat_limits.
    """
    row = asking.row("seat_limits", centre_type=centre.type.value)
    return SeatLimits(
        regular=int(centre.base_seats * row.number("regular_from_base")),
        total=int(
            centre.base_seats * row.number("total_from_base")
            + centre.extra_seats * row.number("total_from_extra")
        ),
        sick_child=centre.sick_child_places,
        total_counts_regular=row.truth("total_counts_regular"),
        rule=row.rule,
    )
