"""How a workbook looks: colours of conditions, results and remarks, and the text format of every cell."""

from __future__ import annotations

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.workbook import Workbook

TEXT = "@"  # otherwise Excel turns 1-2 into the second of January
TITLE, HINT, PLAIN, NAME = "kium title", "kium hint", "kium plain", "kium name"
_DARK = {"fixed": "D9D9D9", "in": "BDD7EE", "out": "C6E0B4", "note": "FFE699"}
_LIGHT = {"fixed": "F7F7F7", "in": "F2F8FD", "out": "F3F9EF", "note": "FFFBEB"}
_LINE = Side(style="thin", color="BFBFBF")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_TOP = Alignment(vertical="top", wrap_text=True)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)


def head(role: str) -> str:
    """Style of the heading of a column: ``fixed``, ``in``, ``out`` or ``note``."""
    return f"kium head {role}"


def body(role: str) -> str:
    """Style of the cells of a column: ``fixed``, ``in``, ``out`` or ``note``."""
    return f"kium {role}"


def add_looks(book: Workbook) -> None:
    """Register every style with a workbook."""
    small = Font(size=8, color="808080")
    for style in (
        NamedStyle(TITLE, font=Font(size=14, bold=True), number_format=TEXT),
        NamedStyle(HINT, font=Font(size=9, color="595959"), number_format=TEXT),
        NamedStyle(PLAIN, alignment=_TOP, border=_BORDER, number_format=TEXT),
        NamedStyle(NAME, font=small, alignment=_CENTRE, border=_BORDER, number_format=TEXT),
    ):
        book.add_named_style(style)
    for role in _DARK:
        heading = NamedStyle(
            head(role), Font(bold=True), _fill(_DARK[role]), _BORDER, _CENTRE, number_format=TEXT
        )
        book.add_named_style(heading)
        book.add_named_style(
            NamedStyle(body(role), None, _fill(_LIGHT[role]), _BORDER, _TOP, number_format=TEXT)
        )


def _fill(colour: str) -> PatternFill:
    return PatternFill("solid", start_color=colour, end_color=colour)
