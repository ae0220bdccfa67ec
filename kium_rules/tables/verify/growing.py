"""Makes the pieces in which gaps are found as large as they can be, so that people read of few and whole ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from math import prod
from operator import and_

import numpy as np

from kium_rules.tables.verify.dimensions import members, spans
from kium_rules.tables.verify.meetings import Meetings
from kium_rules.tables.verify.parts import ends
from kium_rules.tables.verify.space import Box, Space

_FEW = 32  # atoms that are looked at one and all
_MOST_PARTS = 100
_FEW_LEFT = 4  # boxes that are compared in full
_MOST_GROWN = 500  # among more gaps, small pieces are told as they were found
_MOST_READ = 200  # gaps somebody may read one by one, so that none is told that others hold together


def grown(space: Space, meetings: Meetings, pieces: Iterable[Box], most: int) -> tuple[list[Box], int]:
    """The boxes no row matches that hold all pieces, largest first; they may overlap.

    Args:
        space: The rows.
        meetings: Which of them meet a box.
        pieces: Boxes no row matches.
        most: How many boxes are wanted at most.

    Returns:
        The boxes, and how many pieces lie in none of them.
    """
    found = _Boxes(len(space.everything))
    left = 0
    for piece in sorted(pieces, key=lambda box: share(box, space), reverse=True):
        if found.hold(piece):
            continue
        if len(found.boxes) < most:
            found.add(_grown(space, meetings, piece) if len(found.boxes) < _MOST_GROWN else piece)
        else:
            left += 1
    boxes = _needed(found.boxes, space) if len(found.boxes) <= _MOST_READ else found.boxes
    return sorted(boxes, key=lambda box: share(box, space), reverse=True), left


def share(box: Box, space: Space) -> float:
    """The share of a space's atoms a box holds, from 0 to 1."""
    pairs = zip(box, space.everything, strict=True)
    return prod(atoms.bit_count() / everything.bit_count() for atoms, everything in pairs)


def _grown(space: Space, meetings: Meetings, box: Box) -> Box:
    atoms, touching = list(box), meetings.touching(box)
    for place in _fullest_first(space, box):
        free = space.horizon[place] & ~atoms[place]
        if not free:
            continue
        others = reduce(and_, touching[:place] + touching[place + 1 :], meetings.everything)
        free = _unmatched(space, meetings, place, atoms[place], free, others)
        if free:
            is_ordered = place < len(space.dimensions) and place not in space.unordered
            atoms[place] = _connected(atoms[place], free) if is_ordered else atoms[place] | free
            touching[place] = meetings.touching_one(place, atoms[place])
    return tuple(atoms)


def _unmatched(space: Space, meetings: Meetings, place: int, atoms: int, free: int, others: int) -> int:
    """Those free atoms of a dimension that none of the other boxes holds."""
    if free.bit_count() <= _FEW:
        return sum(1 << atom for atom in members(free) if not others & meetings.at(place, atom))
    beside = [atom for atom in _neighbours(atoms) if free >> atom & 1]
    if all(others & meetings.at(place, atom) for atom in beside):
        return 0  # what lies farther away would be a gap of its own
    while others and free:
        index = others.bit_length() - 1
        others ^= 1 << index
        free &= ~space.boxes[index][place]
    return free


def _needed(boxes: list[Box], space: Space) -> list[Box]:
    """The boxes without those that the others hold together, the smallest left out first."""
    order = sorted(range(len(boxes)), key=lambda index: share(boxes[index], space))
    kept = set(order)
    for index in order:
        if not _sticks_out(boxes[index], (boxes[other] for other in kept if other != index)):
            kept.remove(index)
    return [boxes[index] for index in sorted(kept)]


def _sticks_out(box: Box, others: Iterable[Box]) -> bool:
    """Whether other boxes leave something of a box; yes where that would take long to tell."""
    rest = [box]
    for other in others:
        rest = [part for piece in rest for part in _without(piece, other)]
        if not rest or len(rest) > _MOST_PARTS:
            break
    return bool(rest)


def _without(piece: Box, other: Box) -> Iterator[Box]:
    if not all(map(and_, piece, other)):
        yield piece
        return
    for place, atoms in enumerate(other):
        outside = piece[place] & ~atoms
        if outside:
            yield (*piece[:place], outside, *piece[place + 1 :])
        piece = (*piece[:place], piece[place] & atoms, *piece[place + 1 :])


def _connected(atoms: int, free: int) -> int:
    """The atoms with the free ones that lie beside them: two ranges far apart stay two gaps."""
    runs = ((1 << last + 1) - (1 << first) for first, last in spans(atoms | free))
    return sum(run for run in runs if run & atoms)


def _neighbours(atoms: int) -> Iterator[int]:
    """The atoms right before and behind each run."""
    for first, last in spans(atoms):
        if first:
            yield first - 1
        yield last + 1


def _fullest_first(space: Space, box: Box) -> list[int]:
    """Dimensions by how much of them the box fills already: a gap that is nearly everything becomes everything."""
    fills = [
        atoms.bit_count() / everything.bit_count()
        for atoms, everything in zip(box, space.horizon, strict=True)
    ]
    return sorted(range(len(box)), key=fills.__getitem__, reverse=True)


class _Boxes:
    """Boxes that can be asked whether one of them holds another box."""

    def __init__(self, places: int) -> None:
        self.boxes: list[Box] = []
        self._ends = np.empty((places, 2, 64), np.int32)  # first and last atoms, by dimension

    def add(self, box: Box) -> None:
        if len(self.boxes) == self._ends.shape[2]:
            self._ends = np.concatenate((self._ends, np.empty_like(self._ends)), axis=2)
        self._ends[:, :, len(self.boxes)] = np.array(ends(box)).T
        self.boxes.append(box)

    def hold(self, piece: Box) -> bool:
        places = sorted(range(len(piece)), key=lambda place: piece[place].bit_count())
        near = np.arange(len(self.boxes))
        for place in places:
            if len(near) <= _FEW_LEFT:
                break
            [[first], [last]] = ends((piece[place],))
            firsts, lasts = self._ends[place]
            near = near[(firsts[near] <= first) & (lasts[near] >= last)]
        return any(_holds(self.boxes[int(index)], piece) for index in near)


def _holds(box: Box, piece: Box) -> bool:
    return all(not atoms & ~around for atoms, around in zip(piece, box, strict=True))
