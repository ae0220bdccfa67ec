"""Writes a table as an Excel workbook for the people who keep the policy."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kium_rules.tables.build import CASE_AFTER, CASE_BEFORE, NO_RULE
from kium_rules.tables.columns import Column
from kium_rules.tables.heads import FIXED_AFTER, FIXED_BEFORE
from kium_rules.tables.labelled import Labels
from kium_rules.tables.table import Case, Row, Table
from kium_rules.tables.texts import format_text
from kium_rules.tables.values import Value
from kium_rules.tables.whole_files import write_whole
from kium_rules.tables.xlsx import looks
from kium_rules.tables.xlsx.copies import copy_of
from kium_rules.tables.xlsx.grids import Heading, put, write_grid
from kium_rules.tables.xlsx.lists import PickLists
from kium_rules.tables.xlsx.quiet import without_triangles
from kium_rules.tables.xlsx.settings_sheet import write_settings
from kium_rules.tables.xlsx.words import CASES, COPY, LISTS, RULES, SETTINGS, word

ENDING = ".xlsx"


def write_workbook(table: Table, target: Path | str | IO[bytes]) -> None:
    """Write a table as a workbook; reading it back gives an equal table.

    Args:
        table: The table.
        target: A path, or an open binary file.

    Raises:
        TableError: A text does not fit into an Excel cell.
        OSError: The target cannot be written.
    """
    book = Workbook()
    looks.add_looks(book)
    book.remove(book.worksheets[0])
    rules, cases, settings, lists, copy = map(book.create_sheet, (RULES, CASES, SETTINGS, LISTS, COPY))
    labels = Labels(table)
    picks = PickLists(lists, table, labels)
    title = f"{format_text(table.title['ko'])} ({table.id})"
    policy = (
        f" {word('setting_hit_policy')} {table.hit_policy.value}: {word(f'policy_{table.hit_policy.value}')}."
    )
    lines = (_row_line(table, labels, row) for row in table.rows)
    write_grid(rules, title, word("hint_rules") + policy, _rule_headings(table, picks), lines)
    lines = (line for case in table.cases for line in _case_lines(table, labels, case))
    write_grid(cases, title, word("hint_cases"), _case_headings(table, picks), lines)
    write_settings(settings, table, labels)
    _write_copy(copy, table)
    lists.sheet_state = copy.sheet_state = "hidden"
    book.properties.creator = "kium-rules"
    book.properties.title = format_text(table.title["ko"])
    saved = io.BytesIO()
    book.save(saved)
    content = without_triangles(saved.getvalue())
    if isinstance(target, str | Path):
        write_whole({Path(target): content})
    else:
        target.write(content)


def write_workbooks(tables: Iterable[Table], folder: Path | str) -> list[Path]:
    """Write a workbook for each table of a rule book, named like the table.

    Args:
        tables: The tables.
        folder: Where to; made where it is missing.

    Returns:
        The files written.

    Raises:
        TableError: A text does not fit into an Excel cell.
        OSError: The folder cannot be written.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for table in tables:
        files.append(folder / f"{table.id}{ENDING}")
        write_workbook(table, files[-1])
    return files


def _rule_headings(table: Table, picks: PickLists) -> list[Heading]:
    return [
        *_fixed(FIXED_BEFORE),
        *(_heading(column, picks.conditions(column), is_free=True) for column in table.inputs),
        *(_heading(column, picks.values(column)) for column in table.outputs),
        *(_heading(column) for column in table.notes),
        *_fixed(FIXED_AFTER),
    ]


def _case_headings(table: Table, picks: PickLists) -> list[Heading]:
    # The answer of a count is a number, whatever the column counted holds.
    is_free = table.hit_policy.is_aggregate
    return [
        *_fixed(CASE_BEFORE),
        *(_heading(column, picks.values(column)) for column in table.inputs),
        *(_heading(column, picks.values(column), is_free=is_free) for column in table.outputs),
        *_fixed(CASE_AFTER),
    ]


def _fixed(names: Iterable[str]) -> Iterator[Heading]:
    return (Heading(name, word(f"column_{name}"), "fixed") for name in names)


def _heading(column: Column, picks: str | None = None, *, is_free: bool = False) -> Heading:
    unit = f" ({column.unit})" if column.unit else ""
    label = format_text(column.label + unit)
    return Heading(format_text(column.name), label, column.kind.value, picks, is_free)


def _row_line(table: Table, labels: Labels, row: Row) -> list[str]:
    days = ["" if day is None else day.isoformat() for day in (row.valid_from, row.valid_until)]
    return [
        row.id,
        *days,
        *(labels.cell(row, column) for column in table.inputs),
        *(_value(labels, column, row.outputs[column.name]) for column in table.outputs),
        *(_lines(row.notes.get(column.name, "")) for column in table.notes),
        _lines(row.source),
        _lines(row.note),
    ]


def _case_lines(table: Table, labels: Labels, case: Case) -> Iterator[list[str]]:
    rules = NO_RULE if case.rules == () else " ".join(case.rules or ())
    for index, outputs in enumerate(case.outputs or ({},)):
        is_first = index == 0
        facts = (_value(labels, column, case.facts[column.name]) for column in table.inputs)
        yield [
            case.id,
            case.on.isoformat() if case.on and is_first else "",
            *(fact if is_first else "" for fact in facts),
            *(_value(labels, column, outputs.get(column.name)) for column in table.outputs),
            rules if is_first else "",
            _lines(case.note) if is_first else "",
        ]


def _value(labels: Labels, column: Column, value: Value) -> str:
    return (
        _lines(value)
        if isinstance(value, str) and not column.values and value
        else labels.value(column, value)
    )


def _lines(text: str) -> str:
    """A text with its line breaks as they are, where nothing else in it needs quotes: Excel can show them."""
    is_plain = text == text.strip() and all(map(str.isprintable, text.split("\n")))
    return (
        text
        if is_plain and format_text(text.replace("\n", " ")) == text.replace("\n", " ")
        else format_text(text)
    )


def _write_copy(sheet: Worksheet, table: Table) -> None:
    copy = copy_of(table)
    for row, line in enumerate([("hash", copy.hash), *copy.rules.items()], start=1):
        for column, text in enumerate(line, start=1):
            put(sheet, row, column, text, looks.PLAIN)
