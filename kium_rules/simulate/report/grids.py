"""The figures of a simulation as grids: what the text, the page and the workbook all show."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from kium_rules.labels import label, sentence
from kium_rules.simulate.comparison import Change
from kium_rules.simulate.report.rule_sentences import rule_sentence
from kium_rules.simulate.simulation import Simulation
from kium_rules.vocabulary import CareType, Outcome

Value: TypeAlias = str | int
Cells: TypeAlias = tuple[Value, ...]
RANK = {Outcome.ADMIT: 2, Outcome.WAIT: 1, Outcome.REFUSE: 0}
"""Who goes up is better off."""


CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
"""Characters in names that would break a line, a page or a workbook, or move a terminal's cursor."""


def printable(name: str) -> str:
    """Give a name from outside with a mark for each character that cannot be shown."""
    return CONTROL.sub("\N{REPLACEMENT CHARACTER}", name)


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid with a heading for each column.

    Args:
        word: What it is about, as a word of `labels/simulate.yaml`.
        title: The same as people read it.
        heads: The headings.
        rows: Texts and whole numbers.
    """

    word: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[Cells, ...]


@dataclass(slots=True)
class Tally:
    """The applications of one group.

    Args:
        before: How many had each outcome under the first rule book.
        after: The same under the second.
        better: How many are better off.
        worse: How many are worse off.
    """

    before: dict[Outcome, int]
    after: dict[Outcome, int]
    better: int = 0
    worse: int = 0

    @property
    def changed(self) -> int:
        """How many have another outcome."""
        return self.better + self.worse


def tallies(
    changes: Iterable[Change], count: Callable[[Change], int] = lambda change: change.applications
) -> dict[str, Tally]:
    """Add up the changes of each group, groups in their order."""
    found: dict[str, Tally] = defaultdict(lambda: Tally(dict.fromkeys(Outcome, 0), dict.fromkeys(Outcome, 0)))
    for change in changes:
        tally = found[change.group]
        tally.before[change.before] += count(change)
        tally.after[change.after] += count(change)
        if RANK[change.after] > RANK[change.before]:
            tally.better += count(change)
        elif RANK[change.after] < RANK[change.before]:
            tally.worse += count(change)
    return dict(found)


class Grids:
    """Every grid of a simulation, in one language.

    Args:
        simulation: What would have happened.
        language: `ko` or `en`.
    """

    def __init__(self, simulation: Simulation, language: str) -> None:
        self.simulation, self.language = simulation, language

    def say(self, key: str, **facts: Any) -> str:
        """Give a sentence of `labels/simulate.yaml`."""
        return sentence(f"simulate.{key}", self.language, **facts)

    def word(self, group: str, code: str) -> str:
        """Give what people read for a code."""
        return label(group, code, self.language)

    def name(self, centre: str) -> str:
        """Give what people call a centre."""
        return printable(self.simulation.before.name(centre))

    def every(self) -> tuple[Grid, ...]:
        """Give all of them, the short ones first."""
        return (
            self.totals(),
            self.child_days(),
            self.flows(),
            self.by_care_type(),
            self.by_rule(),
            self.by_week(),
            self.by_centre(),
            self.changed(),
            self.rule_changes(),
        )

    def totals(self) -> Grid:
        """Applications by outcome."""
        return self._by_outcome("totals", lambda change: change.applications)

    def child_days(self) -> Grid:
        """Days of use by the outcome of their application."""
        return self._by_outcome("days", lambda change: change.child_days)

    def flows(self) -> Grid:
        """The applications whose outcome changes, by direction."""
        changes = [
            change for change in self.simulation.comparison.totals if change.before is not change.after
        ]
        rows: list[Cells] = [
            (
                self.word("outcome", change.before),
                self.word("outcome", change.after),
                change.applications,
                change.child_days,
            )
            for change in sorted(changes, key=lambda change: -change.applications)
        ]
        return self._grid(
            "flows", [self.say(key) for key in ("from", "to", "applications", "child_days")], rows
        )

    def by_care_type(self) -> Grid:
        """Outcomes by care type."""
        found = tallies(self.simulation.comparison.by_care_type)
        rows: list[Cells] = [
            (self.word("care_type", care), *_row(found[care])) for care in CareType if care in found
        ]
        return self._grid("by_care_type", [self.say("care_type"), *self._heads()], rows)

    def by_week(self) -> Grid:
        """Outcomes by week of asking."""
        found = tallies(self.simulation.comparison.by_week)
        return self._grid(
            "by_week",
            [self.say("week"), *self._heads()],
            [(week, *_row(tally)) for week, tally in found.items()],
        )

    def by_centre(self) -> Grid:
        """Outcomes and seats by centre, those that change most first."""
        before, after = self.simulation.before, self.simulation.after
        rows: list[Cells] = [
            (
                printable(centre),
                self.name(centre),
                self.word("centre_type", before.centres[centre].type),
                before.centres[centre].base_seats,
                after.centres[centre].base_seats,
                before.centres[centre].extra_seats,
                after.centres[centre].extra_seats,
                *_row(tally),
            )
            for centre, tally in self.centres()
        ]
        seats = [head for what in ("base_seats", "extra_seats") for head in self._both(self.say(what))]
        heads = [*(self.say(key) for key in ("centre_id", "centre", "centre_type")), *seats, *self._heads()]
        return self._grid("by_centre", heads, rows)

    def top_centres(self, count: int) -> Grid:
        """The centres that change most, in few columns; those that do not change are left out."""
        before, after = self.simulation.before, self.simulation.after
        rows: list[Cells] = [
            (
                self.name(centre),
                *(
                    f"{place.base_seats}+{place.extra_seats}"
                    for place in (before.centres[centre], after.centres[centre])
                ),
                *_pair(tally, Outcome.WAIT)[:2],
                tally.better,
                tally.worse,
            )
            for centre, tally in self.centres()[:count]
            if tally.changed
        ]
        waiting = self._both(self.word("outcome", Outcome.WAIT))
        heads = [self.say("centre"), *self._both(self.say("seats")), *waiting]
        return self._grid("by_centre", [*heads, self.say("better"), self.say("worse")], rows)

    def centres(self) -> list[tuple[str, Tally]]:
        """Give each centre's tally, those that change most first."""
        found = tallies(self.simulation.comparison.by_centre)
        return sorted(found.items(), key=lambda item: (-item[1].changed, item[0]))

    def by_rule(self) -> Grid:
        """How many applications each row stood against."""
        rows: list[Cells] = [
            (
                count.rule,
                rule_sentence(self.simulation.books, count.rule, self.language),
                count.before,
                count.after,
                count.after - count.before,
            )
            for count in self.simulation.comparison.by_rule
        ]
        keys = ("rule", "reason", "before", "after", "difference")
        return self._grid("by_rule", [self.say(key) for key in keys], rows)

    def changed(self) -> Grid:
        """Every application with another outcome."""
        rows: list[Cells] = [
            (
                printable(one.id),
                self.name(one.centre),
                self.word("care_type", one.care_type),
                one.asked_on.isoformat(),
                self.word("outcome", one.before),
                self.word("outcome", one.after),
                " ".join(one.rules_before),
                " ".join(one.rules_after),
            )
            for one in self.simulation.changed
        ]
        keys = ("application", "centre", "care_type", "asked_on", "from", "to", "rules_before", "rules_after")
        return self._grid("changed", [self.say(key) for key in keys], rows)

    def rule_changes(self) -> Grid:
        """What the second rule book says otherwise."""
        rows: list[Cells] = [
            (change.rule or change.table, printable(change.ko if self.language == "ko" else change.en))
            for change in self.simulation.rule_changes
        ]
        return self._grid("rule_changes", [self.say("rule"), self.say("difference")], rows)

    def _by_outcome(self, word: str, count: Callable[[Change], int]) -> Grid:
        found = tallies(self.simulation.comparison.totals, count).get("", _nobody())
        rows: list[Cells] = [(self.word("outcome", outcome), *_pair(found, outcome)) for outcome in Outcome]
        return self._grid(word, [self.say(key) for key in ("outcome", "before", "after", "difference")], rows)

    def _heads(self) -> list[str]:
        pairs = [head for outcome in Outcome for head in self._both(self.word("outcome", outcome))]
        return [*pairs, self.say("better"), self.say("worse")]

    def _both(self, name: str) -> tuple[str, str]:
        before, after = (self.say("of", name=name, when=self.say(when)) for when in ("before", "after"))
        return before, after

    def _grid(self, word: str, heads: Iterable[str], rows: Iterable[Cells]) -> Grid:
        return Grid(word, self.say(word), tuple(heads), tuple(rows))


def _nobody() -> Tally:
    return Tally(dict.fromkeys(Outcome, 0), dict.fromkeys(Outcome, 0))


def _pair(tally: Tally, outcome: Outcome) -> tuple[int, int, int]:
    before, after = tally.before[outcome], tally.after[outcome]
    return before, after, after - before


def _row(tally: Tally) -> tuple[int, ...]:
    pairs = [number for outcome in Outcome for number in _pair(tally, outcome)[:2]]
    return (*pairs, tally.better, tally.worse)
