"""Makes a table of its text, and names every mistake in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from kium_rules.tables.cells import ANY, Cell
from kium_rules.tables.columns import Column, ColumnKind
from kium_rules.tables.drafts import Draft, Line
from kium_rules.tables.heads import FIXED_AFTER, FIXED_BEFORE, Head, read_head
from kium_rules.tables.literals import CellError
from kium_rules.tables.parser import CellParser, nearest
from kium_rules.tables.problems import Place, Problem, TableError
from kium_rules.tables.table import Case, Row, Table
from kium_rules.tables.texts import read_text, read_value
from kium_rules.tables.values import Value, ValueType, is_aware, parse_date

CASE_BEFORE = ("case_id", "on")
CASE_AFTER = ("rules", "note")
NO_RULE = "-"
_RULE_ID = re.compile(r"[\w.\-]+")


def build_table(draft: Draft) -> Table:
    """Make a table of its text.

    Raises:
        TableError: With every problem found, each at its place.
    """
    problems: list[Problem] = []
    head = read_head(draft, problems)
    if head is None:
        raise TableError(problems)
    builder = _Builder(draft, head, problems)
    rows = builder.rows()
    cases = builder.cases()
    if problems:
        raise TableError(problems)
    return Table(
        head.id, head.title, head.hit_policy, head.columns, rows,
        head.default, head.owner, head.source, head.note, cases,
    )  # fmt: skip


def header_of(columns: tuple[Column, ...]) -> tuple[str, ...]:
    """The header of ``rows.csv``."""
    names = [column.name for kind in ColumnKind for column in columns if column.kind is kind]
    return (*FIXED_BEFORE, *names, *FIXED_AFTER)


def case_header_of(columns: tuple[Column, ...]) -> tuple[str, ...]:
    """The header of ``cases.csv``."""
    kinds = (ColumnKind.INPUT, ColumnKind.OUTPUT)
    names = [column.name for kind in kinds for column in columns if column.kind is kind]
    return (*CASE_BEFORE, *names, *CASE_AFTER)


class _Builder:
    def __init__(self, draft: Draft, head: Head, problems: list[Problem]) -> None:
        self._draft, self._head, self._problems = draft, head, problems
        self._inputs = tuple(column for column in head.columns if column.kind is ColumnKind.INPUT)
        self._outputs = tuple(column for column in head.columns if column.kind is ColumnKind.OUTPUT)
        self._notes = tuple(column for column in head.columns if column.kind is ColumnKind.NOTE)
        self._parsers = {column.name: CellParser(column, self._inputs) for column in head.columns}
        self._seen: dict[tuple[str, str], Cell] = {}
        self._zones: dict[str, bool] = {}

    def rows(self) -> tuple[Row, ...]:
        if not self._check_header(self._draft.header, header_of(self._head.columns), self._draft.rows_place):
            return ()
        lines: dict[str, int] = {}
        rows = []
        for line in self._draft.rows:
            rule_id = line.cells.get("rule_id", "")
            if not _RULE_ID.fullmatch(rule_id):
                self._problem("row_id", line.place("rule_id"), found=rule_id)
            elif rule_id in lines:
                self._problem("row_id_twice", line.place("rule_id"), found=rule_id, line=lines[rule_id])
            lines.setdefault(rule_id, line.number)
            rows.append(self._row(rule_id, line))
        return tuple(rows)

    def cases(self) -> tuple[Case, ...]:
        if not self._draft.cases and not self._draft.case_header:
            return ()
        wanted = case_header_of(self._head.columns)
        if not self._check_header(self._draft.case_header, wanted, self._draft.cases_place):
            return ()
        groups: dict[str, list[Line]] = {}
        for line in self._draft.cases:
            case_id = line.cells.get("case_id", "")
            if not _RULE_ID.fullmatch(case_id):
                self._problem("case_id", line.place("case_id"), found=case_id)
            groups.setdefault(case_id, []).append(line)
        return tuple(self._case(case_id, lines) for case_id, lines in groups.items())

    # -- one line

    def _row(self, rule_id: str, line: Line) -> Row:
        start, end = self._day(line, "from"), self._day(line, "until")
        if start and end and end < start:
            self._problem("row_until_before_from", line.place("until"), start=start, end=end)
        return Row(
            rule_id,
            {column.name: self._cell(line, column) for column in self._inputs},
            {column.name: self._value(line, column) for column in self._outputs},
            start,
            end,
            {column.name: read_text(line.cells.get(column.name, "")) for column in self._notes},
            read_text(line.cells.get("source", "")),
            read_text(line.cells.get("note", "")),
        )

    def _case(self, case_id: str, lines: list[Line]) -> Case:
        first = lines[0]
        rules = first.cells.get("rules", "")
        # A second line of the same example says one more hit; it may leave the facts out.
        if len(lines) > 1 and (self._head.hit_policy.is_single or self._head.hit_policy.is_aggregate):
            self._problem("case_id_twice", lines[1].place("case_id"), found=case_id, line=first.number)
        outputs: tuple[Mapping[str, Value], ...] = ()
        if rules != NO_RULE or any(first.cells.get(column.name) for column in self._outputs):
            outputs = tuple(self._expected(line) for line in lines)
        return Case(
            case_id,
            {column.name: self._value(first, column) for column in self._inputs},
            outputs,
            self._day(first, "on"),
            () if rules == NO_RULE else tuple(rules.split()) or None,
            read_text(first.cells.get("note", "")),
        )

    def _expected(self, line: Line) -> dict[str, Value]:
        if not self._head.hit_policy.is_aggregate:
            return {column.name: self._value(line, column) for column in self._outputs}
        column = self._head.result_column
        return {column.name: self._value(line, column)}

    # -- one cell

    def _cell(self, line: Line, column: Column) -> Cell:
        text = line.cells.get(column.name, "")
        cell = self._seen.get((column.name, text))
        if cell is None:
            try:
                cell = self._parsers[column.name].parse(text)
            except CellError as error:
                self._cell_problem(error, line, column)
                return ANY
            self._seen[column.name, text] = cell
            self._check_zones(cell, line, column)
        return cell

    def _check_zones(self, cell: Cell, line: Line, column: Column) -> None:
        if column.type not in (ValueType.TIME, ValueType.DATETIME):
            return
        for value in cell.constants:
            if value is not None and self._zones.setdefault(column.name, is_aware(value)) != is_aware(value):
                self._problem("column_mixed_zones", line.place(column.name), name=column.name)

    def _value(self, line: Line, column: Column) -> Value:
        parser = self._parsers[column.name]
        if column not in self._head.columns:
            parser = CellParser(column)
        try:
            return read_value(parser, column, line.cells.get(column.name, ""))
        except CellError as error:
            self._cell_problem(error, line, column)
            return None

    def _day(self, line: Line, name: str) -> date | None:
        text = line.cells.get(name, "")
        if not text:
            return None
        try:
            return parse_date(text)
        except ValueError:
            self._problem("row_day", line.place(name), found=text)
            return None

    # -- problems

    def _check_header(self, found: object, wanted: tuple[str, ...], place: Place) -> bool:
        names = list(found) if isinstance(found, list | tuple) else []
        count = len(self._problems)
        for name in wanted:
            if name not in names:
                self._problem("header_missing", place, name=name, near=nearest(name, names))
        for index, name in enumerate(names):
            if name not in wanted:
                self._problem("header_unknown", place, name=name, near=nearest(name, wanted))
            elif name in names[:index]:
                self._problem("header_twice", place, name=name)
        return len(self._problems) == count

    def _cell_problem(self, error: CellError, line: Line, column: Column) -> None:
        self._problem(error.code, line.place(column.name, error.position + 1), **error.facts)

    def _problem(self, code: str, place: Place, **facts: object) -> None:
        self._problems.append(Problem(code, place, self._head.id, facts))
