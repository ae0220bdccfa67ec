"""Holes between the versions of a rule, where other rows or an empty answer hide them from the search for gaps.

Rows with the same conditions, or with the same results, that are each in force for a time are versions of one rule.
Where none of them is in force between two of them, somebody may have mistyped a day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from kium_rules.tables.table import HitPolicy, Row
from kium_rules.tables.verify.findings import Finding, Kind, Level, Part
from kium_rules.tables.verify.reports import Reporter
from kium_rules.tables.verify.space import Space

_DAY = timedelta(days=1)
_COMPLETE = (HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.PRIORITY)


def holes(space: Space, reporter: Reporter, told: Sequence[Finding]) -> Iterator[Finding]:
    """Days between two versions of a rule on which none of them is in force.

    Args:
        space: The rows.
        reporter: Makes the findings.
        told: Findings so far; their gaps are not told again.
    """
    table = space.table
    if not table.is_dated or (table.default is None and table.hit_policy in _COMPLETE):
        return  # of those policies every day without a rule is a gap already
    days_told = {finding.days for finding in told if finding.kind is Kind.GAP}
    for rows in _families(space):
        for before, after in _breaks(rows):
            assert before.valid_until is not None  # noqa: S101 - a row that never ends breaks off nowhere
            assert after.valid_from is not None  # noqa: S101 - and one without a beginning follows on none
            days = before.valid_until + _DAY, after.valid_from - _DAY
            if days not in days_told:
                days_told.add(days)
                yield _hole(space, reporter, before, after, days)


def _families(space: Space) -> Iterator[list[Row]]:
    day = len(space.table.inputs)
    boxes: dict[int, list[tuple[int, ...]]] = {}
    for owner, box in zip(space.owners, space.boxes, strict=True):
        boxes.setdefault(owner, []).append((*box[:day], *box[day + 1 :]))
    families: dict[object, list[Row]] = {}
    for owner, own in boxes.items():
        row = space.rows[owner]
        families.setdefault(("conditions", *own), []).append(row)
        families.setdefault(("results", *row.outputs.values()), []).append(row)
    return (rows for rows in families.values() if len(rows) > 1)


def _breaks(rows: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    """Neighbours in time with days between them."""
    latest: Row | None = None
    for row in sorted(rows, key=lambda row: row.valid_from or date.min):
        if latest and latest.valid_until and row.valid_from and row.valid_from - _DAY > latest.valid_until:
            yield latest, row
        if latest is None or (row.valid_until or date.max) > (latest.valid_until or date.max):
            latest = row


def _hole(space: Space, reporter: Reporter, before: Row, after: Row, days: tuple[date, date]) -> Finding:
    box = space.boxes[space.owners.index(space.rows.index(before))]
    place = len(space.table.inputs)
    day = space.dimensions[place]
    atom = day.atoms_of(1 << day.axis.state_of(days[0]))
    example = space.example((*box[:place], atom, *box[place + 1 :]))
    parts: dict[str, Part] = {"start": days[0].isoformat(), "until": days[1].isoformat()}
    return reporter.finding(
        Kind.GAP, Level.WARNING, reporter.in_order([before, after]), "gap_versions", parts, example, days
    )
