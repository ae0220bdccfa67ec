"""Pairs of rows that match one input although the hit policy forbids it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from kium_rules.tables.hit_policies import by_priority
from kium_rules.tables.table import HitPolicy, Row, Table
from kium_rules.tables.verify.dimensions import members
from kium_rules.tables.verify.findings import Finding, Kind, Level, Part
from kium_rules.tables.verify.meetings import Meetings
from kium_rules.tables.verify.order import UndecidedError
from kium_rules.tables.verify.reports import Reporter
from kium_rules.tables.verify.space import Space
from kium_rules.tables.verify.steps import ORDER_COST, Steps


def overlaps(
    space: Space, meetings: Meetings, reporter: Reporter, most: int, steps: Steps
) -> Iterator[Finding]:
    """What two rows that match together do wrong: anything under U, disagree under A, tie and disagree under P.

    Args:
        space: The rows.
        meetings: Which of them meet.
        reporter: Makes the findings.
        most: How many pairs are listed at most.
        steps: The budget.
    """
    if space.table.hit_policy not in (HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.PRIORITY):
        return
    allowed = _allowed(space)
    told: set[tuple[int, int]] = set()
    unlisted = 0
    for index, met in enumerate(meetings.all):
        if space.vague >> index & 1:
            continue
        wrong = met & ~allowed[index] & ~space.vague & -1 << index + 1
        for other in members(wrong):
            if len(told) >= most or steps.left <= 0:
                unlisted += (wrong >> other).bit_count()
                break
            owners = space.owners[index], space.owners[other]
            steps.take(ORDER_COST if space.pairs else 1)
            finding = None if owners in told else _pair(space, reporter, index, other)
            if finding:
                told.add(owners)
                yield finding
    if unlisted:
        facts: dict[str, Part] = {"count": unlisted, "shown": len(told)}
        yield reporter.finding(Kind.UNDECIDED, Level.WARNING, (), "undecided_pairs_more", facts)


def _pair(space: Space, reporter: Reporter, index: int, other: int) -> Finding | None:
    box = tuple(map(int.__and__, space.boxes[index], space.boxes[other]))
    try:
        example = space.example(box)
    except UndecidedError:
        rows = reporter.in_order([space.rows[space.owners[one]] for one in (index, other)])
        return reporter.finding(Kind.UNDECIDED, Level.WARNING, rows, "undecided_pair")
    if example is None:
        return None
    policy = space.table.hit_policy
    first, second = (space.rows[space.owners[one]] for one in (index, other))
    if policy is HitPolicy.PRIORITY:
        return reporter.pair(Kind.CONFLICT, Level.WARNING, (index, other), "conflict_priority", example)
    kind = Kind.OVERLAP if first.outputs == second.outputs else Kind.CONFLICT
    return reporter.pair(kind, Level.ERROR, (index, other), kind.value, example)


def _allowed(space: Space) -> list[int]:
    """For each box, the boxes (bits) it may meet."""
    policy, table = space.table.hit_policy, space.table
    same_row = _bits(space.owners)
    if policy is HitPolicy.UNIQUE:
        return same_row
    outputs = [tuple(space.rows[owner].outputs.values()) for owner in space.owners]
    same_outputs = _bits(outputs)
    if policy is HitPolicy.ANY:
        return same_outputs
    ranks = _ranks(table, space.rows)
    tied = _bits([ranks[owner] for owner in space.owners])
    return [same | ~together for same, together in zip(same_outputs, tied, strict=True)]


def _bits(keys: Sequence[object]) -> list[int]:
    """For each box, the boxes (bits) with an equal key."""
    bits: dict[object, int] = {}
    for index, key in enumerate(keys):
        bits[key] = bits.get(key, 0) | 1 << index
    return [bits[key] for key in keys]


def _ranks(table: Table, rows: Sequence[Row]) -> list[int]:
    """The rank of each row, equal for equal priorities; the rows are in order of priority."""
    ranks = [0] if rows else []
    for before, row in pairwise(rows):
        is_tied = by_priority(table, [row, before])[0] is row
        ranks.append(ranks[-1] + (not is_tied))
    return ranks
