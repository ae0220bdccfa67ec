"""Looks for inputs no row matches, by cutting the space where the rows end.

A box is settled when one row matches all of it, or none matches any of it. Any other box is cut in two, in whatever
dimension and place leaves the fewest rows on both sides, and rows that do not reach into a half are forgotten there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from kium_rules.tables.verify.order import UndecidedError
from kium_rules.tables.verify.parts import parts
from kium_rules.tables.verify.space import Box, Class, Space
from kium_rules.tables.verify.steps import ORDER_COST, Steps

Cut: TypeAlias = list[list[Class]]
"""A box with what the rows cannot tell apart in it, dimension by dimension."""

_BALANCE = 1.2  # measured: above 1 cuts are balanced, far above 1 they run through too many rows
_WORTHS = [boxes**_BALANCE for boxes in range(10_000)]


class Search:
    """One search.

    Args:
        space: The rows.
        steps: The budget.

    Attributes:
        first: Indexes of boxes of which some input is matched by no box before them.
        covering: Indexes of boxes that settled a part of the space.
        unseen: Where it was not looked, because the budget ended or compared columns were too many.
    """

    def __init__(self, space: Space, steps: Steps) -> None:
        self.first: set[int] = set()
        self.covering: set[int] = set()
        self.unseen: list[Box] = []
        self._space, self._steps = space, steps

    def gaps(self, within: Box, boxes: Sequence[int]) -> Iterator[Box]:
        """The pieces of a box that none of some rows' boxes matches, apart from each other.

        Args:
            within: Where to look.
            boxes: Indexes of the boxes that may match, in order; all reach into it.
        """
        for part, reaching in parts(self._space, within, boxes):
            numbers = [index for index in reaching if all(map(int.__and__, self._space.boxes[index], part))]
            yield from self._gaps(part, numbers)

    def _gaps(self, within: Box, numbers: Sequence[int]) -> Iterator[Box]:
        cut = self._space.classes(numbers, within)
        pending = [(cut, (1 << len(numbers)) - 1)]
        covering_before = 0
        while pending:
            cut, boxes = pending.pop()
            if not self._steps.take(1 + sum(map(len, cut))):
                self.unseen += [_box(cut), *(_box(cut) for cut, _ in pending)]
                return
            if self._space.pairs and self._is_empty(_box(cut)):
                continue
            if not boxes:
                yield _box(cut)
                continue
            self.first.add(numbers[(boxes & -boxes).bit_length() - 1])
            covering = _covering(cut, boxes)
            if not covering:
                covering, cut, gaps = _narrowed(cut, boxes)
                for gap in gaps:
                    if not self._is_empty(gap):
                        yield gap
            if covering:
                known = (
                    covering & covering_before or covering
                )  # one that was needed before, where there is one
                covering_before |= known & -known
                self.covering.add(numbers[(known & -known).bit_length() - 1])
            else:
                pending += self._halves(cut, boxes)

    def _is_empty(self, box: Box) -> bool:
        if self._space.pairs:
            self._steps.take(ORDER_COST)
        try:
            return self._space.is_empty(box)
        except UndecidedError:
            self.unseen.append(box)
            return True

    def _halves(self, cut: Cut, boxes: int) -> list[tuple[Cut, int]]:
        """Cut where it parts the boxes best."""
        best, place, at = -1.0, 0, 0
        for dimension, classes in enumerate(cut):
            if len(classes) > 1:
                if dimension in self._space.unordered:
                    classes = cut[dimension] = _chained(classes)
                worth, index = _best_cut(classes)
                if worth < best or best < 0:
                    best, place, at = worth, dimension, index
        halves = []
        for part in (cut[place][:at], cut[place][at:]):
            holding = 0
            for _, some in part:
                holding |= some
            halves.append(([*cut[:place], part, *cut[place + 1 :]], holding & boxes))
        return halves


def _covering(cut: Cut, boxes: int) -> int:
    """The boxes that match everywhere."""
    for classes in cut:
        for _, holding in classes:
            boxes &= holding
        if not boxes:
            return 0
    return boxes


def _narrowed(cut: Cut, boxes: int) -> tuple[int, Cut, list[Box]]:
    """Take away the slabs that nothing matches, and what only other boxes tell apart.

    Returns:
        The boxes that match all of the rest, the rest, and the slabs.
    """
    narrowed: Cut = []
    gaps: list[Box] = []
    for place, classes in enumerate(cut):
        if len(classes) == 1:  # every box reaches into the cut, so all hold here
            narrowed.append(classes)
            continue
        merged: dict[int, int] = {}
        for atoms, holding in classes:
            some = holding & boxes
            if some in merged:
                merged[some] |= atoms
            else:
                merged[some] = atoms
        gap = merged.pop(0, 0)
        if gap:
            gaps.append((*_box(narrowed), gap, *_box(cut[place + 1 :])))
        narrowed.append([(atoms, holding) for holding, atoms in merged.items()])
    return (_covering(narrowed, boxes) if gaps else 0), narrowed, gaps


def _best_cut(classes: list[Class]) -> tuple[float, int]:
    right, after = 0, []
    for _, holding in reversed(classes):
        right |= holding
        after.append(_WORTHS[right.bit_count()])
    left, best, at = 0, -1.0, 0
    for index in range(1, len(classes)):
        left |= classes[index - 1][1]
        worth = _WORTHS[left.bit_count()] + after[-1 - index]
        if worth < best or best < 0:
            best, at = worth, index
    return best, at


def _chained(classes: list[Class]) -> list[Class]:
    """Values without an order, in one that keeps those together which the same boxes match."""
    rest = classes[1:]
    chain, holding = classes[:1], classes[0][1]
    while rest:
        shared = [(some & holding).bit_count() for _, some in rest]
        most = max(shared)
        following = rest.pop(shared.index(most))
        chain.append(following)
        holding = holding | following[1] if most else following[1]
    return chain


def _box(cut: Cut) -> Box:
    return tuple(_union(classes) for classes in cut)


def _union(classes: list[Class]) -> int:
    atoms = 0
    for some, _ in classes:
        atoms |= some
    return atoms
