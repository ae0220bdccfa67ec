"""Rows that are never used, because rows that come before match wherever they match."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kium_rules.tables.verify.dimensions import spans
from kium_rules.tables.verify.findings import Finding, Kind, Level
from kium_rules.tables.verify.meetings import Meetings
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
    first: dict[int, int] = {}
    boxes: dict[int, list[int]] = {}
    for index, owner in enumerate(space.owners):
        first.setdefault(owner, index)
        boxes.setdefault(owner, []).append(index)
    for owner, own in boxes.items():
        if owner in used or any(space.vague >> index & 1 for index in own):
            continue
        earlier = (1 << first[owner]) - 1 & ~space.vague
        rivals = sorted({rival for index in own for rival in _members(meetings.all[index] & earlier)})
        finding = _hidden(space, reporter, owner, [space.boxes[index] for index in own], rivals, steps)
        if finding:
            yield finding


def _hidden(
    space: Space, reporter: Reporter, owner: int, boxes: Sequence[Box], rivals: Sequence[int], steps: Steps
) -> Finding | None:
    row = space.rows[owner]
    covering = _covering(space, boxes, rivals, steps)
    if covering is None:
        return reporter.finding(Kind.UNDECIDED, Level.WARNING, [row], "undecided_reach")
    if not covering:
        return None
    hiding = reporter.in_order([space.rows[one] for one in {space.owners[index] for index in covering}])
    code = "unreachable" if len(hiding) == 1 else "unreachable_together"
    by = ", ".join(other.id for other in hiding)
    example = next(filter(None, map(space.example, boxes)), None)
    return reporter.finding(Kind.UNREACHABLE, Level.ERROR, [row, *hiding], code, {"by": by}, example)


def _covering(space: Space, boxes: Sequence[Box], rivals: Sequence[int], steps: Steps) -> set[int] | None:
    """As few rivals as hide all of the boxes; none where some input is left; None where it is not known."""
    for rival in rivals:
        if all(not any(map(_outside, box, space.boxes[rival])) for box in boxes):
            return {rival}
    covering = _covers(space, boxes, rivals, steps)
    if not covering or len(covering) > _MOST_TRIED:
        return covering
    for index in sorted(covering, reverse=True):
        fewer = _covers(space, boxes, sorted(covering - {index}), steps)
        if fewer:
            covering = fewer
    return covering


def _covers(space: Space, boxes: Sequence[Box], rivals: Sequence[int], steps: Steps) -> set[int] | None:
    search = Search(space, steps.share())
    for box in boxes:
        near = [index for index in rivals if all(map(int.__and__, space.boxes[index], box))]
        for _ in search.gaps(box, near):
            return set()
    return None if search.unseen else search.covering


def _outside(atoms: int, around: int) -> int:
    return atoms & ~around


def _members(boxes: int) -> Iterator[int]:
    for first, last in spans(boxes):
        yield from range(first, last + 1)
