"""Writes a sheet of lines under a heading: the rules and the examples."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from kium_rules.tables.problems import Place
from kium_rules.tables.widths import width
from kium_rules.tables.xlsx import looks
from kium_rules.tables.xlsx.problems import refused
from kium_rules.tables.xlsx.words import word

HEADER = 5
"""The line of column names; above it stand title, hint, what the column is for, and its label."""

SPARE = 30  # empty lines made ready for new rules
MAX_TEXT = 32_767  # characters in a cell; Excel cuts off the rest
_WIDTHS = (11, 46)  # narrowest and widest column, in digits
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of the sheet.

    Attributes:
        name: Its name in the files, the line the reader goes by.
        label: What people see.
        role: ``fixed``, ``in``, ``out`` or ``note``.
        picks: Where its pick list stands; None: it has none.
        is_free: Whether other texts than those of the list may stand here.
    """

    name: str
    label: str
    role: str
    picks: str | None = None
    is_free: bool = False


def write_grid(
    sheet: Worksheet, title: str, hint: str, headings: Sequence[Heading], lines: Iterable[Sequence[str]]
) -> None:
    """Fill a sheet.

    Args:
        sheet: The empty sheet.
        title: Its first line.
        hint: Its second line: how to fill it in.
        headings: The columns.
        lines: The text of each cell.

    Raises:
        TableError: A text does not fit into an Excel cell.
    """
    put(sheet, 1, 1, title, looks.TITLE)
    put(sheet, 2, 1, hint, looks.HINT)
    widest = [max(width(heading.label), width(heading.name) * 0.7) for heading in headings]
    for column, heading in enumerate(headings, start=1):
        put(sheet, 3, column, word(f"kind_{heading.role}"), looks.head(heading.role))
        put(sheet, 4, column, heading.label, looks.head(heading.role))
        put(sheet, HEADER, column, heading.name, looks.NAME)
    row = HEADER
    for row, line in enumerate(lines, start=HEADER + 1):
        for column, (heading, text) in enumerate(zip(headings, line, strict=True), start=1):
            put(sheet, row, column, text, looks.body(heading.role))
            widest[column - 1] = max(widest[column - 1], *map(width, text.split("\n")))
    last = row + SPARE
    for spare in range(row + 1, last + 1):
        for column, heading in enumerate(headings, start=1):
            put(sheet, spare, column, "", looks.body(heading.role))
    for column, wide in enumerate(widest, start=1):
        set_width(sheet, column, wide)
    _add_picks(sheet, headings, last)
    _settle(sheet, len(headings), row)


def put(sheet: Worksheet, row: int, column: int, text: str, style: str) -> None:
    """Write a text into a cell, as text whatever it looks like.

    Raises:
        TableError: It is too long for Excel, or holds a character Excel cannot hold.
    """
    cell = sheet.cell(row, column)
    cell.style = style
    if not text:
        return
    escaped = _ESCAPE.sub("_x005F_", text)
    place = Place(cell=f"{sheet.title}!{cell.coordinate}")
    if len(escaped) > MAX_TEXT:
        raise refused("text_too_long", place, limit=MAX_TEXT)
    try:
        cell.value = escaped
    except IllegalCharacterError:
        raise refused("text_illegal", place) from None
    cell.data_type = "s"  # a text that begins with = or # is still a text


def set_width(sheet: Worksheet, column: int, wide: float) -> None:
    """Make a column wide enough for its texts, within limits, and text its format for cells to come."""
    dimension = sheet.column_dimensions[get_column_letter(column)]
    dimension.width = min(max(wide + 2, _WIDTHS[0]), _WIDTHS[1])
    dimension.number_format = looks.TEXT


def pick_list(source: str, cells: str, *, is_free: bool) -> DataValidation:
    """A pick list.

    Args:
        source: Where its items stand, or the items themselves.
        cells: The cells it is for.
        is_free: Whether other texts may stand there.
    """
    return DataValidation(
        type="list",
        formula1=source,
        allow_blank=True,
        sqref=cells,
        showErrorMessage=not is_free,
        errorTitle=word("pick_title"),
        error=word("pick_only"),
    )


def _add_picks(sheet: Worksheet, headings: Sequence[Heading], last: int) -> None:
    for column, heading in enumerate(headings, start=1):
        if heading.picks:
            letter = get_column_letter(column)
            cells = f"{letter}{HEADER + 1}:{letter}{last}"
            sheet.add_data_validation(pick_list(heading.picks, cells, is_free=heading.is_free))


def _settle(sheet: Worksheet, columns: int, last: int) -> None:
    sheet.freeze_panes = f"B{HEADER + 1}"
    sheet.auto_filter.ref = f"A{HEADER}:{get_column_letter(columns)}{max(last, HEADER + 1)}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"3:{HEADER}"
