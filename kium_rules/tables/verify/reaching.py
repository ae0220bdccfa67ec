"""Rows that other rows make needless: never used because others come before, or saying nothing others do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kium_rules.tables.verify.dimensions import members
from kium_rules.tables.verify.findings import Finding, Kind, Level, Part
from kium_rules.tables.verify.meetings import Meetings
from kium_rules.tables.verify.order import UndecidedError
from kium_rules.tables.verify.reports import Reporter
from kium_rules.tables.verify.search import Search
from kium_rules.tables.verify.space import Box, Space
from kium_rules.tables.verify.steps import Steps

_MOST_TRIED = 40  # rows that hide another one, up to which it is tried to do without each of them


def unreachable(
    space: Space, meetings: Meetings, reporter: Reporter, reached: set[int], steps: Steps
) -> Iterator[Finding]:
    """Rows that earlier rows, in order of precedence, hide alone or together.

    Args:
        space: The rows in order of precedence.
        meetings: Which of them meet.
        reporter: Makes the findings.
        reached: Indexes of boxes known to be used.
        steps: The budget.
    """
    used = {space.owners[index] for index in reached}
    for owner, own in _boxes_by_row(space).items():
        if owner not in used:
            earlier = (1 << own[0]) - 1
            rivals = {
                rival for index in own for rival in members(meetings.all[index] & earlier & ~space.vague)
            }
            yield from _needless(space, reporter, own, sorted(rivals), _UNREACHABLE, steps)


def redundant(space: Space, meetings: Meetings, reporter: Reporter, steps: Steps) -> Iterator[Finding]:
    """Rows that match only where others with the same results match as well; equal rows are told elsewhere.

    Args:
        space: The rows.
        meetings: Which of them meet.
        reporter: Makes the findings.
        steps: The budget.
    """
    alike: dict[object, int] = {}
    for index, owner in enumerate(space.owners):
        results = tuple(space.rows[owner].outputs.values())
        alike[results] = alike.get(results, 0) | 1 << index
    for owner, own in _boxes_by_row(space).items():
        others = alike[tuple(space.rows[owner].outputs.values())] & ~space.vague
        rivals = {rival for index in own for rival in members(meetings.all[index] & others)}
        same = {space.owners[rival] for rival in rivals if space.boxes[rival] == space.boxes[own[0]]}
        rivals = {rival for rival in rivals if space.owners[rival] not in same}
        if rivals:
            yield from _needless(space, reporter, own, sorted(rivals), _REDUNDANT, steps)


def _boxes_by_row(space: Space) -> dict[int, list[int]]:
    """Indexes of the boxes of each row that could be taken apart."""
    boxes: dict[int, list[int]] = {}
    for index, owner in enumerate(space.owners):
        if not space.vague >> index & 1:
            boxes.setdefault(owner, []).append(index)
    return boxes


@dataclass(frozen=True, slots=True)
class _Needless:
    """How a needless row is told."""

    kind: Kind
    level: Level
    alone: str
    together: str
    undecided: str


_UNREACHABLE = _Needless(
    Kind.UNREACHABLE, Level.ERROR, "unreachable", "unreachable_together", "undecided_reach"
)
_REDUNDANT = _Needless(
    Kind.DUPLICATE, Level.WARNING, "redundant", "redundant_together", "undecided_redundant"
)


def _needless(
    space: Space, reporter: Reporter, own: Sequence[int], rivals: Sequence[int], told: _Needless, steps: Steps
) -> Iterator[Finding]:
    row = space.rows[space.owners[own[0]]]
    boxes = [space.boxes[index] for index in own]
    covering = _covering(space, boxes, rivals, steps)
    if covering is None:
        yield reporter.finding(Kind.UNDECIDED, Level.WARNING, [row], told.undecided)
        return
    if not covering:
        return
    try:
        example = next(filter(None, map(space.example, boxes)), None)
    except UndecidedError:
        example = None
    others = reporter.in_order([space.rows[other] for other in covering])
    code = told.alone if len(others) == 1 else told.together
    parts: dict[str, Part] = {"by": ", ".join(other.id for other in others)}
    yield reporter.finding(told.kind, told.level, [row, *others], code, parts, example)


def _covering(space: Space, boxes: Sequence[Box], rivals: Sequence[int], steps: Steps) -> set[int] | None:
    """As few rows, by index, as hide all of the boxes; none where some input is left; None where it is not known."""
    for rival in rivals:
        if all(not any(map(_outside, box, space.boxes[rival])) for box in boxes):
            return {space.owners[rival]}
    covering = _covers(space, boxes, rivals, steps)
    if not covering or len(covering) > _MOST_TRIED:
        return covering
    for owner in sorted(covering, reverse=True):
        others = covering - {owner}
        if _covers(space, boxes, [rival for rival in rivals if space.owners[rival] in others], steps):
            covering = others
    return covering


def _covers(space: Space, boxes: Sequence[Box], rivals: Sequence[int], steps: Steps) -> set[int] | None:
    """The rows that hid one part or another, if together they hide everything; else as above."""
    search = Search(space, steps.share())
    for box in boxes:
        near = [index for index in rivals if all(map(int.__and__, space.boxes[index], box))]
        for _ in search.gaps(box, near):
            return set()
    return None if search.unseen else {space.owners[index] for index in search.covering}


def _outside(atoms: int, around: int) -> int:
    return atoms & ~around
