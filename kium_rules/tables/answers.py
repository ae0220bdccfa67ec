"""What a table answers: which rows hit, and what they say together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from kium_rules.tables.table import Row
from kium_rules.tables.values import Value

Outputs: TypeAlias = dict[str, Value]
Result: TypeAlias = Mapping[str, Value] | tuple[Mapping[str, Value], ...] | Value


class Hit:
    """A row that matched.

    Attributes:
        row: The row.
    """

    __slots__ = ("row",)

    def __init__(self, row: Row) -> None:
        self.row = row

    @property
    def rule_id(self) -> str:
        """Id of the row."""
        return self.row.id

    @property
    def outputs(self) -> Outputs:
        """Value by output column; a copy, which the caller may keep and change."""
        return dict(self.row.outputs)

    def __repr__(self) -> str:
        return f"Hit({self.rule_id}, {self.outputs})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Hit) and self.row == other.row

    __hash__ = None  # type: ignore[assignment]  # rows hold dicts


@dataclass(frozen=True, slots=True, eq=True)
class Answer:
    """The answer of a table to one question. It does not depend on who asks, so answers are shared.

    Attributes:
        table: Id of the table.
        hits: The rows that stand behind the answer, in the order the hit policy gives.
        result: As :attr:`outputs`, not copied: do not change it.
    """

    table: str
    hits: tuple[Hit, ...]
    result: Result

    @property
    def rule_ids(self) -> tuple[str, ...]:
        """Ids of the hits."""
        return tuple(hit.rule_id for hit in self.hits)

    @property
    def outputs(self) -> Outputs | tuple[Outputs, ...] | Value:
        """Single-hit policies: value by output, or None. R, O, C: one dict a hit. Aggregates: the value."""
        if isinstance(self.result, tuple):
            return tuple(dict(outputs) for outputs in self.result)
        return dict(self.result) if isinstance(self.result, Mapping) else self.result
