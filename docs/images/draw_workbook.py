"""Draws the pictures of docs/tables.ko.md from a workbook as the library writes it.

    python docs/images/draw_workbook.py

Each cell's text, colour and width is read from the file; only the frame round it is ours. Needs Chromium.
"""

import io
import shutil
from html import escape
from pathlib import Path

import openpyxl
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import sync_playwright

from kium_rules.tables import RuleBook
from kium_rules.tables.xlsx import write_workbook

HERE = Path(__file__).parent
TABLE = "waiting_list"
PICTURES = {
    "workbook-rules": ("규칙", "D7", 10),
    "workbook-cases": ("사례", None, 10),
    "workbook-settings": ("설정", "D19", 33),
}
"""Picture: the sheet, the cell whose pick list is open, and the last row drawn."""

STYLE = """
body { margin: 0; font: 13px "Noto Sans CJK KR", sans-serif; background: #fff; display: inline-block }
table { border-collapse: collapse; table-layout: fixed; background: #fff }
th { background: #f0f0f0; border: 1px solid #c8c8c8; font-weight: normal; color: #555; height: 20px }
td { border: 1px solid #e4e4e4; padding: 1px 4px; height: 19px; white-space: pre; position: relative }
td.wrapped { white-space: pre-wrap; overflow-wrap: anywhere; overflow: hidden }
td.picked { outline: 2px solid #107c41; outline-offset: -1px; overflow: visible }
ul { position: absolute; left: 0; top: 100%; margin: 1px 0 0; padding: 0; list-style: none; background: #fff;
     border: 1px solid #888; min-width: 100%; z-index: 9; box-shadow: 2px 2px 4px #0003 }
li { padding: 2px 6px; white-space: pre } li:first-child { background: #cfe3d8 }
b.arrow { position: absolute; right: -17px; top: 0; width: 16px; height: 19px; background: #eee; border: 1px solid #999;
          font: 10px/19px sans-serif; text-align: center; z-index: 9 }
nav { background: #f0f0f0; padding: 4px 40px; border-top: 1px solid #c8c8c8 }
nav span { padding: 3px 16px; border: 1px solid #c8c8c8; background: #e4e4e4 }
nav span.here { background: #fff; font-weight: bold; color: #107c41 }
"""


def colour(value: object) -> str:
    """The CSS colour of an Excel colour; nothing where the theme decides."""
    text = str(value or "")
    return "#" + text[-6:] if len(text) in (6, 8) else ""


def drawn(cell: Cell, picks: list[str] | None) -> str:
    """A cell as HTML, with its pick list open where it has one."""
    font, fill = cell.font, cell.fill
    style = [f"font-size: {font.size or 11}pt"]
    style += ["font-weight: bold"] if font.bold else []
    style += [f"color: {colour(font.color.rgb)}"] if font.color and isinstance(font.color.rgb, str) else []
    style += [f"background: {colour(fill.start_color.rgb)}"] if fill.fill_type == "solid" else []
    style += ["text-align: center"] if cell.alignment.horizontal == "center" else []
    style += ["vertical-align: top"] if cell.alignment.vertical == "top" else []
    names = " ".join(filter(None, ["wrapped" if cell.alignment.wrap_text else "", "picked" if picks else ""]))
    listed = "".join(f"<li>{escape(item)}</li>" for item in picks or ())
    extra = f'<b class="arrow">▼</b><ul>{listed}</ul>' if picks else ""
    return f'<td class="{names}" style="{"; ".join(style)}">{escape(str(cell.value or ""))}{extra}</td>'


def picks_of(book: openpyxl.Workbook, sheet: Worksheet, at: str | None) -> list[str]:
    """The items of the pick list of a cell."""
    for rule in sheet.data_validations.dataValidation:
        if at and at in rule:
            if rule.formula1.startswith('"'):
                return rule.formula1.strip('"').split(",")
            name, _, cells = rule.formula1.partition("!")
            left, top, _right, bottom = range_boundaries(cells.replace("$", ""))
            return [book[name.strip("'")].cell(row, left).value for row in range(top, bottom + 1)]
    return []


def page(book: openpyxl.Workbook, title: str, at: str | None, last: int) -> str:
    """A sheet as HTML."""
    sheet = book[title]
    columns = range(1, sheet.max_column + 1)
    picks = picks_of(book, sheet, at)
    widths = [sheet.column_dimensions[get_column_letter(column)].width * 7 + 5 for column in columns]
    cols = "".join(f'<col style="width: {width}px">' for width in [36, *widths])
    head = "".join(f"<th>{get_column_letter(column)}</th>" for column in columns)
    rows = []
    for row in range(1, last + 1):
        cells = [sheet.cell(row, column) for column in columns]
        texts = (drawn(cell, picks if cell.coordinate == at else None) for cell in cells)
        rows.append(f"<tr><th>{row}</th>{''.join(texts)}</tr>")
    tabs = "".join(
        f'<span class="{"here" if other.title == title else ""}">{other.title}</span>'
        for other in book.worksheets
        if other.sheet_state == "visible"
    )
    table = (
        f'<table style="width: {sum(widths) + 36}px">{cols}<tr><th></th>{head}</tr>{"".join(rows)}</table>'
    )
    return f'<!doctype html><meta charset="utf-8"><style>{STYLE}</style><body>{table}<nav>{tabs}</nav></body>'


def main() -> None:
    """Draw every picture."""
    file = io.BytesIO()
    write_workbook(RuleBook.load()[TABLE], file)
    book = openpyxl.load_workbook(file)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, (title, at, last) in PICTURES.items():
            view = browser.new_page(viewport={"width": 1700, "height": 900})
            view.set_content(page(book, title, at, last))
            view.locator("body").screenshot(path=HERE / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
