"""A decision table as a value: columns, rows and examples. Equal content is equal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from kium_rules.tables.cells import Cell
from kium_rules.tables.columns import Column, ColumnKind
from kium_rules.tables.values import Value


class HitPolicy(StrEnum):
    """What is made of the rows that match."""

    UNIQUE = "U"
    ANY = "A"
    PRIORITY = "P"
    FIRST = "F"
    RULE_ORDER = "R"
    OUTPUT_ORDER = "O"
    COLLECT = "C"
    SUM = "C+"
    MINIMUM = "C<"
    MAXIMUM = "C>"
    COUNT = "C#"

    @property
    def is_single(self) -> bool:
        """Whether at most one answer comes out."""
        return self in "UAPF"

    @property
    def is_aggregate(self) -> bool:
        """Whether the answers are made into one number."""
        return len(self) > 1


@dataclass(frozen=True, slots=True)
class Row:
    """One rule.

    Attributes:
        id: Its name, shown with every reason (``waiting_list.2``).
        inputs: Cell by input column.
        outputs: Value by output column; None is null.
        valid_from: First day it holds; None: always did.
        valid_until: Last day it holds, included; None: until further notice.
        notes: Text by note column.
        source: What stands behind the rule.
        note: Remark.
    """

    id: str
    inputs: Mapping[str, Cell]
    outputs: Mapping[str, Value]
    valid_from: date | None = None
    valid_until: date | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    note: str = ""

    def holds_on(self, on: date) -> bool:
        """Whether the row is in force on a day."""
        after = self.valid_from is None or self.valid_from <= on
        return after and (self.valid_until is None or on <= self.valid_until)

    def bound(self, column_name: str) -> Value | tuple[Value, ...]:
        """The limit that stands in an input cell: 30 for ``< 30``, (1, 30) for ``[1..30)``, None for ``-``.

        Raises:
            KeyError: No such input column.
        """
        return self.inputs[column_name].bound


@dataclass(frozen=True, slots=True)
class Case:
    """An example with the answer it must have.

    Attributes:
        id: Its name.
        facts: Value by input column.
        outputs: Expected answers: none, one, or one a hit. Of an aggregate: one, under the output's name.
        on: The day asked about.
        rules: Ids of the rows that must fire; None: not checked.
        note: Remark.
    """

    id: str
    facts: Mapping[str, Value]
    outputs: tuple[Mapping[str, Value], ...]
    on: date | None = None
    rules: tuple[str, ...] | None = None
    note: str = ""


@dataclass(frozen=True)
class Table:
    """A decision table.

    Attributes:
        id: Its word.
        title: Title by language (``ko``, ``en``).
        hit_policy: What is made of the rows that match.
        columns: All columns, in order.
        rows: The rules, in order.
        default: Value by output column when no row matches; None: no answer then.
        owner: Who answers for it.
        source: What stands behind it.
        note: Remark.
        cases: Examples.
    """

    id: str
    title: Mapping[str, str]
    hit_policy: HitPolicy
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    default: Mapping[str, Value] | None = None
    owner: str = ""
    source: str = ""
    note: str = ""
    cases: tuple[Case, ...] = ()

    @cached_property
    def inputs(self) -> tuple[Column, ...]:
        """The condition columns."""
        return tuple(column for column in self.columns if column.kind is ColumnKind.INPUT)

    @cached_property
    def outputs(self) -> tuple[Column, ...]:
        """The result columns."""
        return tuple(column for column in self.columns if column.kind is ColumnKind.OUTPUT)

    @cached_property
    def notes(self) -> tuple[Column, ...]:
        """The remark columns."""
        return tuple(column for column in self.columns if column.kind is ColumnKind.NOTE)

    @cached_property
    def is_dated(self) -> bool:
        """Whether any row begins or ends on a day, so that a day must be asked about."""
        return any(row.valid_from or row.valid_until for row in self.rows)

    def column(self, name: str) -> Column:
        """The column of a name.

        Raises:
            KeyError: The table has no such column.
        """
        return self._by_name[name]

    def row(self, rule_id: str) -> Row:
        """The row of an id.

        Raises:
            KeyError: The table has no such row.
        """
        return self._by_id[rule_id]

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @cached_property
    def _by_id(self) -> dict[str, Row]:
        return {row.id: row for row in self.rows}
