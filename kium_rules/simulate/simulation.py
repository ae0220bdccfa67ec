"""One rule book tried against another: the same applications, decided under both."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from typing import TypeAlias

from kium_rules.policy import Policy
from kium_rules.simulate.arrivals import Arrival, Town
from kium_rules.simulate.columns import read_columns
from kium_rules.simulate.comparison import Comparison, compare
from kium_rules.simulate.questions import STANDING
from kium_rules.simulate.replay import Replay, replay
from kium_rules.tables import RuleBook, table_hash
from kium_rules.tables.difference import Change as RuleChange
from kium_rules.tables.difference import book_differences
from kium_rules.vocabulary import CareType, Outcome

Watched: TypeAlias = Callable[[str, Sequence[Arrival]], Iterable[Arrival]]
CASES = "case_"
"""Differences of this kind are of examples; they decide nothing."""


class Seats(StrEnum):
    """Which seats the centres of a simulation have."""

    AGREED = "agreed"
    FORMULA = "formula"


@dataclass(frozen=True, slots=True)
class Changed:
    """An application with another outcome.

    Args:
        id: What people call it; without a name its place in the order of asking, from 1.
        centre: The centre's id.
        care_type: What was applied for.
        asked_on: When.
        before: The outcome under the first rule book.
        after: The outcome under the second.
        rules_before: The rows behind it.
        rules_after: The same under the second.
    """

    id: str
    centre: str
    care_type: CareType
    asked_on: date
    before: Outcome
    after: Outcome
    rules_before: tuple[str, ...]
    rules_after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Simulation:
    """What would have happened.

    Args:
        comparison: Who changes, counted.
        seats: Which seats the centres had.
        before: The town under the first rule book.
        after: The town under the second; other seats, perhaps.
        rule_changes: What the second rule book says otherwise.
        changed: Every application with another outcome, in the order of asking.
        books: The second rule book and the first.
    """

    comparison: Comparison
    seats: Seats
    before: Town
    after: Town
    rule_changes: tuple[RuleChange, ...]
    changed: tuple[Changed, ...]
    books: tuple[RuleBook, RuleBook]


NEEDED = (
    *STANDING,
    "one_place",
    "seats",
    "seat_limits",
    "seat_counting",
    "waiting_list",
    "admission",
    "capacity",
)
"""The tables a simulation asks."""


def usual_seats(before: Policy, after: Policy) -> Seats:
    """Say which seats answer the question: those of the formula where the formula is what changes.

    Agreed seats would not move with it, and nothing would be seen. Any other change is tried on the seats as agreed.

    Source: capacity.
    """
    same = table_hash(before.book["capacity"]) == table_hash(after.book["capacity"])
    return Seats.AGREED if same else Seats.FORMULA


def simulate(
    before: Policy,
    after: Policy,
    town: Town,
    arrivals: Sequence[Arrival],
    *,
    seats: Seats | None = None,
    watch: Watched = lambda _, arrivals: arrivals,
) -> Simulation:
    """Decide the same applications under two rule books, seats replayed under each.

    Args:
        before: The rules one compares with.
        after: The rules to try.
        town: The centres.
        arrivals: The applications, in the order of asking.
        seats: Which seats the centres have; None: as `usual_seats` says. By the formula they are those of the first
            day of asking.
        watch: Wraps a walk through the arrivals, named `before` or `after`, to show a bar.

    Raises:
        KeyError: An arrival names a centre the town does not have.
        ValueError: A rule book lacks a table, or counts seats by the moment of greatest overlap; or days asked for lie
            too far apart.
        LookupError: A table has a gap.
        kium_rules.tables.FactError: A fact does not fit its column.
        kium_rules.tables.HitPolicyError: Rows of a table contradict each other.

    Source: admission, and every table it names; capacity.
    """
    for policy in (before, after):
        if missing := [word for word in NEEDED if word not in policy.book]:
            raise ValueError(
                f"the rule book has no table {', '.join(missing)};"
                " copy the folder of rules as a whole and change the copy"
            )
    seats = seats or usual_seats(before, after)
    towns = [town, town]
    if arrivals and seats is Seats.FORMULA:
        on = arrivals[0].application.asked_on
        towns = [town.with_seats_of(policy, on) for policy in (before, after)]
    columns = read_columns(town, arrivals)
    sides = zip(("before", "after"), (before, after), towns, strict=True)
    replays = [
        replay(policy, its_town, arrivals, partial(watch, name), columns) for name, policy, its_town in sides
    ]
    return Simulation(
        comparison=compare(arrivals, *replays),
        seats=seats,
        before=towns[0],
        after=towns[1],
        rule_changes=tuple(
            change
            for change in book_differences(before.book, after.book)
            if not change.kind.startswith(CASES)
        ),
        changed=tuple(_changed(arrivals, *replays)),
        books=(after.book, before.book),
    )


def _changed(arrivals: Sequence[Arrival], before: Replay, after: Replay) -> Iterator[Changed]:
    both = zip(before.outcomes, after.outcomes, strict=True)
    for number, (was, becomes) in enumerate(both):
        if was is becomes:
            continue
        arrival = arrivals[number]
        yield Changed(
            id=arrival.id or str(number + 1),
            centre=arrival.centre,
            care_type=arrival.application.care_type,
            asked_on=before.asked_on[number],
            before=was,
            after=becomes,
            rules_before=before.rules[number],
            rules_after=after.rules[number],
        )
