"""A box as cells: what a row would say that fills a gap."""

from __future__ import annotations

from collections.abc import Iterator

from kium_rules.tables.axes import DAY
from kium_rules.tables.cells import Cell, Comparison, Constant, Interval, Test
from kium_rules.tables.values import UNORDERED, Key, ValueType, value_of
from kium_rules.tables.verify.dimensions import Dimension, spans
from kium_rules.tables.verify.space import Box, Space

_STEPPED = frozenset({ValueType.INTEGER, ValueType.DATE, ValueType.MONTHS_DURATION})


def conditions(space: Space, box: Box) -> dict[str, Cell] | None:
    """The cells of a row that matches a box, by the columns it restricts; days are left out.

    None where the order of compared columns restricts the box, which one cell a column cannot always say.
    """
    if box[len(space.dimensions) :] != space.everything[len(space.dimensions) :]:
        return None
    return {
        dimension.column.name: cell_of(dimension, atoms)
        for dimension, atoms in zip(space.dimensions, box, strict=False)
        if atoms != dimension.everything and dimension.column is not DAY
    }


def cell_of(dimension: Dimension, atoms: int) -> Cell:
    """The cell that holds on some atoms."""
    null = Comparison("=", Constant(None))
    if atoms == dimension.everything & ~dimension.null:
        return Cell((null,), is_negated=True)
    tests = list(
        _values(dimension, atoms) if dimension.column.type in UNORDERED else _ranges(dimension, atoms)
    )
    return Cell((*tests, null) if atoms & dimension.null else tuple(tests))


def closed(dimension: Dimension, end: tuple[Key | None, bool], step: int) -> tuple[Key | None, bool]:
    """An end of a range that is in the range, where values come in steps: ``> 3`` is ``>= 4``."""
    key, has_end = end
    if key is None or has_end or dimension.column.type not in _STEPPED:
        return end
    return int(key) + step, True


def _values(dimension: Dimension, atoms: int) -> Iterator[Test]:
    for first, last in spans(atoms & ~dimension.null):
        for atom in range(first, last + 1):
            yield Comparison("=", Constant(dimension.sample(atom)))


def _ranges(dimension: Dimension, atoms: int) -> Iterator[Test]:
    for first, last in dimension.ranges(atoms):
        low, has_low = closed(dimension, dimension.low_end(first), 1)
        high, has_high = closed(dimension, dimension.high_end(last), -1)
        if low is not None and low == high:
            yield Comparison("=", _constant(dimension, low))
        elif low is not None and high is not None:
            yield Interval(_constant(dimension, low), _constant(dimension, high), has_low, has_high)
        elif low is not None:
            yield Comparison(">=" if has_low else ">", _constant(dimension, low))
        elif high is not None:
            yield Comparison("<=" if has_high else "<", _constant(dimension, high))


def _constant(dimension: Dimension, key: Key) -> Constant:
    return Constant(value_of(key, dimension.column.type, is_aware=bool(dimension.axis.is_aware)))
