"""Tells why a table answered as it did: which rows fired, and which cells stopped the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kium_rules.tables.answers import Answer
from kium_rules.tables.bitmask import Bitmask
from kium_rules.tables.files import cell_text
from kium_rules.tables.hit_policies import resolve
from kium_rules.tables.labelled import Labels
from kium_rules.tables.messages import say
from kium_rules.tables.problems import HitPolicyError
from kium_rules.tables.table import Row, Table
from kium_rules.tables.texts import format_literal
from kium_rules.tables.values import Value

NEAREST = 3


@dataclass(frozen=True, slots=True)
class Stop:
    """A cell that was not true.

    Attributes:
        column: Name of the input column; ``on`` where the row is not in force on the day asked about.
        label: What people call it.
        cell: What the cell says, canonically; the dates of the row for ``on``.
        value: What the fact was, as text; empty for null.
        cell_ko: What the cell says, in labels.
        value_ko: What the fact was, in labels.
        references: Columns the cell compares with, by name, and their facts as text.
    """

    column: str
    label: str
    cell: str
    value: str
    cell_ko: str
    value_ko: str
    references: Mapping[str, str]

    def say(self, language: str) -> str:
        """The stop in words, such as ``days is 29, the row wants >= 30``."""
        is_ko = language == "ko"
        seen = ", ".join(f"{name} = {value or 'null'}" for name, value in self.references.items())
        facts = {
            "column": self.label if is_ko else self.column,
            "value": (self.value_ko if is_ko else self.value) or "null",
            "cell": (self.cell_ko if is_ko else self.cell) + (f" ({seen})" if seen else ""),
        }
        return say("trace_not_in_force" if self.column == "on" else "trace_stop", language, **facts)


@dataclass(frozen=True, slots=True)
class RowTrace:
    """What became of one row.

    Attributes:
        row: The row.
        stops: The cells that were not true; none where the row fired.
        is_chosen: Whether the row stands behind the answer (a row may fire and the hit policy pass it over).
    """

    row: Row
    stops: tuple[Stop, ...]
    is_chosen: bool

    @property
    def has_fired(self) -> bool:
        """Whether every cell was true."""
        return not self.stops

    def say(self, language: str) -> str:
        """The row in words."""
        if self.stops:
            why = "; ".join(stop.say(language) for stop in self.stops)
            return say("trace_stopped", language, rule=self.row.id, why=why)
        return say("trace_fired" if self.is_chosen else "trace_passed_over", language, rule=self.row.id)


@dataclass(frozen=True, slots=True)
class Trace:
    """Why a table answered one question as it did.

    Attributes:
        answer: The answer; None where the rows that fired break the hit policy.
        error: How they break it; None where they do not.
        rows: Every row: those that fired, in table order, then the others, those that fewest cells stopped first.
    """

    answer: Answer | None
    error: HitPolicyError | None
    rows: tuple[RowTrace, ...]

    @property
    def fired(self) -> tuple[RowTrace, ...]:
        """The rows that fired."""
        return tuple(row for row in self.rows if row.has_fired)

    def nearest(self, count: int = NEAREST) -> tuple[RowTrace, ...]:
        """The rows that came nearest to firing without doing so."""
        return tuple(row for row in self.rows if not row.has_fired)[:count]

    def lines(self, language: str, count: int = NEAREST) -> tuple[str, ...]:
        """The trace in words: each row that fired, then the nearest others.

        Args:
            language: ``ko`` or ``en``.
            count: How many rows that did not fire are told.
        """
        told = [*self.fired, *self.nearest(count)]
        head = [] if self.fired else [say("trace_none", language)]
        tail = [self.error.ko if language == "ko" else self.error.en] if self.error else []
        return (*head, *(row.say(language) for row in told), *tail)


def trace(table: Table, facts: Mapping[str, Any], on: date | None = None) -> Trace:
    """Ask a table one question and keep what became of every row.

    Args:
        table: The table.
        facts: Value by input column, as for a decision.
        on: The day asked about; may be left out when no row has dates.

    Raises:
        FactError: The facts do not fit the columns.
    """
    fired = Bitmask(table).fired(facts, on)
    matched = [row for index, row in enumerate(table.rows) if fired >> index & 1]
    answer: Answer | None = None
    error: HitPolicyError | None = None
    try:
        answer = resolve(table, matched)
    except HitPolicyError as broken:
        error = broken
    chosen = set(answer.rule_ids) if answer else set()
    labels = Labels(table)
    rows = [RowTrace(row, _stops(table, labels, row, facts, on), row.id in chosen) for row in table.rows]
    return Trace(answer, error, tuple(sorted(rows, key=lambda row: len(row.stops))))


def _stops(
    table: Table, labels: Labels, row: Row, facts: Mapping[str, Value], on: date | None
) -> tuple[Stop, ...]:
    stops = []
    if on is not None and not row.holds_on(on):
        dates = "..".join(day.isoformat() if day else "" for day in (row.valid_from, row.valid_until))
        day = format_literal(on)
        stops.append(Stop("on", "on", dates, day, dates, day, {}))
    for column in table.inputs:
        cell, value = row.inputs[column.name], facts[column.name]
        if cell.holds(value, facts) is not True:
            seen = {name: format_literal(facts[name]) for name in dict.fromkeys(cell.references)}
            texts = (cell_text(table, row, column), format_literal(value))
            shown = (labels.cell(row, column), labels.value(column, value))
            stops.append(Stop(column.name, column.label, *texts, *shown, seen))
    return tuple(stops)
