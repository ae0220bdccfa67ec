"""The library's own evaluator: for each column and state, the rows that hold there, as bits of an integer.

A decision is one lookup and one AND a column. Cells that compare with another column are tested one by one,
and only for rows nothing else has ruled out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kium_rules.tables.axes import axes_of, days_of, has_reference, row_masks
from kium_rules.tables.cells import Cell
from kium_rules.tables.facts import Finder, check_names, check_values
from kium_rules.tables.problems import FactError
from kium_rules.tables.table import Table


class Bitmask:
    """Evaluator of one table. It holds nothing a decision could leave behind, so threads may share it.

    Args:
        table: The table.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._everything = (1 << len(table.rows)) - 1
        *axes, day = axes_of(table)
        finders = []
        for axis in axes:
            cells = [row.inputs[axis.column.name] for row in table.rows]
            finders.append(Finder(table.id, axis, row_masks(axis, cells)))
        self._columns = tuple((finder.name, finder.types, finder.known, finder.find) for finder in finders)
        self._day = Finder(table.id, day, row_masks(day, [days_of(row) for row in table.rows]))
        self._links = _links(table)

    def fired(self, facts: Mapping[str, Any], on: date | None = None) -> int:
        """The rows that match, as bits: bit 0 is the first row.

        Args:
            facts: Value by input column; every column must be there, None where nothing is known.
            on: The day asked about; may be left out when no row has dates.

        Raises:
            FactError: A fact is missing, unknown, of another type or outside its domain, or the day is missing.
        """
        mask = self._day.known.get(on) if type(on) is date else None
        if mask is None:
            mask = self._rows_of_day(on)
        if len(facts) != len(self._columns):
            check_names(self._table.id, self._table.inputs, facts)
        try:
            for name, types, known, find in self._columns:
                value = facts[name]
                rows = known.get(value) if type(value) in types else None
                mask &= find(value) if rows is None else rows
        except KeyError:
            check_names(self._table.id, self._table.inputs, facts)
            raise
        except TypeError:  # a fact that no dict takes
            check_values(self._columns, facts)
            raise
        if self._links and mask:
            for rows, column, cell in self._links:
                if mask & rows and not cell.holds(facts[column], facts):
                    mask &= ~rows
        return mask

    def _rows_of_day(self, on: date | None) -> int:
        if on is not None:
            return self._day.find(on)
        if self._table.is_dated:
            raise FactError("fact_day", self._table.id)
        return self._everything


def _links(table: Table) -> tuple[tuple[int, str, Cell], ...]:
    links: dict[tuple[str, Cell], int] = {}
    for index, row in enumerate(table.rows):
        for name, cell in row.inputs.items():
            if has_reference(cell):
                links[name, cell] = links.get((name, cell), 0) | 1 << index
    return tuple((rows, name, cell) for (name, cell), rows in links.items())
