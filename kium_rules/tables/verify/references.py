"""Cells that compare with another column, made into boxes.

A pair of compared columns becomes one more dimension, with the atoms below, equal, above and apart. A cell such as
``[3..end)`` is then a set of atoms of its own column and one of the pair; a list, or ``not(...)``, is several such
boxes, of which one must hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from itertools import product
from typing import TypeAlias

from kium_rules.tables.cells import Cell, Comparison, Constant, Interval, Reference, Test
from kium_rules.tables.verify.dimensions import Dimension
from kium_rules.tables.verify.order import ABOVE, APART, BELOW, EQUAL

Parts: TypeAlias = dict[int, int]
"""Atoms by dimension; a dimension that is not named is not restricted."""

MOST_BOXES = 64
_SIGNS = {
    "<": (BELOW, EQUAL | ABOVE),
    "<=": (BELOW | EQUAL, ABOVE),
    ">": (ABOVE, BELOW | EQUAL),
    ">=": (ABOVE | EQUAL, BELOW),
}


class TooManyBoxesError(Exception):
    """A row falls into more boxes than can be looked at."""


class References:
    """The pairs of columns that cells compare.

    Args:
        dimensions: The input columns and, where rows have dates, the day.
        cells: All cells with references, with the index of their column.

    Attributes:
        pairs: Indexes of the two columns of each pair, the lower first; their dimensions follow the columns'.
    """

    def __init__(self, dimensions: Sequence[Dimension], cells: Iterable[tuple[int, Cell]]) -> None:
        self._dimensions = dimensions
        self._index = {dimension.column.name: index for index, dimension in enumerate(dimensions)}
        found = {self._pair(index, name) for index, cell in cells for name in cell.references}
        self.pairs = sorted(found)
        self._place = {pair: len(dimensions) + number for number, pair in enumerate(self.pairs)}

    def possible(self, pair: tuple[int, int]) -> int:
        """The atoms a pair can have."""
        left, right = (self._dimensions[index] for index in pair)
        may_be_null = bool(left.null or right.null)
        if not self.is_comparable(pair):
            return APART
        return BELOW | EQUAL | ABOVE | (APART if may_be_null else 0)

    def is_comparable(self, pair: tuple[int, int]) -> bool:
        """Whether the two columns agree about offsets from UTC; otherwise their order is null."""
        left, right = (self._dimensions[index].axis.is_aware for index in pair)
        return left is None or right is None or left == right

    def boxes(self, index: int, cell: Cell) -> list[Parts]:
        """The boxes in which a cell with references holds.

        Raises:
            TooManyBoxesError: There are too many of them.
        """
        if not cell.is_negated:
            return [box for test in cell.tests for box in self._true(index, test)]
        return joined([self._false(index, test) for test in cell.tests])

    def _true(self, index: int, test: Test) -> list[Parts]:
        if isinstance(test, Interval):
            return joined([self._true(index, half) for half in test.halves])
        if isinstance(test.operand, Constant):
            return _box({index: self._own(index, test, is_true=True)})
        return self._compared(index, test, test.operand, is_true=True)

    def _false(self, index: int, test: Test) -> list[Parts]:
        if isinstance(test, Interval):
            return [box for half in test.halves for box in self._false(index, half)]
        if isinstance(test.operand, Constant):
            return _box({index: self._own(index, test, is_true=False)})
        return self._compared(index, test, test.operand, is_true=False)

    def _own(self, index: int, test: Comparison, *, is_true: bool) -> int:
        dimension = self._dimensions[index]
        truths = dimension.axis.test_truths(test)
        if is_true:
            return dimension.atoms_of(truths.true)
        return dimension.everything & ~dimension.atoms_of(truths.true | truths.unknown)

    def _compared(self, index: int, test: Comparison, operand: Reference, *, is_true: bool) -> list[Parts]:
        other = self._index[operand.name]
        place = self._place[self._pair(index, operand.name)]
        if test.operator in _SIGNS:
            signs = _SIGNS[test.operator][not is_true]
            return _box({place: signs if index < other else _turned(signs)})
        own_null, other_null = self._dimensions[index].null, self._dimensions[other].null
        if (test.operator == "=") == is_true:
            return _box({place: EQUAL}) + _box({place: APART, index: own_null, other: other_null})
        own, others = (self._dimensions[one].everything for one in (index, other))
        return (
            _box({place: BELOW | ABOVE})
            + _box({place: APART, index: own_null, other: others & ~other_null})
            + _box({place: APART, index: own & ~own_null, other: other_null})
        )

    def _pair(self, index: int, name: str) -> tuple[int, int]:
        other = self._index[name]
        return min(index, other), max(index, other)


def joined(choices: Sequence[Sequence[Parts]]) -> list[Parts]:
    """The boxes where one of each choice holds.

    Raises:
        TooManyBoxesError: There are too many of them.
    """
    count = reduce(lambda total, boxes: total * max(1, len(boxes)), choices, 1)
    if count > MOST_BOXES:
        raise TooManyBoxesError
    return [box for chosen in product(*choices) if (box := _met(chosen)) is not None]


def _met(boxes: Iterable[Mapping[int, int]]) -> Parts | None:
    met: Parts = {}
    for box in boxes:
        for place, atoms in box.items():
            met[place] = met.get(place, -1) & atoms
    return met if all(met.values()) else None


def _box(parts: Parts) -> list[Parts]:
    return [parts] if all(parts.values()) else []


def _turned(signs: int) -> int:
    return signs & (EQUAL | APART) | (ABOVE if signs & BELOW else 0) | (BELOW if signs & ABOVE else 0)
