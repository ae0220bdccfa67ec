"""A simulation as an Excel workbook, one sheet a grid."""

from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from kium_rules.simulate.report.basis import About, basis, headline
from kium_rules.simulate.report.grids import Grid, Grids, Value
from kium_rules.simulate.simulation import Simulation
from kium_rules.tables.whole_files import write_whole
from kium_rules.tables.widths import width

WIDEST = 60
NUMBER = "#,##0"
HEAD = PatternFill("solid", start_color="DCE6F1", end_color="DCE6F1")


def write_workbook(simulation: Simulation, about: About, file: Path, language: str = "ko") -> None:
    """Write a simulation as XLSX.

    Args:
        simulation: What would have happened.
        about: Where the rules and the applications came from.
        file: Where to.
        language: `ko` or `en`.

    Raises:
        OSError: The file cannot be written.
    """
    grids = Grids(simulation, language)
    book = Workbook(write_only=True)
    _write_basis(book.create_sheet(grids.say("basis")), grids, about)
    for grid in grids.every():
        _write(book.create_sheet(grid.title), grid)
    content = BytesIO()
    book.save(content)
    write_whole({file: content.getvalue()})


def _write_basis(sheet: Any, grids: Grids, about: About) -> None:
    sheet.column_dimensions["A"].width = 2 * WIDEST
    title = WriteOnlyCell(sheet, grids.say("title"))
    title.font = Font(bold=True, size=14)
    sheet.append([title])
    for line in (headline(grids), "", *basis(grids, about)):
        cell = _cell(sheet, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.append([cell])


def _write(sheet: Any, grid: Grid) -> None:
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(grid.heads))}{len(grid.rows) + 1}"
    for number, head in enumerate(grid.heads):
        cells = [head, *(str(row[number]) for row in grid.rows[:200])]
        letter = get_column_letter(number + 1)
        sheet.column_dimensions[letter].width = min(WIDEST, max(map(width, cells)) + 3)
    heads = [WriteOnlyCell(sheet, head) for head in grid.heads]
    for cell in heads:
        cell.font, cell.fill = Font(bold=True), HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.append(heads)
    for row in grid.rows:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: Any, value: Value) -> Any:
    if isinstance(value, int):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = NUMBER
        return cell
    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"  # a name that begins with = is a name, not a formula
    return cell
