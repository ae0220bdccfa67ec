"""The hidden sheet of pick lists: what can be chosen in each column."""

from __future__ import annotations

from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from kium_rules.tables.columns import Column
from kium_rules.tables.labelled import Labels
from kium_rules.tables.table import Table
from kium_rules.tables.values import Value, ValueType
from kium_rules.tables.xlsx import looks
from kium_rules.tables.xlsx.grids import put

ANYTHING = "-"


class PickLists:
    """Writes the pick lists of a table's columns and says where each stands.

    Args:
        sheet: The sheet for them, empty.
        table: The table.
        labels: Writes its values.
    """

    def __init__(self, sheet: Worksheet, table: Table, labels: Labels) -> None:
        self._sheet = sheet
        self._lengths: dict[str, tuple[int, int]] = {}
        for column in table.columns:
            items = [labels.value(column, value) for value in _values(column)]
            if items:
                self._write(column, items)

    def values(self, column: Column) -> str | None:
        """Where the values of a column stand; None: it has no list."""
        return self._range(column, 0)

    def conditions(self, column: Column) -> str | None:
        """Where the values of a column and ``-`` stand; None: it has no list."""
        return self._range(column, 1)

    def _write(self, column: Column, items: list[str]) -> None:
        at = len(self._lengths) + 1
        for row, text in enumerate([column.label, *items, ANYTHING], start=1):
            put(self._sheet, row, at, text, looks.PLAIN)
        self._lengths[column.name] = at, len(items)

    def _range(self, column: Column, more: int) -> str | None:
        if column.name not in self._lengths:
            return None
        at, length = self._lengths[column.name]
        letter = get_column_letter(at)
        return f"{quote_sheetname(self._sheet.title)}!${letter}$2:${letter}${length + 1 + more}"


def _values(column: Column) -> tuple[Value, ...]:
    if column.type is ValueType.BOOLEAN:
        return True, False
    return tuple(column.values)
