"""What the rows of a table say, as conditions on whole numbers: the language a rule engine is spoken to in.

A field of a message is the state of a column (``c0``, ``c1``, ...), the sign of a comparison of two columns
(``s0``: which of the two is greater) or, for a cell too long for one rule, whether that cell holds (``x0``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from kium_rules.tables.axes import Axis, Truths, days_of, has_reference, row_masks, runs
from kium_rules.tables.cells import Cell, Comparison, Interval, Reference, compare
from kium_rules.tables.table import Table
from kium_rules.tables.values import Value, key_of

Condition: TypeAlias = dict[str, Any]

MAX_CONNECTIVES = 28  # of 31 a rule may hold; the outer "and" takes two

_NARROW = 0.25  # share of an axis' states up to which a row is found by its state

_LESS, _EQUAL, _GREATER, _ONE_NULL, _BOTH_NULL, _UNORDERED = range(6)
_SIGNS = 6


@dataclass(frozen=True, slots=True)
class _Membership:
    """That a field lies in one of some states, and where its opposite holds."""

    field: str
    truths: Truths
    count: int

    def states(self, is_negated: bool) -> int:
        everything = (1 << self.count) - 1
        return everything & ~(self.truths.true | self.truths.unknown) if is_negated else self.truths.true


class Conditions:
    """The conditions of every row of a table.

    Args:
        table: The table.
        axes: Its axes, the day's last.

    Attributes:
        masks: For each axis and state, the rows that may match there, as bits.
        possible: The rows that can match at all, as bits.
        narrow: For each axis, the rows that name few of its states, as bits.
        fields: Names of the fields messages hold.
    """

    def __init__(self, table: Table, axes: Sequence[Axis]) -> None:
        self._table = table
        self._cells = [[row.inputs[column.name] for row in table.rows] for column in table.inputs]
        self._cells.append([days_of(row) for row in table.rows])
        self._axes = axes
        self._pairs: dict[tuple[int, str], str] = {}
        self._long: dict[tuple[int, Cell], str] = {}
        self._used: set[int] = set()
        shares = [self._shares(index) for index in range(len(axes))]
        # Shared beginnings of rules then rule out most.
        self._order = sorted(range(len(axes)), key=lambda index: sum(shares[index]))
        self._rows = [self._compiled(row) for row in range(len(table.rows))]
        self.masks = [row_masks(axis, cells) for axis, cells in zip(axes, self._cells, strict=True)]
        self.possible = sum(1 << index for index, row in enumerate(self._rows) if row is not None)
        self.narrow = [
            sum(1 << row for row, share in enumerate(column) if share <= _NARROW) for column in shares
        ]
        self._state_fields = [(f"c{index}", index) for index in sorted(self._used)]
        self.fields = (*(name for name, _ in self._state_fields), *self._pairs.values(), *self._long.values())

    def of_row(self, row: int) -> Condition:
        """The condition of a row; empty when it always holds.

        Raises:
            KeyError: The row never holds.
        """
        parts = self._rows[row]
        if parts is None:
            raise KeyError(row)
        return _all(parts) if parts else {}

    def message(self, states: Sequence[int], facts: Mapping[str, Value]) -> dict[str, Any]:
        """The fields of a message: states, signs and long cells of one question.

        Args:
            states: State of each axis.
            facts: Value by input column.
        """
        message = {name: states[index] for name, index in self._state_fields}
        for (index, other), name in self._pairs.items():
            message[name] = sign(facts[self._axes[index].column.name], facts[other])
        for (index, cell), name in self._long.items():
            message[name] = int(bool(cell.holds(facts[self._axes[index].column.name], facts)))
        return message

    def _shares(self, index: int) -> list[float]:
        """For each row, the share of an axis' states its cell leaves."""
        axis, cells = self._axes[index], self._cells[index]
        known = {
            cell: 1.0 if has_reference(cell) else axis.truths(cell).true.bit_count() / axis.count
            for cell in set(cells)
        }
        return [known[cell] for cell in cells]

    def _compiled(self, row: int) -> list[Condition] | None:
        parts: list[Condition] = []
        connectives = 0
        for index in self._order:
            cell = self._cells[index][row]
            if cell.is_any:
                continue
            condition = self._of_cell(index, cell)
            if condition is None:
                return None
            if condition == {}:
                continue
            length = _connectives(condition)
            if connectives + length > MAX_CONNECTIVES:
                condition = {self._long.setdefault((index, cell), f"x{len(self._long)}"): 1}
                length = 0
            connectives += length
            parts += condition.get("$and", [condition])
            self._note_fields(condition)
        return parts

    def _of_cell(self, index: int, cell: Cell) -> Condition | None:
        """The condition of a cell: None when it never holds, empty when it always does."""
        if not has_reference(cell):
            axis = self._axes[index]
            return _in(f"c{index}", axis.truths(cell).true, axis.count)
        choices: list[Condition | None] = []
        for test in cell.tests:
            halves = test.halves if isinstance(test, Interval) else (test,)
            members = [self._membership(index, half) for half in halves]
            conditions = [
                _in(member.field, member.states(cell.is_negated), member.count) for member in members
            ]
            # not(a..b) holds where either end fails; a..b where both ends hold.
            choices.append(_any(conditions) if cell.is_negated else _each(conditions))
        return _each(choices) if cell.is_negated else _any(choices)

    def _membership(self, index: int, test: Comparison) -> _Membership:
        if isinstance(test.operand, Reference):
            # A pair that is compared only in cells too long for a rule is posted in vain, and does no harm.
            field = self._pairs.setdefault((index, test.operand.name), f"s{len(self._pairs)}")
            return _Membership(field, _sign_truths(test.operator), _SIGNS)
        axis = self._axes[index]
        return _Membership(f"c{index}", axis.test_truths(test), axis.count)

    def _note_fields(self, condition: Condition) -> None:
        for key, value in condition.items():
            if isinstance(value, list):
                for part in value:
                    self._note_fields(part)
            elif isinstance(value, dict):
                self._note_fields(value)
            elif key.startswith("c"):
                self._used.add(int(key[1:]))


def sign(left: Value, right: Value) -> int:
    """How two values compare, as a small whole number."""
    if left is None or right is None:
        return _BOTH_NULL if left is right else _ONE_NULL
    if compare("=", left, right) is None:
        return _UNORDERED
    low, high = key_of(left), key_of(right)
    return _EQUAL if low == high else _LESS if low < high else _GREATER  # type: ignore[operator]  # one type


@cache
def _sign_truths(operator: str) -> Truths:
    ordered = {"<": {_LESS}, "<=": {_LESS, _EQUAL}, ">": {_GREATER}, ">=": {_GREATER, _EQUAL}}
    if operator in ordered:
        true, unknown = ordered[operator], {_ONE_NULL, _BOTH_NULL, _UNORDERED}
    else:
        true, unknown = {_EQUAL, _BOTH_NULL}, {_UNORDERED}
        if operator == "!=":
            true = {_LESS, _GREATER, _ONE_NULL}
    return Truths(sum(1 << state for state in true), sum(1 << state for state in unknown))


def _in(field: str, states: int, count: int) -> Condition | None:
    """That a field lies in a set of states: a range, or one of several."""
    parts: list[Condition] = []
    for first, last in runs(states):
        if first == 0 and last == count - 1:
            return {}
        if first == last:
            parts.append({field: first})
        elif first == 0:
            parts.append({"$lte": {field: last}})
        elif last == count - 1:
            parts.append({"$gte": {field: first}})
        else:
            parts.append({"$and": [{"$gte": {field: first}}, {"$lte": {field: last}}]})
    if not parts:
        return None
    others = [state for state in range(count) if not states >> state & 1] if len(parts) > 1 else []
    if 0 < len(others) <= len(parts):  # shorter said as what it is not, and without an "or"
        return _all([{"$neq": {field: state}} for state in others])
    return parts[0] if len(parts) == 1 else {"$or": parts}


def _each(conditions: Sequence[Condition | None]) -> Condition | None:
    parts = [condition for condition in conditions if condition != {}]
    if any(part is None for part in parts):
        return None
    return _all([part for part in parts if part]) if parts else {}


def _any(conditions: Sequence[Condition | None]) -> Condition | None:
    parts = [condition for condition in conditions if condition is not None]
    if any(part == {} for part in parts):
        return {}
    return (parts[0] if len(parts) == 1 else {"$or": parts}) if parts else None


def _all(parts: Sequence[Condition]) -> Condition:
    return parts[0] if len(parts) == 1 else {"$and": list(parts)}


def _connectives(condition: Condition) -> int:
    """How many places of a rule's expression the connectives of a condition take: one to open, one to close."""
    total = 0
    for key, value in condition.items():
        if key in ("$and", "$or"):
            total += 2 + sum(map(_connectives, value))
    return total
