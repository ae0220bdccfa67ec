"""Finds out what the columns of a DMN decision table are: names, types, allowed values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kium_rules.tables.cells import Cell
from kium_rules.tables.columns import Column, ColumnKind
from kium_rules.tables.dmn.extension import KeptColumn, KeptTable
from kium_rules.tables.dmn.model import Decision, DecisionTable, InputClause, Model, OutputClause, Text
from kium_rules.tables.dmn.requirements import DAY
from kium_rules.tables.dmn.spelling import VALUE_TYPES
from kium_rules.tables.dmn.types import Types
from kium_rules.tables.dmn.write_tables import NOTE, SOURCE
from kium_rules.tables.literals import CellError, literal_at
from kium_rules.tables.parser import CellParser
from kium_rules.tables.problems import Problem
from kium_rules.tables.texts import read_text
from kium_rules.tables.values import ValueType

_PLAIN = re.compile(r"[^\W\d]\w*(?:[ .]\w+)*")
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"')


@dataclass(frozen=True, slots=True)
class SurveyedColumn:
    """A column and where its entries stand among the entries of its kind; None: nowhere, it is always ``-``."""

    column: Column
    index: int | None


class Surveyor:
    """Surveys one table.

    Args:
        model: The model it stands in.
        decision: Its decision.
        table: Its decision table.
        kept: What an earlier writing of the table kept; None for a file of another tool.
        problems: Problems found are added here.
    """

    def __init__(
        self,
        model: Model,
        decision: Decision,
        table: DecisionTable,
        kept: KeptTable | None,
        problems: list[Problem],
    ) -> None:
        self._model, self._decision, self._table = model, decision, table
        self._kept = {column.name: column for column in kept.columns} if kept else {}
        self._problems = problems
        self._types = Types(model)

    def columns(self) -> list[SurveyedColumn]:
        """All columns: in the order kept, then those that were added."""
        found = [*self._inputs(), *self._outputs(), *self._annotations()]
        order = {name: place for place, name in enumerate(self._kept)}
        return sorted(found, key=lambda surveyed: order.get(surveyed.column.name, len(order)))

    def _inputs(self) -> Iterable[SurveyedColumn]:
        columns = []
        known = {*self._kept, *self._declared()}  # names that hold signs can only be told by being declared
        for index, clause in enumerate(self._table.inputs):
            name = clause.expression.text
            if name == DAY:
                continue
            if not (_PLAIN.fullmatch(name) or name in known):
                self._problem("dmn.input_name", clause.expression.line, found=name)
                continue
            entries = [rule.inputs[index] for rule in self._table.rules if index < len(rule.inputs)]
            column = self._column(name, ColumnKind.INPUT, clause, self._input_type(name, clause), entries)
            columns.append(SurveyedColumn(column, index))
        return [*columns, *self._compared([surveyed.column for surveyed in columns])]

    def _outputs(self) -> Iterable[SurveyedColumn]:
        for index, clause in enumerate(self._table.outputs):
            name = clause.name or clause.label or self._decision.name
            entries = [rule.outputs[index] for rule in self._table.rules if index < len(rule.outputs)]
            column = self._column(name, ColumnKind.OUTPUT, clause, self._output_type(clause), entries)
            yield SurveyedColumn(column, index)

    def _annotations(self) -> Iterable[SurveyedColumn]:
        for index, name in enumerate(self._table.annotations):
            if name in (SOURCE, NOTE) or not name:
                continue
            kept = self._kept.get(name, KeptColumn(name, "note", "text", label=name))
            column = Column(
                name, kept.label or name, ColumnKind.NOTE, ValueType(kept.type), kept.unit or None
            )
            domain = _parsed(kept.domain, column, is_feel=False)
            yield SurveyedColumn(replace(column, domain=domain, values=dict(kept.values)), index)

    def _column(
        self,
        name: str,
        kind: ColumnKind,
        clause: InputClause | OutputClause,
        declared: str,
        entries: Sequence[Text],
    ) -> Column:
        kept = self._kept.get(name)
        type_ = ValueType(kept.type) if kept else VALUE_TYPES.get(self._types.basic(declared) or "")
        type_ = type_ or _type_of_entries([entry.text for entry in entries])
        if type_ is None:
            self._problem("dmn.no_type", self._table.line, name=name)
            type_ = ValueType.TEXT
        column = Column(
            name, read_text(clause.label) or name, kind, type_, (kept.unit if kept else "") or None
        )
        allowed = clause.values or self._types.allowed(declared)
        if type_ is ValueType.ENUM and kept:
            values = _codes(allowed, kept)
            column = replace(column, values=values)
            return replace(column, domain=_parsed(kept.domain, column, is_feel=False))
        return replace(column, domain=self._domain(allowed, column))

    def _domain(self, allowed: Text | None, column: Column) -> Cell | None:
        if allowed is None:
            return None
        try:
            cell = CellParser(column, is_feel=True).parse(allowed.text)
        except CellError as error:
            place = self._model.place(allowed.line, column.name, error.position + 1)
            self._problems.append(Problem(error.code, place, self._decision.name, error.facts))
            return None
        return None if cell.is_any else cell

    def _input_type(self, name: str, clause: InputClause) -> str:
        return clause.type or self._declared().get(name, "")

    def _output_type(self, clause: OutputClause) -> str:
        if clause.type:
            return clause.type
        if len(self._table.outputs) == 1:
            return self._table.type or self._decision.type
        return self._types.part(self._decision.type, [clause.name])

    def _declared(self) -> dict[str, str]:
        """Types of all the table may name: inputs, results of decisions, and parts of either."""
        declared = {}
        for required in self._decision.requires:
            item = self._model.inputs.get(required) or self._model.decisions.get(required)
            if item is not None:
                declared[item.name] = item.type
                declared.update(
                    {f"{item.name}.{part}": kind for part, kind in self._types.parts(item.type).items()}
                )
        return declared

    def _compared(self, columns: Sequence[Column]) -> Iterable[SurveyedColumn]:
        """Inputs that are no column but are compared with in a cell: columns that hold for every value."""
        known = {column.name for column in columns}
        entries = " ".join(
            _STRINGS.sub("", entry.text) for rule in self._table.rules for entry in rule.inputs
        )
        for name, declared in self._declared().items():
            kind = VALUE_TYPES.get(self._types.basic(declared) or "")
            if kind and name not in known and re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.])", entries):
                yield SurveyedColumn(Column(name, name, ColumnKind.INPUT, kind), None)

    def _problem(self, code: str, line: int, **facts: object) -> None:
        self._problems.append(Problem(code, self._model.place(line), self._decision.name, facts))


def _codes(allowed: Text | None, kept: KeptColumn) -> dict[str, str]:
    """Codes of an enum in the order of the allowed values, with the labels kept; a new code is its own label."""
    if allowed is None:
        return dict(kept.values)
    text = Column(kept.name, kept.name, ColumnKind.INPUT, ValueType.TEXT)
    cell = _parsed(allowed.text, text, is_feel=True)
    codes: Mapping[str, str] = kept.values
    return {str(code): codes.get(str(code), str(code)) for code in cell.constants} if cell else dict(codes)


def _parsed(text: str, column: Column, *, is_feel: bool) -> Cell | None:
    try:
        return CellParser(column, is_feel=is_feel).parse(text) if text else None
    except CellError:
        return None


def _type_of_entries(texts: Iterable[str]) -> ValueType | None:
    """The type of the first value in any entry."""
    for text in texts:
        bare = text.removeprefix("not").lstrip("([])<>=! \t\n")
        if bare.startswith(("true", "false")):
            return ValueType.BOOLEAN
        try:
            literal = literal_at(bare, 0)
        except CellError:
            continue
        if literal:
            return literal.type
    return None
