"""Reads a sheet as lines of cells, each with its place, and refuses what would be lost."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from kium_rules.tables.drafts import Line
from kium_rules.tables.problems import Place, Problem
from kium_rules.tables.texts import read_text
from kium_rules.tables.values import ValueType
from kium_rules.tables.xlsx.problems import sheet_problem
from kium_rules.tables.xlsx.typed import SheetCellError, text_of


@dataclass(frozen=True, slots=True)
class Header:
    """The line of column names.

    Attributes:
        row: Its number.
        names: Name by column number.
    """

    row: int
    names: Mapping[int, str]


def filled(sheet: Worksheet) -> dict[int, dict[int, Cell]]:
    """The cells of a sheet that are not empty, by row and column."""
    lines: dict[int, dict[int, Cell]] = {}
    # Asking for rows would make every cell up to the farthest one; this is what the file holds.
    for (row, column), cell in sorted(sheet._cells.items()):
        if isinstance(cell, Cell) and cell.value is not None:
            lines.setdefault(row, {})[column] = cell
    return lines


class Sheet:
    """One sheet of a workbook.

    Args:
        sheet: The sheet.
        file: Name of the workbook for messages.
        problems: Problems found are added here.
    """

    def __init__(self, sheet: Worksheet, file: str, problems: list[Problem]) -> None:
        self.title = sheet.title
        self._file, self._problems = file, problems
        self._said: set[tuple[str, Place]] = set()
        self._merged = sheet.merged_cells.ranges
        self._lines = filled(sheet)

    def place(self, row: int = 1, column: int = 1, name: str | None = None) -> Place:
        """A place in this sheet."""
        return Place(self._file, row, name, f"{self.title}!{get_column_letter(column)}{row}")

    def problem(self, code: str, place: Place, **facts: object) -> None:
        """Add a problem, once."""
        if (code, place) not in self._said:
            self._said.add((code, place))
            self._problems.append(sheet_problem(code, place, **facts))

    def rows(self) -> Iterator[int]:
        """The numbers of the lines that are not empty."""
        return iter(self._lines)

    def text(self, row: int, column: int, kind: ValueType = ValueType.TEXT) -> str:
        """The text of a cell; a cell that cannot be taken is a problem and counts as empty."""
        cell = self._lines.get(row, {}).get(column)
        if cell is None:
            return ""
        try:
            return text_of(cell, kind)
        except SheetCellError as error:
            self.problem(error.code, self.place(row, column), **error.facts)
            return ""

    def find_header(self, name: str) -> Header | None:
        """The first line with a name in it, as a header; a problem when there is none."""
        for row, cells in self._lines.items():
            if any(cell.value == name for cell in cells.values()):
                return self.header(row)
        self.problem("header_line", self.place(), name=name)
        return None

    def header(self, row: int) -> Header:
        """A line as a header."""
        names = {column: read_text(self.text(row, column)) for column in self._lines.get(row, {})}
        return Header(row, {column: name for column, name in names.items() if name})

    def check_merged(self, first: int) -> None:
        """Refuse merged cells from a row on: all but one of their values are lost."""
        for merged in sorted(self._merged, key=str):
            if merged.max_row >= first:
                place = self.place(merged.min_row, merged.min_col)
                self.problem("merged", place, range=merged.coord)

    def lines(
        self, header: Header, kinds: Mapping[str, ValueType] = MappingProxyType({}), end: int = sys.maxsize
    ) -> list[Line]:
        """The lines under a header.

        Args:
            header: The header.
            kinds: Type by column; text where it is not known.
            end: The line to stop before.
        """
        letters = {name: get_column_letter(column) for column, name in header.names.items()}
        nameless: dict[int, int] = {}
        lines = []
        for row, found in self._lines.items():
            if not header.row < row < end:
                continue
            cells = {}
            for column in found:
                name = header.names.get(column)
                text = self.text(row, column, kinds.get(name or "", ValueType.TEXT))
                if name is not None:
                    cells[name] = text
                elif text:
                    nameless.setdefault(column, row)
            if any(cells.values()):
                complete = {name: cells.get(name, "") for name in letters}
                lines.append(Line(complete, self._file, row, self.title, letters))
        for column, row in nameless.items():
            self.problem("column_nameless", self.place(row, column))
        return lines
