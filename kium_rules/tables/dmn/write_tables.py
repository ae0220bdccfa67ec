"""Writes the decisionTable element of one table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kium_rules.labels import sentence
from kium_rules.tables.cells import Cell, Comparison, Constant, Interval
from kium_rules.tables.columns import Column
from kium_rules.tables.dmn.extension import rule_extension
from kium_rules.tables.dmn.ids import Ids
from kium_rules.tables.dmn.markup import Tag, tag
from kium_rules.tables.dmn.read_tables import HIT_POLICIES
from kium_rules.tables.dmn.requirements import DAY
from kium_rules.tables.dmn.spelling import TYPE_NAMES, feel_cell, feel_value
from kium_rules.tables.literals import CellError
from kium_rules.tables.parser import CellParser
from kium_rules.tables.problems import Place, Problem, TableError
from kium_rules.tables.table import Row, Table
from kium_rules.tables.texts import format_text
from kium_rules.tables.values import ValueType

SOURCE, NOTE = "source", "note"
"""Names of the annotations that hold a row's source and note."""


class TableWriter:
    """Writes one table.

    Args:
        table: The table.
        ids: Ids of the file.
        own: XML id of its decision.
        rule_ids: XML id by row id.
    """

    def __init__(self, table: Table, ids: Ids, own: str, rule_ids: Mapping[str, str]) -> None:
        self._table, self._ids, self._own, self._rule_ids = table, ids, own, rule_ids
        self._parsers = {
            column.name: CellParser(column, table.inputs, is_feel=True) for column in table.inputs
        }
        self._texts: dict[tuple[str, Cell], str] = {}

    def table(self) -> Tag:
        """The ``decisionTable`` element.

        Raises:
            TableError: A name of a column cannot be told from an expression.
        """
        policy, aggregation = HIT_POLICIES[self._table.hit_policy]
        annotations = (SOURCE, NOTE, *(column.name for column in self._table.notes))
        return tag(
            "decisionTable",
            self._day_input(),
            *map(self._input, self._table.inputs),
            *map(self._output, self._table.outputs),
            *(tag("annotation", name=name) for name in annotations),
            *map(self._rule, self._table.rows),
            id=self._id("table"),
            hitPolicy=policy,
            aggregation=aggregation or None,
        )

    def _day_input(self) -> Tag:
        expression = self._expression("inputExpression", DAY, TYPE_NAMES[ValueType.DATE])
        return tag("input", expression, id=self._id("input"), label=sentence("dmn.day_label", "ko"))

    def _input(self, column: Column) -> Tag:
        return tag(
            "input",
            self._expression("inputExpression", column.name, TYPE_NAMES[column.type]),
            self._allowed("inputValues", column),
            id=self._id("input"),
            label=format_text(column.label),
        )

    def _output(self, column: Column) -> Tag:
        default = self._table.default
        return tag(
            "output",
            self._allowed("outputValues", column),
            self._expression("defaultOutputEntry", feel_value(default[column.name]))
            if default is not None
            else None,
            id=self._id("output"),
            label=format_text(column.label),
            name=column.name,
            typeRef=TYPE_NAMES[column.type],
        )

    def _allowed(self, name: str, column: Column) -> Tag | None:
        if column.values:
            return self._expression(name, ", ".join(map(feel_value, column.values)))
        return self._expression(name, feel_cell(column.domain)) if column.domain else None

    def _rule(self, row: Row) -> Tag:
        entries = [
            _day_text(row),
            *(self._cell(column, row.inputs[column.name]) for column in self._table.inputs),
        ]
        notes = (row.source, row.note, *(row.notes.get(column.name, "") for column in self._table.notes))
        own = self._rule_ids[row.id]
        description = "\n".join(_said(row))
        return tag(
            "rule",
            tag("description", text=description) if description else None,
            tag("extensionElements", rule_extension(row.id)) if own != row.id else None,
            *(self._expression("inputEntry", text, own=own) for text in entries),
            *(
                self._expression("outputEntry", feel_value(row.outputs[column.name]), own=own)
                for column in self._table.outputs
            ),
            *(tag("annotationEntry", tag("text", text=format_text(note))) for note in notes),
            id=own,
        )

    def _cell(self, column: Column, cell: Cell) -> str:
        text = self._texts.get((column.name, cell))
        if text is None:
            text = self._texts[column.name, cell] = feel_cell(cell)
            self._check(column, cell, text)
        return text

    def _check(self, column: Column, cell: Cell, text: str) -> None:
        """A name such as ``date(x`` would be read as something else: better no file than a wrong one."""
        try:
            if self._parsers[column.name].parse(text) == cell:
                return
        except CellError:
            pass
        place = Place(self._table.id, column=column.name)
        raise TableError([Problem("dmn.cell_unwritable", place, self._table.id, {"found": text})])

    def _expression(self, name: str, text: str, kind: str | None = None, own: str | None = None) -> Tag:
        identifier = self._ids.claim(f"{own}_{name}") if own else self._id(name)
        return tag(name, tag("text", text=text), id=identifier, typeRef=kind)

    def _id(self, kind: str) -> str:
        return self._ids.claim(f"{self._own}_{kind}")


def _day_text(row: Row) -> str:
    start, end = Constant(row.valid_from), Constant(row.valid_until)
    if start.value and end.value:
        return feel_cell(Cell((Interval(start, end),)))
    if start.value or end.value:
        return feel_cell(Cell((Comparison(">=", start) if start.value else Comparison("<=", end),)))
    return feel_cell(Cell())


def _said(row: Row) -> Iterable[str]:
    """Source and note as a person reads them beside the row."""
    if row.source:
        yield sentence("dmn.row_source", "ko", text=format_text(row.source))
    if row.note:
        yield sentence("dmn.row_note", "ko", text=format_text(row.note))
