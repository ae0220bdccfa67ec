"""Cells and values as people read them: labels instead of codes, Korean words for true, false and null.

What is written here is read back by the same parser to the same cell. Where a label would be read as something
else (it holds a comma, or a column is called like it), the canonical text stands instead.
"""

from __future__ import annotations

from collections.abc import Iterator

from kium_rules.labels import sentence
from kium_rules.tables.cells import Cell, Comparison, quoted
from kium_rules.tables.columns import Column
from kium_rules.tables.files import cell_text
from kium_rules.tables.literals import CellError
from kium_rules.tables.parser import CellParser
from kium_rules.tables.table import Row, Table
from kium_rules.tables.texts import format_literal
from kium_rules.tables.values import UNORDERED, Value


class Labels:
    """Writes the cells and values of one table for people.

    Args:
        table: The table.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._parsers = {column.name: CellParser(column, table.inputs) for column in table.columns}
        self._cells: dict[tuple[str, Cell], str] = {}

    def cell(self, row: Row, column: Column) -> str:
        """An input cell, such as ``정기돌봄, 일시돌봄`` or ``>= 30``."""
        cell = row.inputs[column.name]
        if cell.is_any or column.type not in UNORDERED or cell.references:
            return cell_text(self._table, row, column)
        text = self._cells.get((column.name, cell))
        if text is None:
            text = next(self._readable(row, column))
            self._cells[column.name, cell] = text
        return text

    def value(self, column: Column, value: Value) -> str:
        """An output or a fact, such as ``정기돌봄``, ``30`` or, for null, nothing."""
        if value is None or column.type not in UNORDERED:
            return format_literal(value)
        text = _word(column, value)
        is_code = isinstance(value, str) and value in column.values  # not so the number of an aggregate
        if is_code and self._parsers[column.name].parse_literal(text) != value:
            return quoted(text)  # a label that is a word of the cells, such as null
        return text

    def _readable(self, row: Row, column: Column) -> Iterator[str]:
        cell = row.inputs[column.name]
        for is_quoted in (False, True):
            tests = (_test(test, column, is_quoted) for test in cell.tests if isinstance(test, Comparison))
            text = ", ".join(tests)
            text = f"not({text})" if cell.is_negated else text
            try:
                if self._parsers[column.name].parse(text) == cell:
                    yield text
            except CellError:
                continue
        yield cell_text(self._table, row, column)


def _test(test: Comparison, column: Column, is_quoted: bool) -> str:
    value = next(iter(Cell((test,)).constants))
    text = _word(column, value)
    if is_quoted and isinstance(value, str):
        text = quoted(text)
    return text if test.operator == "=" else f"{test.operator} {text}"


def _word(column: Column, value: Value) -> str:
    if isinstance(value, str):
        return column.values.get(value, value)
    if value is None:
        return sentence("xlsx.word_null")
    if isinstance(value, bool):
        return sentence("xlsx.word_true" if value else "xlsx.word_false")
    return format_literal(value)
