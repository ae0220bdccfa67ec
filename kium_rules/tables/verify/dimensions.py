"""The values an input can have, cut into atoms: no cell of the table tells two values of one atom apart.

An atom is a state of `axes.Axis` that has a value at all (no whole number lies between 3 and 4), lies in the column's
domain, and may occur: null is an atom only where a cell of the column or its domain speaks of null. Atoms are
numbered without holes, so a set of them is an integer and a range of values one run of bits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise

from kium_rules.tables.axes import Axis, runs
from kium_rules.tables.cells import Cell
from kium_rules.tables.columns import Column
from kium_rules.tables.values import UNORDERED, Key, Value, ValueType, key_of, value_of

_DAY = timedelta(days=1) // timedelta(microseconds=1)
_STEP_BELOW = {ValueType.DATE: 1, ValueType.DATETIME: _DAY, ValueType.DAYS_DURATION: _DAY}
LIMITS: Mapping[ValueType, tuple[Key, Key]] = {
    kind: (key_of(bounds.min), key_of(bounds.max))
    for kind, bounds in (
        (ValueType.DATE, date),
        (ValueType.TIME, time),
        (ValueType.DATETIME, datetime),
        (ValueType.DAYS_DURATION, timedelta),
    )
}
"""Keys of the least and the greatest value Python can hold."""


class Dimension:
    """One input column, or the day asked about.

    Args:
        column: The column.
        cells: Its cells.

    Attributes:
        column: The column.
        axis: The column cut into states.
        states: State of each atom, in order; null last.
        everything: All atoms.
        null: The atom of null as a set; empty when null cannot occur.
    """

    def __init__(self, column: Column, cells: Iterable[Cell]) -> None:
        # Cells are told apart by identity: the reader makes one cell of equal texts, and hashing would cost more.
        self._cells = {id(cell): cell for cell in cells}
        self._atoms: dict[int, int] = {}
        self.column = column
        self.axis = axis = Axis(column, self._cells.values())
        spoken = [*self._cells.values(), *([column.domain] if column.domain else [])]
        is_nullable = any(None in cell.constants for cell in spoken)
        inhabited = [pair for pair in axis.samples() if self._can_be(pair[1], is_nullable)]
        self.states: Sequence[int] = [state for state, _ in inhabited]
        self._samples: list[Value] = [value for _, value in inhabited]
        self._before = _counts_before(self.states, axis.count)
        self.everything = (1 << len(self.states)) - 1
        self.null = 1 << len(self.states) - 1 if is_nullable else 0

    def atoms(self, cell: Cell) -> int:
        """Where one of the cells holds; it must not have references."""
        atoms = self._atoms.get(id(cell))
        if atoms is None:
            atoms = self._atoms[id(cell)] = self.atoms_of(self.axis.truths(cell).true)
        return atoms

    def cells(self) -> Iterator[tuple[Cell, int]]:
        """The different cells that were asked about, and where they hold."""
        return ((self._cells[key], atoms) for key, atoms in self._atoms.items())

    def atoms_of(self, states: int) -> int:
        """The atoms among states of the axis."""
        before, atoms = self._before, 0
        for first, last in runs(states):
            atoms |= (1 << before[last + 1]) - (1 << before[first])
        return atoms

    def sample(self, atom: int) -> Value:
        """A value of an atom, one a person would choose."""
        below = _STEP_BELOW.get(self.column.type)
        if below and self.states[atom] == 0 and self.axis.cuts:
            key = int(self.axis.cuts[0]) - below
            if key >= int(LIMITS[self.column.type][0]):
                return value_of(key, self.column.type, is_aware=bool(self.axis.is_aware))
        return self._samples[atom]

    def ranges(self, atoms: int) -> Iterator[tuple[int, int]]:
        """The runs of atoms without null, each as its first and last atom; a hole in the domain ends a run.

        Between two codes lies nothing, whatever their letters, so each of them is a run of its own.
        """
        for first, last in spans(atoms & ~self.null):
            if self.column.type in UNORDERED:
                yield from ((atom, atom) for atom in range(first, last + 1))
                continue
            start = first
            for atom in self._breaks:
                if start < atom <= last:
                    yield start, atom - 1
                    start = atom
            yield start, last

    def low_end(self, atom: int) -> tuple[Key | None, bool]:
        """Where a run that starts with an atom begins, and whether that value is in it; None: nowhere."""
        index, is_cut = divmod(self.states[atom], 2)
        if is_cut:
            return self.axis.cuts[index], True
        return (self.axis.cuts[index - 1] if index else None), False

    def high_end(self, atom: int) -> tuple[Key | None, bool]:
        """Where a run that ends with an atom ends, and whether that value is in it; None: nowhere."""
        index, is_cut = divmod(self.states[atom], 2)
        if is_cut:
            return self.axis.cuts[index], True
        return (self.axis.cuts[index] if index < len(self.axis.cuts) else None), False

    @cached_property
    def _breaks(self) -> list[int]:
        """Atoms that are no neighbours of the atom before, because the domain leaves out what lies between."""
        if self.column.domain is None:
            return []
        domain, pairs = self.axis.domain, enumerate(pairwise(self.states), start=1)
        return [
            atom
            for atom, (low, high) in pairs
            if any(not domain >> state & 1 for state in range(low + 1, high))
        ]

    def _can_be(self, value: Value, is_nullable: bool) -> bool:
        if value is None:
            return is_nullable
        if self.column.type is ValueType.ENUM:
            return value in self.column.values
        if self.column.type is ValueType.INTEGER:
            key = key_of(value)
            return not isinstance(key, str) and key == int(key)
        return True


def spans(atoms: int) -> Sequence[tuple[int, int]]:
    """The runs of a set, each as its first and last atom; quick for one run, which most sets are."""
    count, length = atoms.bit_count(), atoms.bit_length()
    if atoms >> length - count == (1 << count) - 1:
        return ((length - count, length - 1),) if count else ()
    return list(runs(atoms))


def members(bits: int) -> Iterator[int]:
    """The members of a set, from the lowest."""
    for first, last in spans(bits):
        yield from range(first, last + 1)


def _counts_before(states: Sequence[int], count: int) -> list[int]:
    before, atom = [], 0
    for state in range(count + 1):
        before.append(atom)
        if atom < len(states) and states[atom] == state:
            atom += 1
    return before
