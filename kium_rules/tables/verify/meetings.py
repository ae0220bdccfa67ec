"""Which rows match the same input: for each box, all boxes that share an atom with it in every dimension."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property, reduce
from itertools import accumulate
from operator import itemgetter, or_
from typing import Protocol

from kium_rules.tables.verify.dimensions import spans
from kium_rules.tables.verify.space import Box, Group, Space

_FEW = 32  # atoms that are remembered one by one


class Meetings:
    """Answers which boxes of a space meet a box, as far as each dimension alone can tell.

    Args:
        space: The boxes.
    """

    def __init__(self, space: Space) -> None:
        self._boxes = space.boxes
        every = range(len(space.boxes))
        self._dimensions = [_touching(space.group(place, every)) for place in range(len(space.everything))]

    @property
    def everything(self) -> int:
        """All boxes (bits)."""
        return (1 << len(self._boxes)) - 1

    @cached_property
    def all(self) -> list[int]:
        """For each box, the boxes (bits) it meets, itself among them."""
        found = [self.everything] * len(self._boxes)
        for place, dimension in enumerate(self._dimensions):
            known: dict[int, int] = {}  # by identity: sets of atoms are long integers, and boxes share them
            for index, box in enumerate(self._boxes):
                atoms = box[place]
                touched = known.get(id(atoms))
                if touched is None:
                    touched = known[id(atoms)] = dimension.boxes(atoms)
                found[index] &= touched
        return found

    def touching(self, box: Box) -> list[int]:
        """For each dimension, the boxes (bits) that meet a box there."""
        return list(map(self.touching_one, range(len(box)), box))

    def touching_one(self, place: int, atoms: int) -> int:
        """The boxes (bits) that share one of some atoms of a dimension."""
        return self._dimensions[place].boxes(atoms)

    def at(self, place: int, atom: int) -> int:
        """The boxes (bits) that hold an atom of a dimension."""
        return self._dimensions[place].at(atom)


class _Touching(Protocol):
    """Of one dimension: the boxes that share an atom with a set of atoms."""

    def boxes(self, atoms: int) -> int:
        """The boxes (bits) that share one of some atoms."""

    def at(self, atom: int) -> int:
        """The boxes (bits) that hold an atom."""


class _Values:
    """A dimension of few atoms, such as codes: the boxes of each of them."""

    def __init__(self, group: Group, width: int) -> None:
        merged: dict[int, int] = {}
        for atoms, boxes in group:
            merged[atoms] = merged.get(atoms, 0) | boxes
        self._at = [0] * width
        for atoms, boxes in merged.items():
            for atom in range(width):
                if atoms >> atom & 1:
                    self._at[atom] |= boxes

    def boxes(self, atoms: int) -> int:
        return reduce(or_, (boxes for atom, boxes in enumerate(self._at) if atoms >> atom & 1), 0)

    def at(self, atom: int) -> int:
        return self._at[atom] if atom < len(self._at) else 0


class _Line:
    """A dimension of many: runs that touch another one begin before it ends and do not end before it begins."""

    def __init__(self, group: Group) -> None:
        single: dict[tuple[int, int], int] = {}
        several: dict[int, int] = {}
        for atoms, boxes in group:
            found = spans(atoms)
            if len(found) == 1:
                single[found[0]] = single.get(found[0], 0) | boxes
            else:
                several[atoms] = several.get(atoms, 0) | boxes
        self._several = list(several.items())
        by_first, by_last = sorted(single), sorted(single, key=itemgetter(1))
        self._firsts = [first for first, _ in by_first]
        self._lasts = [last for _, last in by_last]
        self._begun: list[int] = [0, *accumulate(map(single.__getitem__, by_first), or_)]
        self._ended: list[int] = [0, *accumulate(map(single.__getitem__, by_last), or_)]

    def boxes(self, atoms: int) -> int:
        touched = 0
        for first, last in spans(atoms):
            touched |= self._run(first, last)
        for others, boxes in self._several:
            if atoms & others:
                touched |= boxes
        return touched

    def at(self, atom: int) -> int:
        touched = self._run(atom, atom)
        for others, boxes in self._several:
            if others >> atom & 1:
                touched |= boxes
        return touched

    def _run(self, first: int, last: int) -> int:
        begun, ended = bisect_right(self._firsts, last), bisect_left(self._lasts, first)
        return self._begun[begun] & ~self._ended[ended]


def _touching(group: Group) -> _Touching:
    width = max((atoms.bit_length() for atoms, _ in group), default=0)
    return _Values(group, width) if width <= _FEW else _Line(group)
