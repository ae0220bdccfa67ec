"""Reads a workbook back into a table, or says cell by cell why it cannot."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kium_rules.tables.build import build_table
from kium_rules.tables.drafts import Draft, Line
from kium_rules.tables.problems import Place, Problem, TableError
from kium_rules.tables.table import Table
from kium_rules.tables.values import ValueType
from kium_rules.tables.xlsx.archive import read_source, repacked
from kium_rules.tables.xlsx.copies import Copy, check_copy
from kium_rules.tables.xlsx.problems import refused, sheet_problem
from kium_rules.tables.xlsx.settings_reader import read_settings
from kium_rules.tables.xlsx.sheets import Header, Sheet, filled
from kium_rules.tables.xlsx.words import CASES, COPY, LISTS, RULES, SHEETS

_DAYS = {"from": ValueType.DATE, "until": ValueType.DATE, "on": ValueType.DATE}
_HASH = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class ReadWorkbook:
    """What was read from a workbook.

    Attributes:
        table: The table as it stands in the workbook.
        copy: What the workbook remembers of the table it was exported from; None: nothing.
        file: Name of the workbook.
    """

    table: Table
    copy: Copy | None
    file: str

    def check_copy(self, current: Table) -> None:
        """Check that the workbook was exported from the table as it is now, or says the same.

        Raises:
            StaleCopyError: The table has changed since; the sentence names the rules.
            TableError: The workbook holds another table.
        """
        if self.table.id != current.id:
            raise refused("other_table", Place(self.file), found=self.table.id, wanted=current.id)
        if self.table != current:
            check_copy(self.copy, current, self.file)


def read_workbook(source: Path | str | IO[bytes], name: str | None = None) -> ReadWorkbook:
    """Read a workbook.

    Args:
        source: A path, or an open binary file.
        name: Name of the file for messages; None: that of the path.

    Raises:
        TableError: With every problem found, each with its sheet and cell.
    """
    file = name or (Path(source).name if isinstance(source, str | Path) else "xlsx")
    book = _load(repacked(read_source(source, file), file), file)
    problems = list(_sheet_problems(book, file))
    if any(problem.code == "xlsx.sheet_missing" for problem in problems):
        raise TableError(problems)
    rules, cases, settings = (Sheet(book[title], file, problems) for title in SHEETS)
    spoken, places = read_settings(settings)
    kinds = _kinds(spoken)
    heads = {sheet.title: sheet.find_header(key) for sheet, key in ((rules, "rule_id"), (cases, "case_id"))}
    header, rows = _lines(rules, heads[RULES], kinds)
    case_header, examples = _lines(cases, heads[CASES], kinds)
    draft = Draft(
        spoken, places, file, header, rows, case_header, examples,
        _head_place(rules, heads[RULES]), _head_place(cases, heads[CASES]),
    )  # fmt: skip
    table = _built(draft, heads, problems)
    if table is None or problems:
        raise TableError(problems)
    return ReadWorkbook(table, _read_copy(book), file)


def _load(stream: IO[bytes], file: str) -> Workbook:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about parts of the workbook that are no concern of the table
            return openpyxl.load_workbook(stream, keep_links=False)
    except Exception as error:  # on a damaged file openpyxl raises whatever its own code runs into
        raise refused("broken", Place(file), why=type(error).__name__) from error


def _sheet_problems(book: Workbook, file: str) -> Iterator[Problem]:
    for title in SHEETS:
        if title not in book.sheetnames or not isinstance(book[title], Worksheet):
            yield sheet_problem("sheet_missing", Place(file), name=title)
    for title in book.sheetnames:
        sheet = book[title]
        is_empty = isinstance(sheet, Worksheet) and not filled(sheet)
        if title not in (*SHEETS, LISTS, COPY) and not is_empty:
            yield sheet_problem("sheet_unknown", Place(file), name=title)


def _kinds(settings: Mapping[str, Any]) -> dict[str, ValueType]:
    known = {kind.value: kind for kind in ValueType}
    types = {column.get("name", ""): column.get("type") for column in settings["columns"]}
    return {name: known[kind] for name, kind in types.items() if kind in known} | _DAYS


def _lines(
    sheet: Sheet, header: Header | None, kinds: Mapping[str, ValueType]
) -> tuple[list[str], list[Line]]:
    if header is None:
        return [], []
    sheet.check_merged(header.row)
    return list(header.names.values()), sheet.lines(header, kinds)


def _head_place(sheet: Sheet, header: Header | None) -> Place:
    return sheet.place(header.row) if header else sheet.place()


def _built(draft: Draft, heads: Mapping[str, Header | None], problems: list[Problem]) -> Table | None:
    """The table; problems of the headers are moved to the cell they are about."""
    try:
        return build_table(draft)
    except TableError as error:
        for problem in error.problems:
            moved = _moved(problem, draft, heads)
            if moved is not None:
                problems.append(moved)
    return None


def _moved(problem: Problem, draft: Draft, heads: Mapping[str, Header | None]) -> Problem | None:
    if not problem.code.startswith("header_"):
        return problem
    sheet = (problem.place.cell or "").partition("!")[0]
    header = heads.get(sheet)
    if header is None:
        return None  # that the header is missing has been said
    name = str(problem.facts["name"])
    column = max((column for column, found in header.names.items() if found == name), default=1)
    place = Place(draft.file, header.row, cell=f"{sheet}!{get_column_letter(column)}{header.row}")
    if problem.code == "header_unknown":
        return sheet_problem("column_unknown", place, **problem.facts)
    return replace(problem, place=place)


def _read_copy(book: Workbook) -> Copy | None:
    sheet = book[COPY] if COPY in book.sheetnames else None
    if not isinstance(sheet, Worksheet):
        return None
    lines = [[str(cell.value) for cell in cells.values()] for cells in filled(sheet).values()]
    pairs = [(line[0], line[1]) for line in lines if len(line) > 1]
    if not pairs or not _HASH.fullmatch(pairs[0][1]):
        return None
    return Copy(pairs[0][1], dict(pairs[1:]))
