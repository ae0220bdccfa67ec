"""Two replays side by side: who changes from admitted to waiting to refused."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from kium_rules.simulate.arrivals import Arrival, Town
from kium_rules.simulate.replay import Replay
from kium_rules.vocabulary import Outcome


@dataclass(frozen=True, slots=True)
class Change:
    """How many applications went from one outcome to another, in one group.

    Args:
        group: The centre's name, care type or week the applications belong to; empty for all.
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
class Comparison:
    """What a changed rule book does.

    Args:
        before: Hash of the first rule book.
        after: Hash of the second.
        applications: How many were replayed.
        totals: Every pair of outcomes, over all applications.
        by_centre: The same for each centre, by name.
        by_care_type: The same for each care type.
        by_week: The same for each week of asking, by its Monday.
    """

    before: str
    after: str
    applications: int
    totals: tuple[Change, ...]
    by_centre: tuple[Change, ...]
    by_care_type: tuple[Change, ...]
    by_week: tuple[Change, ...]

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


def compare(town: Town, arrivals: Sequence[Arrival], before: Replay, after: Replay) -> Comparison:
    """Hold two replays of the same arrivals against each other.

    Raises:
        ValueError: They are not of the same arrivals.
    """
    if not len(arrivals) == len(before.outcomes) == len(after.outcomes):
        raise ValueError("the replays are of other applications")

    def grouped(group_of: Callable[[Arrival], str]) -> tuple[Change, ...]:
        return tuple(_changes(arrivals, before, after, group_of))

    return Comparison(
        before=before.rule_book,
        after=after.rule_book,
        applications=len(arrivals),
        totals=grouped(lambda _: ""),
        by_centre=grouped(lambda arrival: town.name(arrival.centre)),
        by_care_type=grouped(lambda arrival: arrival.application.care_type.value),
        by_week=grouped(_monday),
    )


def _changes(
    arrivals: Sequence[Arrival], before: Replay, after: Replay, group_of: Callable[[Arrival], str]
) -> Iterator[Change]:
    counts: Counter[tuple[str, Outcome, Outcome]] = Counter()
    days: Counter[tuple[str, Outcome, Outcome]] = Counter()
    for number, arrival in enumerate(arrivals):
        key = (group_of(arrival), before.outcomes[number], after.outcomes[number])
        counts[key] += 1
        days[key] += before.child_days[number]
    for group, was, becomes in sorted(counts):
        yield Change(group, was, becomes, counts[group, was, becomes], days[group, was, becomes])


def _monday(arrival: Arrival) -> str:
    day = arrival.application.asked_on
    return (day - timedelta(days=day.weekday())).isoformat()
