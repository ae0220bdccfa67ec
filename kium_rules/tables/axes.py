"""Cuts each input column into elementary states, between which no cell of the table can tell a difference.

A column whose cells name the values c0 < c1 < ... has the states: below c0 (0), equal to c0 (1), between c0 and
c1 (2), equal to c1 (3), ..., above the last, and null (the last state). What a cell says is then a set of states,
kept as the bits of an integer. Every evaluator, and every check of a table, works on these states, so that exact
decimals, dates and texts are compared here, once, and nowhere else.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from kium_rules.tables.cells import ANY, Cell, Comparison, Constant, Interval, Reference, Test
from kium_rules.tables.columns import Column, ColumnKind
from kium_rules.tables.table import Row, Table
from kium_rules.tables.values import UNORDERED, Key, Value, ValueType, is_aware, key_of, value_of

DAY = Column("on", "on", ColumnKind.INPUT, ValueType.DATE)
"""The day asked about, as one more input column."""

_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1) // _MICROSECOND
_LIMITS: dict[ValueType, tuple[int, int]] = {
    ValueType.DATE: (date.min.toordinal(), date.max.toordinal()),
    ValueType.TIME: (0, _DAY - 1),
    ValueType.DATETIME: (0, date.max.toordinal() * _DAY - 1),
    ValueType.DAYS_DURATION: (timedelta.min // _MICROSECOND, timedelta.max // _MICROSECOND),
}
_CLOCKED = frozenset({ValueType.TIME, ValueType.DATETIME, ValueType.DAYS_DURATION})
_STEPS = (_DAY, 3_600_000_000, 60_000_000, 1_000_000)  # microseconds: day, hour, minute, second


@dataclass(frozen=True, slots=True)
class Truths:
    """Where a cell is true and where DMN's answer is null, as sets of states (bits)."""

    true: int
    unknown: int


class Axis:
    """One input column cut into states.

    Attributes:
        column: The column; :data:`DAY` for the day asked about.
        cuts: Keys the cells and the domain name, in order.
        null: The state of null, the last one.
        count: Number of states.
        is_aware: Whether the times of the column have offsets; None: no cell says.
    """

    def __init__(self, column: Column, cells: Iterable[Cell]) -> None:
        self.column = column
        constants = [value for cell in cells for value in cell.constants if value is not None]
        if column.domain:
            constants += [value for value in column.domain.constants if value is not None]
        keys: set[Key] = {key_of(value) for value in constants} | set(column.values)
        if column.type is ValueType.BOOLEAN:
            keys |= {0, 1}
        self.cuts: tuple[Key, ...] = tuple(sorted(keys))
        self.null = 2 * len(self.cuts) + 1
        self.count = self.null + 1
        self.is_aware = next((is_aware(value) for value in constants), None)
        self._index = {key: 2 * index + 1 for index, key in enumerate(self.cuts)}
        self._everywhere = (1 << self.count) - 1

    def state_of(self, value: Value) -> int:
        """The state a value of the column lies in."""
        if value is None:
            return self.null
        key = key_of(value)
        return bisect_left(self.cuts, key) + bisect_right(self.cuts, key)

    def truths(self, cell: Cell) -> Truths:
        """Where a cell of this column holds. The cell must not refer to other columns."""
        if cell.is_any:
            return Truths(self._everywhere, 0)
        true = unknown = 0
        for test in cell.tests:
            truths = self.test_truths(test)
            true |= truths.true
            unknown |= truths.unknown
        unknown &= ~true
        return (
            Truths(self._everywhere & ~(true | unknown), unknown)
            if cell.is_negated
            else Truths(true, unknown)
        )

    def test_truths(self, test: Test) -> Truths:
        """Where one test holds. The test must not refer to other columns."""
        if isinstance(test, Interval):
            low, high = (self._comparison(half) for half in test.halves)
            return Truths(low.true & high.true, low.unknown & high.unknown)
        return self._comparison(test)

    @cached_property
    def domain(self) -> int:
        """The states values of the column can have, null among them."""
        states = self._everywhere if self.column.domain is None else self.truths(self.column.domain).true
        if self.column.type in UNORDERED:
            states &= sum(1 << state for state in self._index.values())
        return states | 1 << self.null

    def samples(self) -> Iterator[tuple[int, Value]]:
        """Each state a value can have, with such a value: the elementary cells of the column; null last."""
        for state in range(self.null):
            if self.domain >> state & 1:
                key = self._sample(state)
                if key is not None:
                    yield state, value_of(key, self.column.type, is_aware=bool(self.is_aware))
        yield self.null, None

    def _comparison(self, test: Comparison) -> Truths:
        if isinstance(test.operand, Reference):
            raise TypeError(test)
        value, null = test.operand.value, 1 << self.null
        if value is None:
            equal = null
        else:
            state = self._index[key_of(value)]
            if test.operator in ("<", "<="):
                return Truths((1 << state + (test.operator == "<=")) - 1, null)
            if test.operator in (">", ">="):
                below = (1 << state + (test.operator == ">")) - 1
                return Truths(self._everywhere & ~below & ~null, null)
            equal = 1 << state
        return Truths(equal if test.operator == "=" else self._everywhere & ~equal, 0)

    def _sample(self, state: int) -> Key | None:
        index, is_cut = divmod(state, 2)
        if is_cut:
            return self.cuts[index]
        low = self.cuts[index - 1] if index else None
        high = self.cuts[index] if index < len(self.cuts) else None
        if self.column.type is ValueType.TEXT:
            return _text_between(
                str(low) if low is not None else None, str(high) if high is not None else None
            )
        if self.column.type is ValueType.NUMBER:
            return _number_between(_decimal(low), _decimal(high))
        lowest, highest = _LIMITS.get(self.column.type, (None, None))
        return _whole_between(
            lowest - 1 if low is None and lowest is not None else _whole(low),
            highest + 1 if high is None and highest is not None else _whole(high),
            _STEPS if self.column.type in _CLOCKED else (),
        )


def axes_of(table: Table) -> list[Axis]:
    """The axes of a table: one an input column, in order, then the day asked about."""
    axes = [Axis(column, (row.inputs[column.name] for row in table.rows)) for column in table.inputs]
    return [*axes, Axis(DAY, map(days_of, table.rows))]


def days_of(row: Row) -> Cell:
    """The days a row is in force, as a cell on the day asked about."""
    start, end = row.valid_from, row.valid_until
    if start and end:
        return Cell((Interval(Constant(start), Constant(end)),))
    if start or end:
        return Cell((Comparison(">=" if start else "<=", Constant(start or end)),))
    return ANY


def has_reference(cell: Cell) -> bool:
    """Whether a cell compares with another column, so that states of its own column do not settle it."""
    return any(isinstance(operand, Reference) for operand in cell.operands)


def runs(states: int) -> Iterator[tuple[int, int]]:
    """The runs of neighbouring states in a set, each as its first and last state."""
    while states:
        start = (states & -states).bit_length() - 1
        beyond = ~(states >> start)
        length = (beyond & -beyond).bit_length() - 1
        yield start, start + length - 1
        states &= -1 << start + length


def row_masks(axis: Axis, cells: Sequence[Cell]) -> list[int]:
    """For each state of an axis, the rows (bits) whose cell holds there. Cells with references count as holding."""
    starts = [0] * (axis.count + 1)
    known: dict[Cell, list[tuple[int, int]]] = {}
    for index, cell in enumerate(cells):
        if cell not in known:
            everywhere = (1 << axis.count) - 1
            known[cell] = list(runs(everywhere if has_reference(cell) else axis.truths(cell).true))
        for first, last in known[cell]:
            starts[first] ^= 1 << index
            starts[last + 1] ^= 1 << index
    masks, current = [], 0
    for toggled in starts[:-1]:
        current ^= toggled
        masks.append(current)
    return masks


def _decimal(key: Key | None) -> Decimal | None:
    return None if key is None else Decimal(key)


def _whole(key: Key | None) -> int | None:
    return None if key is None else int(key)


def _number_between(low: Decimal | None, high: Decimal | None) -> Decimal:
    if low is None:
        return Decimal(0) if high is None else high - 1
    return low + 1 if high is None else (low + high) / 2


def _whole_between(low: int | None, high: int | None, steps: Sequence[int]) -> int | None:
    if low is None:
        return 0 if high is None else high - 1
    if high is not None and high - low < 2:
        return None
    for step in steps:
        candidate = (low // step + 1) * step
        if high is None or candidate < high:
            return candidate
    return low + 1


def _text_between(low: str | None, high: str | None) -> str | None:
    if low is None:
        return None if high == "" else ""
    for ending in (" (…)", " ", "\0"):
        if high is None or low + ending < high:
            return low + ending
    return None
