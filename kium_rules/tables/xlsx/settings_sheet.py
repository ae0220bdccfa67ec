"""Writes the settings sheet: everything of ``table.yaml``, in four sections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from kium_rules.tables.cells import format_cell
from kium_rules.tables.columns import Column
from kium_rules.tables.labelled import Labels
from kium_rules.tables.table import Table
from kium_rules.tables.texts import format_literal, format_text
from kium_rules.tables.widths import width
from kium_rules.tables.xlsx import looks
from kium_rules.tables.xlsx.grids import pick_list, put, set_width
from kium_rules.tables.xlsx.words import KINDS, POLICIES, SECTION_KEYS, SECTIONS, TYPES, word


def write_settings(sheet: Worksheet, table: Table, labels: Labels) -> None:
    """Fill the settings sheet.

    Args:
        sheet: The empty sheet.
        table: The table.
        labels: Writes the values of the default.

    Raises:
        TableError: A text does not fit into an Excel cell.
    """
    put(sheet, 1, 1, f"{format_text(table.title['ko'])} ({table.id})", looks.TITLE)
    put(sheet, 2, 1, word("hint_settings"), looks.HINT)
    lines = {
        "table": list(_table_lines(table)),
        "columns": [_column_line(column) for column in table.columns],
        "values": [
            [format_text(column.name), format_text(code), format_text(label)]
            for column in table.columns
            for code, label in column.values.items()
        ],
        "default": _default_lines(table, labels),
    }
    row = 4
    widest = [0.0] * max(map(len, SECTION_KEYS.values()))
    for name, keys in SECTION_KEYS.items():
        put(sheet, row, 1, SECTIONS[name], looks.TITLE)
        for column, key in enumerate(keys, start=1):
            put(sheet, row + 1, column, word(f"head_{'item' if key == '#' else key}"), looks.head("fixed"))
            put(sheet, row + 2, column, key, looks.NAME)
        first = row + 3
        for row, line in enumerate([*lines[name], [""] * len(keys)], start=first):
            for column, text in enumerate(line, start=1):
                put(sheet, row, column, text, looks.PLAIN)
                widest[column - 1] = max(widest[column - 1], width(text))
        _add_picks(sheet, name, first, row)
        row += 2
    for column, wide in enumerate(widest, start=1):
        set_width(sheet, column, wide)


def _table_lines(table: Table) -> Iterator[list[str]]:
    yield [word("setting_id"), "id", table.id]
    for language, title in table.title.items():
        known = f"setting_title_{language}" if language in ("ko", "en") else "setting_title_ko"
        yield [word(known), format_text(f"title.{language}"), format_literal(title)]
    policy = table.hit_policy.value
    yield [f"{word('setting_hit_policy')}: {word(f'policy_{policy}')}", "hit_policy", policy]
    for key in ("owner", "source", "note"):
        yield [word(f"setting_{key}"), key, format_text(getattr(table, key))]


def _column_line(column: Column) -> list[str]:
    return [
        format_text(column.name),
        format_text(column.label),
        KINDS[column.kind],
        TYPES[column.type],
        format_text(column.unit or ""),
        format_cell(column.domain) if column.domain else "",
    ]


def _default_lines(table: Table, labels: Labels) -> list[list[str]]:
    if table.default is None:
        return []
    return [
        [format_text(column.name), labels.value(column, table.default[column.name])]
        for column in table.outputs
    ]


def _add_picks(sheet: Worksheet, section: str, first: int, last: int) -> None:
    if section == "columns":
        sheet.add_data_validation(_listed(KINDS.values(), f"C{first}:C{last}"))
        sheet.add_data_validation(_listed(TYPES.values(), f"D{first}:D{last}"))
    if section == "table":
        at = next(row for row in range(first, last + 1) if sheet.cell(row, 2).value == "hit_policy")
        sheet.add_data_validation(_listed(POLICIES, f"C{at}"))


def _listed(items: Iterable[str], cells: str) -> DataValidation:
    return pick_list('"' + ",".join(items) + '"', cells, is_free=False)
