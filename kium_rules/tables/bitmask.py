"""The library's own evaluator: for each column and state, the rows that hold there, as bits of an integer.

A decision is one lookup and one AND a column. Cells that compare with another column are tested one by one,
and only for rows nothing else has ruled out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from kium_rules.tables.axes import Axis, axes_of, days_of, has_reference, row_masks
from kium_rules.tables.cells import Cell
from kium_rules.tables.facts import ACCEPTED, check_names, checked_state
from kium_rules.tables.problems import FactError
from kium_rules.tables.table import Table

_REMEMBERED = 4096  # values a column remembers the rows of; beyond that they are looked up by bisection


class Bitmask:
    """Evaluator of one table. It holds no state a decision could leave behind, so threads may share it.

    Args:
        table: The table.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._everything = (1 << len(table.rows)) - 1
        *axes, day = axes_of(table)
        self._columns = tuple(self._compiled(axis) for axis in axes)
        self._count = len(axes)
        self._day_masks = row_masks(day, [days_of(row) for row in table.rows])
        self._day = day
        self._days: dict[date | None, int] = {}
        self._links = self._compiled_links()

    def fired(self, facts: Mapping[str, Any], on: date | None = None) -> int:
        """The rows that match, as bits: bit 0 is the first row.

        Args:
            facts: Value by input column; every column must be there, None where nothing is known.
            on: The day asked about; may be left out when no row has dates.

        Raises:
            FactError: A fact is missing, unknown, of another type or outside its domain, or the day is missing.
        """
        mask = self._days.get(on) if type(on) is date else None
        if mask is None:
            mask = self._mask_of_day(on)
        if len(facts) != self._count:
            check_names(self._table.id, self._table.inputs, facts)
        try:
            for name, types, known, look_up in self._columns:
                value = facts[name]
                rows = known.get(value) if type(value) in types else None
                mask &= look_up(value) if rows is None else rows
        except KeyError:
            check_names(self._table.id, self._table.inputs, facts)
            raise
        if mask and self._links:
            for rows, column, cell in self._links:
                if mask & rows and not cell.holds(facts[column], facts):
                    mask &= ~rows
        return mask

    def _mask_of_day(self, on: date | None) -> int:
        if on is None:
            if self._table.is_dated:
                raise FactError("fact_day", self._table.id)
            return self._everything
        mask = self._day_masks[checked_state(self._table.id, self._day, on)]
        if len(self._days) < _REMEMBERED:
            self._days[on] = mask
        return mask

    def _compiled(self, axis: Axis) -> tuple[str, frozenset[type], dict[Any, int], Callable[[Any], int]]:
        name = axis.column.name
        masks = row_masks(axis, [row.inputs[name] for row in self._table.rows])
        known: dict[Any, int] = {}
        table = self._table.id

        def look_up(value: Any) -> int:
            mask = masks[checked_state(table, axis, value)]
            # Only plain types are remembered: an equal value of another type must be checked again.
            if type(value) in types and len(known) < _REMEMBERED:
                known[value] = mask
            return mask

        types = ACCEPTED[axis.column.type] | {type(None)}
        return name, types, known, look_up

    def _compiled_links(self) -> tuple[tuple[int, str, Cell], ...]:
        links: dict[tuple[str, Cell], int] = {}
        for index, row in enumerate(self._table.rows):
            for name, cell in row.inputs.items():
                if has_reference(cell):
                    links[name, cell] = links.get((name, cell), 0) | 1 << index
        return tuple((rows, name, cell) for (name, cell), rows in links.items())
