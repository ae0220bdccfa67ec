"""Two replays side by side: who changes from admitted to waiting to refused."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import TypeAlias

from kium_rules.simulate.arrivals import Arrival
from kium_rules.simulate.replay import Replay
from kium_rules.vocabulary import CareType, Outcome


@dataclass(frozen=True, slots=True)
class Change:
    """How many applications went from one outcome to another, in one group.

    Args:
        group: The centre's id, care type or week (its Monday) the applications belong to; empty for all.
        before: Their outcome under the first rule book.
        after: Their outcome under the second.
        applications: How many they are.
        child_days: Their days of use.
    """

    group: str
    before: Outcome
    after: Outcome
    applications: int
    child_days: int


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How many applications a row of the tables stood against.

    Args:
        rule: The row, such as `seats.2`.
        before: Under the first rule book.
        after: Under the second.
    """

    rule: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a changed rule book does.

    Args:
        before: Hash of the first rule book.
        after: Hash of the second.
        applications: How many were replayed.
        totals: Every pair of outcomes, over all applications.
        by_centre: The same for each centre, by id.
        by_care_type: The same for each care type.
        by_week: The same for each week of asking, by its Monday.
        by_rule: The rows that stood against applications.
    """

    before: str
    after: str
    applications: int
    totals: tuple[Change, ...]
    by_centre: tuple[Change, ...]
    by_care_type: tuple[Change, ...]
    by_week: tuple[Change, ...]
    by_rule: tuple[RuleCount, ...]

    @property
    def changed(self) -> int:
        """How many applications have another outcome."""
        return sum(change.applications for change in self.totals if change.before is not change.after)

    def counts(self, after: bool) -> dict[Outcome, int]:
        """Count the applications by outcome, under the second rule book or the first."""
        counts = dict.fromkeys(Outcome, 0)
        for change in self.totals:
            counts[change.after if after else change.before] += change.applications
        return counts


def compare(arrivals: Sequence[Arrival], before: Replay, after: Replay) -> Comparison:
    """Hold two replays of the same arrivals against each other.

    Raises:
        ValueError: They are not of the same arrivals.
    """
    if not len(arrivals) == len(before.outcomes) == len(after.outcomes):
        raise ValueError("the replays are of other applications")
    cells = _cells(arrivals, before, after)
    return Comparison(
        before=before.rule_book,
        after=after.rule_book,
        applications=len(arrivals),
        totals=tuple(_changes(cells, lambda _: "")),
        by_centre=tuple(_changes(cells, lambda cell: cell[0])),
        by_care_type=tuple(_changes(cells, lambda cell: cell[1].value)),
        by_week=tuple(_changes(cells, lambda cell: date.fromordinal(cell[2]).isoformat())),
        by_rule=tuple(_rule_counts(before, after)),
    )


_Cell: TypeAlias = tuple[str, CareType, int, Outcome, Outcome]
"""Centre, care type, Monday (as an ordinal), outcome before and after."""


def _cells(arrivals: Sequence[Arrival], before: Replay, after: Replay) -> dict[_Cell, tuple[int, int]]:
    """Count applications and child-days by everything that is asked about, so that the rest is adding up."""
    applications: Counter[_Cell] = Counter()
    days: Counter[_Cell] = Counter()
    both = zip(arrivals, before.asked_on, before.outcomes, after.outcomes, before.child_days, strict=True)
    for arrival, on, was, becomes, child_days in both:
        monday = on.toordinal() - on.weekday()
        cell = (arrival.centre, arrival.application.care_type, monday, was, becomes)
        applications[cell] += 1
        days[cell] += child_days
    return {cell: (count, days[cell]) for cell, count in applications.items()}


def _changes(cells: dict[_Cell, tuple[int, int]], group_of: Callable[[_Cell], str]) -> Iterator[Change]:
    applications: Counter[tuple[str, Outcome, Outcome]] = Counter()
    days: Counter[tuple[str, Outcome, Outcome]] = Counter()
    for cell, (count, child_days) in cells.items():
        key = (group_of(cell), cell[3], cell[4])
        applications[key] += count
        days[key] += child_days
    for group, was, becomes in sorted(applications):
        yield Change(group, was, becomes, applications[group, was, becomes], days[group, was, becomes])


def _rule_counts(before: Replay, after: Replay) -> Iterator[RuleCount]:
    was, becomes = (Counter(chain.from_iterable(found.rules)) for found in (before, after))
    for rule in sorted(was | becomes, key=lambda rule: (-was[rule] - becomes[rule], rule)):
        yield RuleCount(rule, was[rule], becomes[rule])
