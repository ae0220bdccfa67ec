"""Splits the rows of a large table into small parts, few of which can match any one question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Masks: TypeAlias = Sequence[Sequence[int]]

_BUCKETS = 4  # about how many ways rows are split at once
_MOST_KEPT = 1.5  # rows kept in all buckets together, as a multiple of the rows split

_Node: TypeAlias = "_Branch | tuple[int, ...]"


@dataclass(slots=True)
class _Branch:
    """Rows that name few states of an axis, by state; the other rows beside them."""

    axis: int
    children: list[_Node]
    wide: _Node


@dataclass(slots=True)
class Split:
    """Rows in parts, and which parts to ask.

    Attributes:
        parts: Indices of the rows of each part; a row that spans parts is in each.
    """

    parts: list[tuple[int, ...]] = field(default_factory=list)
    root: _Node = ()

    def parts_at(self, states: Sequence[int]) -> tuple[int, ...]:
        """Indices of the parts that hold every row that can match at the given states."""
        node = self.root
        parts: tuple[int, ...] = ()
        while isinstance(node, _Branch):
            branch, node = node, node.wide
            child = branch.children[states[branch.axis]]
            parts += child if isinstance(child, tuple) else Split(self.parts, child).parts_at(states)
        return parts + node


def split_rows(masks: Masks, narrow: Sequence[int], rows: int, limit: int) -> Split:
    """Split rows into parts of limited size, along the columns that tell most rows apart.

    Args:
        masks: For each axis and state, the rows that may match there, as bits.
        narrow: For each axis, the rows that name few of its states, as bits.
        rows: The rows to split, as bits.
        limit: Largest number of rows in a part.
    """
    split = Split()
    split.root = _Splitter(split, masks, narrow, limit).node(rows)
    return split


class _Splitter:
    def __init__(self, split: Split, masks: Masks, narrow: Sequence[int], limit: int) -> None:
        self._split, self._masks, self._narrow, self._limit = split, masks, narrow, limit

    def node(self, rows: int) -> _Node:
        if not rows:
            return ()
        if rows.bit_count() <= self._limit:
            return (self._part(rows),)
        gains = [self._gain(axis, rows) for axis in range(len(self._masks))]
        axis = gains.index(max(gains))
        near = rows & self._narrow[axis]
        buckets = self._buckets(axis, near)
        # A row that spans buckets is kept in each; where that would be most of them, splitting saves nothing.
        kept = sum(bucket.bit_count() for bucket, _ in buckets)
        if gains[axis] < self._limit or kept > _MOST_KEPT * near.bit_count():
            return tuple(self._part(chunk) for chunk in _chunks(rows, self._limit))
        children: list[_Node] = []
        for bucket, states in buckets:
            children += [self.node(bucket)] * states
        return _Branch(axis, children, self.node(rows & ~near))

    def _gain(self, axis: int, rows: int) -> int:
        """How many rows need not be asked at any state, when split along an axis."""
        near = rows & self._narrow[axis]
        return near.bit_count() - max((mask & near).bit_count() for mask in self._masks[axis])

    def _buckets(self, axis: int, rows: int) -> list[tuple[int, int]]:
        """Rows by runs of neighbouring states: the rows and how many states the run has."""
        size = max(self._limit, rows.bit_count() // _BUCKETS)
        buckets: list[tuple[int, int]] = []
        together = states = 0
        for mask in self._masks[axis]:
            joined = together | mask & rows
            if states and joined.bit_count() > size:
                buckets.append((together, states))
                joined, states = mask & rows, 0
            together, states = joined, states + 1
        return [*buckets, (together, states)]

    def _part(self, rows: int) -> int:
        self._split.parts.append(tuple(_indices(rows)))
        return len(self._split.parts) - 1


def _chunks(rows: int, limit: int) -> Iterator[int]:
    indices = list(_indices(rows))
    for start in range(0, len(indices), limit):
        yield sum(1 << index for index in indices[start : start + limit])


def _indices(rows: int) -> Iterator[int]:
    while rows:
        lowest = rows & -rows
        yield lowest.bit_length() - 1
        rows ^= lowest
