"""Turns a DMN decision table into the draft of a rule table: our own texts, with the places they come from."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from kium_rules.labels import sentence
from kium_rules.tables.build import header_of
from kium_rules.tables.cells import Cell, Comparison, Constant, Interval, format_cell
from kium_rules.tables.columns import Column, ColumnKind
from kium_rules.tables.dmn.extension import kept_rule_id, kept_table
from kium_rules.tables.dmn.model import Decision, DecisionTable, Model, Rule, Text
from kium_rules.tables.dmn.requirements import DAY
from kium_rules.tables.dmn.surveying import SurveyedColumn, Surveyor
from kium_rules.tables.dmn.write_tables import NOTE, SOURCE
from kium_rules.tables.drafts import Draft, Line
from kium_rules.tables.files import cell_words, column_settings
from kium_rules.tables.literals import CellError
from kium_rules.tables.parser import CellParser
from kium_rules.tables.problems import Problem, TableError
from kium_rules.tables.texts import format_literal, format_text, read_text
from kium_rules.tables.values import Value, ValueType

_NO_WORD = re.compile(r"[^\w.\-]+")


class Drafter:
    """Drafts one table.

    Args:
        model: The model it stands in.
        decision: Its decision.
        table: Its decision table.
    """

    def __init__(self, model: Model, decision: Decision, table: DecisionTable) -> None:
        self._model, self._decision, self._table = model, decision, table
        self._kept = kept_table(decision.extensions)
        self._problems: list[Problem] = []

    def draft(self) -> Draft:
        """The draft.

        Raises:
            TableError: Something in the table cannot stand in a rule table; with every such place.
        """
        columns = Surveyor(self._model, self._decision, self._table, self._kept, self._problems).columns()
        self._stop_at_problems()
        inputs = [surveyed.column for surveyed in columns if surveyed.column.kind is ColumnKind.INPUT]
        parsers = {
            surveyed.column.name: CellParser(surveyed.column, inputs, is_feel=True) for surveyed in columns
        }
        words = {column.name: cell_words(column, inputs) for column in inputs}
        rows = [self._row(rule, columns, parsers, words) for rule in self._table.rules]
        default = self._default(columns, parsers)
        self._stop_at_problems()
        return self._assembled(columns, rows, default)

    def _assembled(
        self, columns: Sequence[SurveyedColumn], rows: Sequence[Line], default: Mapping[str, str] | None
    ) -> Draft:
        settings: dict[str, Any] = {
            "id": _word(self._decision.name),
            "title": self._title(),
            "hit_policy": self._table.hit_policy.value,
            "columns": [column_settings(surveyed.column) for surveyed in columns],
            "owner": self._kept.owner if self._kept else "",
            "source": self._kept.source if self._kept else "",
            "note": read_text(self._decision.description),
        }
        if default is not None:
            settings["default"] = default
        header = header_of(tuple(surveyed.column for surveyed in columns))
        case_header, cases = self._cases()
        place = self._model.place(self._table.line)
        return Draft(settings, {(): place}, self._model.file, header, rows, case_header, cases, place, place)

    def _title(self) -> dict[str, str]:
        title = {"ko": read_text(self._decision.label) or self._decision.name}
        return {**title, **self._kept.titles} if self._kept else title

    # -- rules

    def _row(
        self,
        rule: Rule,
        columns: Sequence[SurveyedColumn],
        parsers: Mapping[str, CellParser],
        words: Mapping[str, tuple[set[str], set[str]]],
    ) -> Line:
        cells = {"rule_id": kept_rule_id(rule.extensions) or rule.id, **self._days(rule)}
        for surveyed in columns:
            name, index = surveyed.column.name, surveyed.index
            if index is None:
                cells[name] = ""
            elif surveyed.column.kind is ColumnKind.INPUT:
                cell = self._cell(rule.inputs[index], name, parsers[name])
                cells[name] = format_cell(cell, names=words[name][0], words=words[name][1])
            elif surveyed.column.kind is ColumnKind.OUTPUT:
                cells[name] = format_literal(
                    self._value(rule.outputs[index], name, parsers[name]), surveyed.column
                )
            else:
                cells[name] = rule.annotations[index] if index < len(rule.annotations) else ""
        return Line({**cells, **self._remarks(rule)}, self._model.file, rule.line)

    def _remarks(self, rule: Rule) -> dict[str, str]:
        """Source and note: as the description says them, else as the annotations do."""
        annotations = dict(zip(self._table.annotations, rule.annotations, strict=False))
        if not rule.description:
            return {SOURCE: annotations.get(SOURCE, ""), NOTE: annotations.get(NOTE, "")}
        remarks = {SOURCE: "", NOTE: ""}
        begin = {key: sentence(f"dmn.row_{key}", "ko", text="").strip() for key in remarks}
        rest = []
        for line in rule.description.splitlines():
            key = next((key for key, words in begin.items() if line.startswith(words)), None)
            if key:
                remarks[key] = line.removeprefix(begin[key]).strip()
            else:
                rest.append(line)
        if rest:  # what someone wrote there without saying which it is
            remarks[NOTE] = format_text("\n".join([*filter(None, [read_text(remarks[NOTE])]), *rest]))
        return remarks

    def _days(self, rule: Rule) -> dict[str, str]:
        index = next(
            (i for i, clause in enumerate(self._table.inputs) if clause.expression.text == DAY), None
        )
        if index is None:
            return {"from": "", "until": ""}
        column = Column(DAY, DAY, ColumnKind.INPUT, ValueType.DATE)
        cell = self._cell(rule.inputs[index], DAY, CellParser(column, is_feel=True))
        period = _period(cell)
        if period is None:
            facts = {"found": rule.inputs[index].text}
            self._problem("dmn.day_cell", rule.inputs[index], DAY, **facts)
            return {}
        return {
            name: "" if day is None else str(day) for name, day in zip(("from", "until"), period, strict=True)
        }

    def _cell(self, text: Text, name: str, parser: CellParser) -> Cell:
        try:
            return parser.parse(text.text)
        except CellError as error:
            self._cell_problem(error, text, name)
            return Cell()

    def _value(self, text: Text, name: str, parser: CellParser) -> Value:
        if not text.text:
            return None
        try:
            return parser.parse_literal(text.text)
        except CellError as error:
            if error.code in ("cell_after_end", "cell_not_a_value", "cell_unknown_name"):
                self._problem("dmn.output_expression", text, name, found=text.text)
            else:
                self._cell_problem(error, text, name)
            return None

    def _default(
        self, columns: Sequence[SurveyedColumn], parsers: Mapping[str, CellParser]
    ) -> dict[str, str] | None:
        defaults = {}
        outputs = [surveyed for surveyed in columns if surveyed.column.kind is ColumnKind.OUTPUT]
        if not any(clause.default for clause in self._table.outputs):
            return None
        for surveyed in outputs:
            clause = self._table.outputs[surveyed.index or 0]
            name = surveyed.column.name
            value = self._value(clause.default, name, parsers[name]) if clause.default else None
            if value is not None:
                defaults[name] = format_literal(value, surveyed.column)
        return defaults

    # -- examples

    def _cases(self) -> tuple[list[str], list[Line]]:
        if self._kept is None or not self._kept.cases.strip():
            return [], []
        lines = list(csv.reader(io.StringIO(self._kept.cases.strip())))
        header = lines[0]
        return header, [
            Line(dict(zip(header, line, strict=False)), self._model.file, self._kept.cases_line + number)
            for number, line in enumerate(lines[1:], 1)
        ]

    # -- problems

    def _cell_problem(self, error: CellError, text: Text, name: str) -> None:
        place = self._model.place(text.line, name, error.position + 1)
        self._problems.append(Problem(error.code, place, self._decision.name, error.facts))

    def _problem(self, code: str, text: Text, name: str, **facts: object) -> None:
        place = self._model.place(text.line, name)
        self._problems.append(Problem(code, place, self._decision.name, facts))

    def _stop_at_problems(self) -> None:
        if self._problems:
            raise TableError(self._problems)


def _word(name: str) -> str:
    """The id of a table for the name of a decision, which may hold blanks."""
    word = _NO_WORD.sub("_", name).strip("_.-")
    return word if word[:1].isalpha() else f"t_{word}"


def _period(cell: Cell) -> tuple[Value, Value] | None:
    """First and last day of a cell of the day asked about; None where it is no single period."""
    if cell.is_any:
        return None, None
    if len(cell.tests) != 1 or cell.is_negated or None in cell.constants or cell.references:
        return None
    match cell.tests[0]:
        case Interval(low=Constant(low), high=Constant(high), has_low=True, has_high=True):
            return low, high
        case Comparison(operator=">=", operand=Constant(day)):
            return day, None
        case Comparison(operator="<=", operand=Constant(day)):
            return None, day
        case Comparison(operator="=", operand=Constant(day)):
            return day, day
    return None
