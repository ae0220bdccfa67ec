"""Which rows match the same input: for each box, all boxes that share an atom with it in every dimension."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import accumulate
from operator import or_

from kium_rules.tables.verify.dimensions import spans
from kium_rules.tables.verify.space import Box, Group, Space


class Meetings:
    """Answers which boxes of a space meet a box, as far as each dimension alone can tell.

    Args:
        space: The boxes.
    """

    def __init__(self, space: Space) -> None:
        self._boxes = space.boxes
        self._dimensions = [_Touching(group) for group in space.groups]

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
        return self._dimensions[place].run(atom, atom)


class _Touching:
    """Of one dimension: the boxes that share an atom with a set of atoms.

    Runs that touch another one begin before it ends and do not end before it begins.
    """

    def __init__(self, group: Group) -> None:
        single: dict[tuple[int, int], int] = {}
        self._several: list[tuple[int, int]] = []
        for atoms, boxes in group:
            found = spans(atoms)
            if len(found) == 1:
                single[found[0]] = single.get(found[0], 0) | boxes
            else:
                self._several.append((atoms, boxes))
        by_first = sorted((first, boxes) for (first, _), boxes in single.items())
        by_last = sorted((last, boxes) for (_, last), boxes in single.items())
        self._firsts = [first for first, _ in by_first]
        self._lasts = [last for last, _ in by_last]
        self._begun: list[int] = [0, *accumulate((boxes for _, boxes in by_first), or_)]
        self._ended: list[int] = [0, *accumulate((boxes for _, boxes in by_last), or_)]

    def boxes(self, atoms: int) -> int:
        touched = 0
        for first, last in spans(atoms):
            touched |= self._single(first, last)
        for others, boxes in self._several:
            if atoms & others:
                touched |= boxes
        return touched

    def run(self, first: int, last: int) -> int:
        touched = self._single(first, last)
        for others, boxes in self._several:
            if others >> first & (1 << last - first + 1) - 1:
                touched |= boxes
        return touched

    def _single(self, first: int, last: int) -> int:
        begun, ended = bisect_right(self._firsts, last), bisect_left(self._lasts, first)
        return self._begun[begun] & ~self._ended[ended]
