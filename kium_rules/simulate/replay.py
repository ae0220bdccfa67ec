"""Deciding a year of applications in order of arrival, each against the seats the earlier ones took."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from kium_rules.policy import Policy
from kium_rules.policy.seat_counting import seat_counting
from kium_rules.simulate.arrivals import Arrival, Town
from kium_rules.simulate.calendar import Calendar
from kium_rules.simulate.facts import Wish, window_facts, wish_of
from kium_rules.simulate.seats import SeatBook, Verdicts
from kium_rules.tables import Evaluator, RuleBook
from kium_rules.values import ONE_DAY, Hours
from kium_rules.vocabulary import CareType, Outcome

Progress: TypeAlias = Callable[[Sequence[Arrival]], Iterable[Arrival]]


@dataclass(frozen=True, slots=True)
class Replay:
    """What became of every application.

    Args:
        rule_book: Hash of the rule book that decided.
        outcomes: One for each arrival, in their order.
        rules: The rows behind each refusal or wait, one tuple for each arrival.
        child_days: Days of use of each application.
    """

    rule_book: str
    outcomes: tuple[Outcome, ...]
    rules: tuple[tuple[str, ...], ...]
    child_days: tuple[int, ...]


def replay(policy: Policy, town: Town, arrivals: Sequence[Arrival], progress: Progress = iter) -> Replay:
    """Decide every arrival under one rule book.

    The answer is the one `Policy.decide` gives when it is asked one by one with the seats so far; a test holds the two
    against each other. Seats are counted by whole days.

    Args:
        policy: The rules.
        town: The centres.
        arrivals: The applications, in the order of asking.
        progress: Wraps the walk through the arrivals, to show a bar.

    Raises:
        KeyError: An arrival names a centre the town does not have.
        ValueError: The rule book counts seats by the moment of greatest overlap, which is not replayed in bulk.
    """
    if not arrivals:
        return Replay(policy.book.hash, (), (), ())
    desk = _Desk(policy, town, arrivals)
    found = [desk.decide(arrival) for arrival in progress(arrivals)]
    outcomes, rules, child_days = zip(*found, strict=True)
    return Replay(policy.book.hash, outcomes, rules, child_days)


class _Desk:
    """Where the arrivals of a replay are decided."""

    def __init__(self, policy: Policy, town: Town, arrivals: Sequence[Arrival]) -> None:
        first = min(_first_day(arrival) for arrival in arrivals)
        last = max(_last_day(arrival) for arrival in arrivals)
        self.policy = policy
        self.town = town
        self.first, self.length = first, max(1, (last - first).days + 1)
        self.tables = _Tables(policy.book)
        self.changes = _changes(policy.book)
        self.verdicts: dict[int, Verdicts] = {}
        self.seats: dict[str, SeatBook] = {}
        self.calendars: dict[str, Calendar] = {}
        self.held: dict[str, list[tuple[int, Hours]]] = defaultdict(list)
        for day in {arrival.application.asked_on for arrival in arrivals}:
            if seat_counting(policy.asking(day)) != "whole_day":
                raise ValueError(
                    "seat_counting: a simulation counts whole days; this rule book counts moments"
                )

    def decide(self, arrival: Arrival) -> tuple[Outcome, tuple[str, ...], int]:
        """Decide one arrival, and take its seats or its place on the list."""
        wish = wish_of(arrival.application, self._calendar(arrival.centre))
        refusals = self._refusals(arrival, wish)
        if refusals:
            return self._admission(arrival, len(refusals), 0, 0), refusals, wish.count
        care, seats = arrival.application.care_type, self._seat_book(arrival)
        full = wish.days & seats.full[care]
        crowded = full & seats.crowded[care]
        outcome = self._admission(arrival, 0, full.bit_count(), crowded.bit_count())
        if outcome is Outcome.ADMIT:
            seats.admit(care, wish.days)
        elif outcome is Outcome.WAIT:
            seats.wait(care, wish.days)
        if outcome is not Outcome.REFUSE:
            self.held[arrival.child].append((wish.days, arrival.application.hours))
        return outcome, self._why(arrival, full, crowded), wish.count

    def _refusals(self, arrival: Arrival, wish: Wish) -> tuple[str, ...]:
        application, on = arrival.application, arrival.application.asked_on
        centre = wish.calendar.centre
        place = {
            "centre_type": centre.type.value,
            "care_type": application.care_type.value,
            "sick_child_places": centre.sick_child_places,
        }
        return (
            *self.tables.against("care_types", on, place),
            *self.tables.against("eligibility", on, {"grade": application.child.grade}),
            *self.tables.against("booking_window", on, window_facts(wish)),
            *self.tables.against("one_place", on, {"overlapping_days": self._overlapping(arrival, wish)}),
        )

    def _overlapping(self, arrival: Arrival, wish: Wish) -> int:
        hours, met = arrival.application.hours, 0
        for days, other in self.held[arrival.child]:
            if other.overlaps(hours):
                met |= days
        for booking in arrival.application.child.bookings:
            if booking.hours.overlaps(hours):
                met |= wish.calendar.bits(booking.days)
        return (met & wish.days).bit_count()

    def _admission(self, arrival: Arrival, refusals: int, full_days: int, days_without_room: int) -> Outcome:
        facts = {"refusals": refusals, "full_days": full_days, "days_without_room": days_without_room}
        return Outcome(self.tables.output("admission", arrival.application.asked_on, facts, "outcome"))

    def _why(self, arrival: Arrival, full: int, crowded: int) -> tuple[str, ...]:
        if not full:
            return ()
        care, asking = arrival.application.care_type, self.policy.asking(arrival.application.asked_on)
        if crowded:
            return (asking.row("waiting_list", care_type=care.value).rule,)
        return ("seats",)

    def _calendar(self, name: str) -> Calendar:
        if name not in self.calendars:
            self.calendars[name] = Calendar(self.town.centres[name], self.first, self.length)
        return self.calendars[name]

    def _seat_book(self, arrival: Arrival) -> SeatBook:
        """Give the seats of a centre, under the rows in force on the day of asking."""
        on = arrival.application.asked_on
        version = bisect_right(self.changes, on)
        seats = self.seats.get(arrival.centre)
        if seats is not None and seats.version == version:
            return seats
        calendar = self._calendar(arrival.centre)
        limits = self.policy.seat_limits(calendar.centre, on)
        waiting = {care: self.policy.waiting_limit(calendar.centre, care, on) for care in CareType}
        verdicts = self.verdicts.setdefault(version, Verdicts(self.policy.asking(on)))
        if seats is None:
            seats = self.seats[arrival.centre] = SeatBook(calendar)
        seats.renew(version, limits, waiting, verdicts)
        return seats


def _changes(book: RuleBook) -> list[date]:
    """List the days from which other rows about seats are in force."""
    rows = [row for word in ("seats", "seat_limits", "waiting_list") for row in book[word].rows]
    starts = {row.valid_from for row in rows if row.valid_from}
    return sorted(starts | {row.valid_until + ONE_DAY for row in rows if row.valid_until})


class _Tables:
    """The tables, asked through the second evaluator; each combination of facts once."""

    def __init__(self, book: RuleBook) -> None:
        self.evaluators = {word: Evaluator(book[word], "bitmask") for word in book}
        self.known: dict[tuple[Any, ...], Any] = {}

    def against(self, word: str, on: date, facts: Mapping[str, Any]) -> tuple[str, ...]:
        """Name the rows that refuse."""
        key = (word, self._day(word, on), *facts.values())
        if key not in self.known:
            hits = self.evaluators[word].decide(facts, on).hits
            self.known[key] = tuple(hit.rule_id for hit in hits if hit.row.outputs["code"])
        found: tuple[str, ...] = self.known[key]
        return found

    def output(self, word: str, on: date, facts: Mapping[str, Any], output: str) -> str:
        """Give one output of the row that decides."""
        key = (word, self._day(word, on), *facts.values())
        if key not in self.known:
            self.known[key] = str(self.evaluators[word].decide(facts, on).hits[0].row.outputs[output])
        return str(self.known[key])

    def _day(self, word: str, on: date) -> date | None:
        return on if self.evaluators[word].table.is_dated else None


def _first_day(arrival: Arrival) -> date:
    days = arrival.application.days
    return min(days) if days else arrival.application.from_on


def _last_day(arrival: Arrival) -> date:
    days = arrival.application.days
    return max(days) if days else max(arrival.application.from_on, arrival.application.until_on)
