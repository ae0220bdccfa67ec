"""Verifies a table under its hit policy."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from kium_rules.tables.axes import DAY
from kium_rules.tables.cases import CaseFailure, failing_cases
from kium_rules.tables.hit_policies import by_priority
from kium_rules.tables.table import HitPolicy, Table
from kium_rules.tables.verify import single_rows, versions
from kium_rules.tables.verify.findings import Finding, Kind, Level, Part, Wording
from kium_rules.tables.verify.growing import grown
from kium_rules.tables.verify.meetings import Meetings
from kium_rules.tables.verify.order import UndecidedError
from kium_rules.tables.verify.overlaps import overlaps
from kium_rules.tables.verify.reaching import redundant, unreachable
from kium_rules.tables.verify.reports import Reporter, by_days
from kium_rules.tables.verify.search import Search
from kium_rules.tables.verify.space import Space
from kium_rules.tables.verify.steps import DEFAULT_BUDGET, Steps

MOST_LISTED = 10_000
"""Gaps, and pairs of rows, that are listed at most; the largest gaps come first."""

_MOST_PIECES = 5_000


def verify(table: Table, *, budget: int = DEFAULT_BUDGET) -> tuple[Finding, ...]:
    """Find what is wrong with a table, in whatever way its hit policy calls wrong.

    Args:
        table: The table.
        budget: Steps each search may take. What it could not look at is a finding of its own (``undecided``).

    Returns:
        Errors first, then warnings and notes; of one level in the order of :class:`Kind`, gaps from large to small.
    """
    rows = by_priority(table, table.rows) if table.hit_policy is HitPolicy.PRIORITY else table.rows
    space = Space(table, rows)
    reporter = Reporter(space)
    meetings = Meetings(space)
    found = [
        *_by_search(space, meetings, reporter, budget),
        *overlaps(space, meetings, reporter, MOST_LISTED, Steps(budget)),
        *single_rows.never_true(space, reporter),
        *single_rows.duplicates(space, reporter),
        *single_rows.cells_outside(space, reporter),
        *single_rows.outputs_outside(space, reporter),
        *single_rows.columns_never_asked(space, reporter),
    ]
    if table.hit_policy is HitPolicy.ANY or not table.hit_policy.is_single:
        found += redundant(space, meetings, reporter, Steps(budget))
    found += versions.holes(space, reporter, found)
    levels, kinds = list(Level), list(Kind)
    return tuple(sorted(found, key=lambda finding: (levels.index(finding.level), kinds.index(finding.kind))))


def check(table: Table, *, budget: int = DEFAULT_BUDGET) -> tuple[Finding, ...]:
    """What :func:`verify` finds, and every example of the table that is answered otherwise than it says.

    Args:
        table: The table with its examples.
        budget: As for :func:`verify`.
    """
    failed = tuple(_case(failure) for failure in failing_cases(table))
    return failed + verify(table, budget=budget)


def _case(failure: CaseFailure) -> Finding:
    case = failure.case
    example = {**case.facts, **({DAY.name: case.on} if case.on else {})}
    wording = Wording("case", {"text": lambda language: failure.ko if language == "ko" else failure.en})
    return Finding(failure.table, Kind.CASE, Level.ERROR, case.rules or (), wording, example, case=case.id)


def _by_search(space: Space, meetings: Meetings, reporter: Reporter, budget: int) -> Iterator[Finding]:
    """Gaps and rows never used, of policies that choose one row."""
    table = space.table
    needs_all = table.hit_policy.is_single and table.default is None
    needs_reach = table.hit_policy in (HitPolicy.FIRST, HitPolicy.PRIORITY)
    if not needs_all and not needs_reach:
        return
    search = Search(space, Steps(budget))
    pieces = search.gaps(space.horizon, range(len(space.boxes)))
    if needs_all:
        found = list(islice(pieces, _MOST_PIECES + 1))
        boxes, left = grown(space, meetings, found[:_MOST_PIECES], MOST_LISTED)
        for box in (box for whole in boxes for box in by_days(space, whole)):
            yield from _gap(space, reporter, box)
        if left or len(found) > _MOST_PIECES:
            parts: dict[str, Part] = {"shown": len(boxes)}
            yield reporter.finding(Kind.UNDECIDED, Level.WARNING, (), "undecided_gap_more", parts)
        if search.unseen:
            yield reporter.unseen(search.unseen)
    if needs_reach:
        # The first row that reaches into some box is used there; not where the order of columns may empty the box.
        reached = set() if space.pairs else search.first
        yield from unreachable(space, meetings, reporter, reached, Steps(budget))


def _gap(space: Space, reporter: Reporter, box: tuple[int, ...]) -> Iterator[Finding]:
    try:
        example = space.example(box)
    except UndecidedError:
        yield reporter.unseen([box])
        return
    if example is not None:
        yield reporter.gap(box, example)
