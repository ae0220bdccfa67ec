"""Columns of a decision table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kium_rules.tables.cells import Cell
from kium_rules.tables.values import NUMERIC, TEXTUAL, Value, ValueType


class ColumnKind(StrEnum):
    """What a column is for: a condition, a result, or a remark that decides nothing."""

    INPUT = "in"
    OUTPUT = "out"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in files and code, its label for people, and what may stand in it.

    Attributes:
        name: How facts, cells and the header of ``rows.csv`` call it; may be dotted or hold spaces.
        label: What people see (Korean).
        kind: ``in``, ``out`` or ``note``.
        type: Type of its values.
        unit: Unit of its numbers for people (``일``); a cell may repeat it after a number.
        domain: Values that can occur, as a cell (``[0..100]``); None: every value of the type.
        values: Of an enum: code to label, in order. The order is the priority of an output (hit policies
            P and O), highest first.
    """

    name: str
    label: str
    kind: ColumnKind
    type: ValueType
    unit: str | None = None
    domain: Cell | None = None
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def priorities(self) -> tuple[Value, ...]:
        """The values of an output, highest priority first; empty when they have no order."""
        return tuple(self.values) or (self.domain.constants if self.domain else ())

    def code_of(self, text: str) -> str | None:
        """The enum code a text stands for, given as code or as label; None when it is neither."""
        if text in self.values:
            return text
        return next((code for code, label in self.values.items() if label == text), None)

    def is_comparable_with(self, other: Column) -> bool:
        """Whether a cell of this column may compare with the value of another column."""
        return any({self.type, other.type} <= family for family in (NUMERIC, TEXTUAL, {self.type}))
