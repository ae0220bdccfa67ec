"""What the table `seats` says of the seats left on a day, each combination asked once."""

from decimal import Decimal
from math import floor
from typing import TypeAlias

from kium_rules.policy.asking import Asking
from kium_rules.simulate.columns import CARE_TYPES
from kium_rules.tables import Table
from kium_rules.tables.axes import axes_of, has_reference

Left: TypeAlias = tuple[int, int, int]
"""Seats left on a day: for regular care, in all, for sick-child care."""

NEVER = -(2**31)
"""So few seats are never left: the column does not matter."""

COLUMNS = ("regular_left", "all_left", "sick_child_left")


class Verdicts:
    """The table on one day.

    Args:
        asking: The tables and the day.

    Attributes:
        scarce: For each column, the number of seats left up to which the table may say different things; above it, it
            says one thing. None: any number may matter, because a cell compares columns.
    """

    def __init__(self, asking: Asking) -> None:
        self.asking = asking
        self.scarce = scarce(asking.book["seats"])
        self._full: dict[Left, int] = {}
        self._rules: dict[tuple[int, Left], str] = {}

    def full(self, left: Left) -> int:
        """Give the care types for which a day with so many seats left is full, one bit for each number.

        Source: seats.
        """
        known = self._full.get(left)
        if known is None:
            known = self._full[left] = sum(self._ask(care, left) << care for care in range(len(CARE_TYPES)))
        return known

    def rule(self, care: int, left: Left) -> str:
        """Name the row that speaks of a day with so many seats left."""
        if (care, left) not in self._rules:
            self._ask(care, left)
        return self._rules[care, left]

    def _ask(self, care: int, left: Left) -> bool:
        facts = dict(zip(COLUMNS, left, strict=True))
        row = self.asking.row("seats", care_type=CARE_TYPES[care].value, **facts)
        self._rules[care, left] = row.rule
        return row.text("verdict") == "full"


def scarce(table: Table) -> tuple[int, ...] | None:
    """Find up to which number of seats left the table may say different things, for each column."""
    if any(has_reference(cell) for row in table.rows for cell in row.inputs.values()):
        return None
    cuts = {axis.column.name: axis.cuts for axis in axes_of(table)}
    return tuple(max((floor(Decimal(cut)) for cut in cuts[name]), default=NEVER) for name in COLUMNS)
