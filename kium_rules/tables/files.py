"""Tables as folders: ``table.yaml``, ``rows.csv`` and ``cases.csv``, read with care and written in one form only.

Files are UTF-8 with LF (a byte order mark is tolerated), texts in Unicode's composed form, so that Hangul typed
on a Mac and on Windows is the same. One rule is one line.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from kium_rules.tables.build import CASE_AFTER, NO_RULE, build_table, case_header_of, header_of
from kium_rules.tables.cells import format_cell
from kium_rules.tables.columns import Column
from kium_rules.tables.drafts import Draft, Line
from kium_rules.tables.problems import Place, Problem, TableError
from kium_rules.tables.settings import parse_settings
from kium_rules.tables.table import Case, Row, Table
from kium_rules.tables.texts import format_literal, format_text
from kium_rules.tables.values import ValueType
from kium_rules.tables.whole_files import write_whole

SETTINGS, ROWS, CASES = "table.yaml", "rows.csv", "cases.csv"
MAX_BYTES = 50_000_000


def read_table(folder: Path | str) -> Table:
    """Read a table from its folder.

    Args:
        folder: Folder with ``table.yaml``, ``rows.csv`` and, where there are examples, ``cases.csv``. Its
            name is the table's id.

    Raises:
        TableError: With every problem found: what, where, and what to do.
    """
    folder = Path(folder)
    name = folder.resolve().name
    if folder.is_file():
        raise TableError([Problem("table_no_folder", Place(name))])
    problems: list[Problem] = []
    texts: dict[str, str] = {}
    for file in (SETTINGS, ROWS, CASES):
        if file == CASES and not (folder / CASES).exists():
            continue
        try:
            texts[file] = _read_text(folder / file, f"{name}/{file}")
        except TableError as error:
            problems.extend(error.problems)
    if problems:
        raise TableError(problems)
    settings, places = parse_settings(texts[SETTINGS], f"{name}/{SETTINGS}")
    header, rows = _read_lines(texts[ROWS], f"{name}/{ROWS}")
    case_header, cases = _read_lines(texts[CASES], f"{name}/{CASES}") if CASES in texts else ([], [])
    draft = Draft(
        settings,
        places,
        f"{name}/{SETTINGS}",
        header,
        rows,
        case_header,
        cases,
        Place(f"{name}/{ROWS}", 1),
        Place(f"{name}/{CASES}", 1),
        name,
    )
    return build_table(draft)


def write_table(table: Table, folder: Path | str) -> None:
    """Write a table in its canonical form; reading it back gives an equal table.

    Args:
        table: The table.
        folder: Its folder, named like its id; made where it is missing.

    Raises:
        OSError: The folder cannot be written; then its files are as they were.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    texts = {SETTINGS: format_settings(table), ROWS: format_rows(table)}
    if table.cases:
        texts[CASES] = format_cases(table)
    write_whole({folder / name: unicodedata.normalize("NFC", text).encode() for name, text in texts.items()})
    if not table.cases:
        (folder / CASES).unlink(missing_ok=True)


def format_settings(table: Table) -> str:
    """The canonical text of ``table.yaml``."""
    settings: dict[str, Any] = {
        "id": table.id,
        "title": dict(table.title),
        "hit_policy": table.hit_policy.value,
        "columns": [column_settings(column) for column in table.columns],
    }
    if table.default is not None:
        settings["default"] = {
            name: format_literal(value, table.column(name))
            for name, value in table.default.items()
            if value is not None
        }
    for key in ("owner", "source", "note"):
        if getattr(table, key):
            settings[key] = getattr(table, key)
    return yaml.safe_dump(settings, allow_unicode=True, sort_keys=False, default_flow_style=None, width=110)


def format_rows(table: Table) -> str:
    """The canonical text of ``rows.csv``."""
    return _csv(header_of(table.columns), (row_texts(table, row) for row in table.rows))


def format_cases(table: Table) -> str:
    """The canonical text of ``cases.csv``."""
    header = case_header_of(table.columns)
    return _csv(header, (line for case in table.cases for line in _case_texts(table, case)))


def row_texts(table: Table, row: Row) -> list[str]:
    """The canonical text of each cell of a row, in the order of the header."""
    days = ["" if day is None else day.isoformat() for day in (row.valid_from, row.valid_until)]
    return [
        row.id,
        *days,
        *(cell_text(table, row, column) for column in table.inputs),
        *(format_literal(row.outputs[column.name], column) for column in table.outputs),
        *(format_text(row.notes.get(column.name, "")) for column in table.notes),
        format_text(row.source),
        format_text(row.note),
    ]


def cell_text(table: Table, row: Row, column: Column) -> str:
    """The canonical text of one input cell."""
    names, words = cell_words(column, table.inputs)
    return format_cell(row.inputs[column.name], names=names, words=words)


def cell_words(column: Column, inputs: Iterable[Column]) -> tuple[set[str], set[str]]:
    """Give the names of other columns and the codes and labels that a cell of a column can hold."""
    names = {text for other in inputs for text in (other.name, other.label)}
    words = {text for pair in column.values.items() for text in pair}
    # A bare code is always read as the code first, whatever the columns are called.
    return (names - words if column.type is ValueType.ENUM else names), words


def _case_texts(table: Table, case: Case) -> Iterator[list[str]]:
    header = case_header_of(table.columns)
    rules = NO_RULE if case.rules == () else " ".join(case.rules or ())
    facts = {column.name: format_literal(case.facts[column.name], column) for column in table.inputs}
    rest = dict(zip(CASE_AFTER, (rules, format_text(case.note)), strict=True))
    first = {"on": "" if case.on is None else case.on.isoformat(), **facts, **rest}
    for index, outputs in enumerate(case.outputs or ({},)):
        cells = {"case_id": case.id, **(first if index == 0 else {})}
        cells |= {name: format_literal(value, table.column(name)) for name, value in outputs.items()}
        yield [cells.get(name, "") for name in header]


def column_settings(column: Column) -> dict[str, Any]:
    """What ``table.yaml`` says about a column."""
    settings: dict[str, Any] = {
        "name": column.name,
        "label": column.label,
        "kind": column.kind.value,
        "type": column.type.value,
    }
    if column.unit:
        settings["unit"] = column.unit
    if column.domain:
        settings["domain"] = format_cell(column.domain)
    if column.values:
        settings["values"] = dict(column.values)
    return settings


def _csv(header: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(lines)
    return text.getvalue()


def _read_lines(text: str, file: str) -> tuple[list[str], list[Line]]:
    # The reader's own limit of a cell lies below what a table may hold and what is written.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_BYTES))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    lines: list[Line] = []
    problems: list[Problem] = []
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if not any(stripped):
                continue
            if not header:
                header = _without_empty_tail(stripped, 0)
                continue
            stripped = _without_empty_tail(stripped, len(header))
            if len(stripped) != len(header):
                facts = {"found": len(stripped), "wanted": len(header)}
                problems.append(Problem("csv_width", Place(file, reader.line_num), facts=facts))
            lines.append(Line(dict(zip(header, stripped, strict=False)), file, reader.line_num))
    except csv.Error as error:
        problems.append(Problem("csv_broken", Place(file, reader.line_num), facts={"why": error}))
    if not header:
        problems.append(Problem("file_empty", Place(file)))
    if problems:
        raise TableError(problems)
    return header, lines


def _without_empty_tail(cells: list[str], length: int) -> list[str]:
    while len(cells) > length and not cells[-1]:
        cells = cells[:-1]
    return cells


def _read_text(path: Path, file: str) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise TableError([Problem("file_too_big", Place(file), facts={"limit": MAX_BYTES // 1_000_000})])
        content = path.read_bytes()
    except FileNotFoundError:
        raise TableError([Problem("file_missing", Place(file))]) from None
    except OSError as error:
        raise TableError([Problem("file_unreadable", Place(file), facts={"why": error.strerror})]) from None
    if not content.strip():
        raise TableError([Problem("file_empty", Place(file))])
    try:
        return unicodedata.normalize("NFC", content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise TableError([Problem("file_not_utf8", Place(file, line))]) from None
