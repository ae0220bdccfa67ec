"""Deciding a year of applications in order of arrival, each against the seats the earlier ones took."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from kium_rules.policy import Policy
from kium_rules.policy.seat_counting import seat_counting
from kium_rules.simulate.arrivals import Arrival, Town
from kium_rules.simulate.columns import CARE_TYPES, Columns, read_columns
from kium_rules.simulate.questions import Questions, standing_refusals
from kium_rules.simulate.seats import SeatBook, Stretch
from kium_rules.simulate.verdicts import Verdicts
from kium_rules.tables import RuleBook
from kium_rules.values import ONE_DAY, Hours
from kium_rules.vocabulary import Outcome

Progress: TypeAlias = Callable[[Sequence[Arrival]], Iterable[Arrival]]
_ADMIT, _REFUSE = Outcome.ADMIT, Outcome.REFUSE


@dataclass(frozen=True, slots=True)
class Replay:
    """What became of every application.

    Args:
        rule_book: Hash of the rule book that decided.
        outcomes: One for each arrival, in their order.
        rules: The rows behind each refusal or wait, one tuple for each arrival.
        child_days: Days of use of each application.
        asked_on: The day each was asked, in Seoul.
    """

    rule_book: str
    outcomes: tuple[Outcome, ...]
    rules: tuple[tuple[str, ...], ...]
    child_days: tuple[int, ...]
    asked_on: tuple[date, ...]


def replay(
    policy: Policy,
    town: Town,
    arrivals: Sequence[Arrival],
    progress: Progress = iter,
    columns: Columns | None = None,
) -> Replay:
    """Decide every arrival under one rule book.

    The answer is the one `Policy.decide` gives when it is asked one by one with the seats so far; a test holds the two
    against each other. Seats are counted by whole days.

    Args:
        policy: The rules.
        town: The centres.
        arrivals: The applications, in the order of asking.
        progress: Wraps the walk through the arrivals, to show a bar.
        columns: What `read_columns` found of these arrivals; it serves any number of rule books and seats.

    Raises:
        KeyError: An arrival names a centre the town does not have.
        ValueError: The rule book counts seats by the moment of greatest overlap, which is not replayed in bulk; or the
            days asked for lie too far apart to be meant.
    """
    if not arrivals:
        return Replay(policy.book.hash, (), (), (), ())
    columns = columns or read_columns(town, arrivals)
    _require_whole_days(policy, columns.asked_on)
    desk = _Desk(policy, town, columns)
    found = zip(
        progress(arrivals),
        columns.asked_on,
        columns.care,
        columns.days,
        standing_refusals(policy.book, columns),
        strict=True,
    )
    for arrival, on, care, days, standing in found:
        desk.decide(arrival, on, care, days, standing)
    return Replay(
        rule_book=policy.book.hash,
        outcomes=tuple(desk.outcomes),
        rules=tuple(desk.rules),
        child_days=tuple(columns.count),
        asked_on=tuple(columns.asked_on),
    )


class _Desk:
    """Where the arrivals of a replay are decided."""

    def __init__(self, policy: Policy, town: Town, columns: Columns) -> None:
        self.policy, self.town, self.calendars = policy, town, columns.calendars
        self.questions = Questions(policy.book)
        self.changes = _changes(policy.book)
        self.verdicts: dict[int, Verdicts] = {}
        self.seats = {
            name: SeatBook(calendar.span, town.loads.get(name, {}))
            for name, calendar in self.calendars.items()
        }
        self.busy: dict[str, int] = defaultdict(int)
        self.held: dict[str, list[int]] = defaultdict(list)
        self.hours: dict[str, list[Hours]] = defaultdict(list)
        self.outcomes: list[Outcome] = []
        self.rules: list[tuple[str, ...]] = []

    def decide(self, arrival: Arrival, on: date, care: int, days: int, standing: tuple[str, ...]) -> None:
        """Decide one arrival, and take its seats or its place on the list."""
        refusals = standing + self.questions.one_place(on, self._elsewhere(arrival, days))
        if refusals:
            self.outcomes.append(self.questions.admission(on, len(refusals), 0, 0))
            self.rules.append(refusals)
            return
        seats = self._seat_book(arrival.centre, on)
        full = days & seats.full[care]
        crowded = full & seats.crowded[care]
        outcome = self.questions.admission(on, 0, full.bit_count(), crowded.bit_count())
        self.outcomes.append(outcome)
        self.rules.append(self._why(seats, care, on, full, crowded) if full else ())
        if outcome is _REFUSE:
            return
        if outcome is _ADMIT:
            seats.admit(care, days)
        else:
            seats.wait(care, days)
        child = arrival.child
        self.busy[child] |= days
        self.held[child].append(days)
        self.hours[child].append(arrival.application.hours)

    def _elsewhere(self, arrival: Arrival, days: int) -> int:
        """Count the days on which the child has another booking at the same hours."""
        application, met = arrival.application, 0
        if self.busy[arrival.child] & days:
            bookings = zip(self.held[arrival.child], self.hours[arrival.child], strict=True)
            for held, hours in bookings:
                if held & days and hours.overlaps(application.hours):
                    met |= held
        for booking in application.child.bookings:
            if booking.hours.overlaps(application.hours):
                met |= self.calendars[arrival.centre].span.bits(booking.days)
        return (met & days).bit_count()

    def _why(self, seats: SeatBook, care: int, on: date, full: int, crowded: int) -> tuple[str, ...]:
        if not crowded:
            return seats.rules(care, full)
        return (self.policy.asking(on).row("waiting_list", care_type=CARE_TYPES[care].value).rule,)

    def _seat_book(self, centre: str, on: date) -> SeatBook:
        """Give the seats of a centre, under the rows in force on the day of asking."""
        seats, version = self.seats[centre], bisect_right(self.changes, on)
        if seats.version != version:
            verdicts = self.verdicts.setdefault(version, Verdicts(self.policy.asking(on)))
            seats.renew(version, list(self._stretches(centre, on)), verdicts)
        return seats

    def _stretches(self, centre: str, on: date) -> Iterator[Stretch]:
        """Part the days by the numbers of seats that count on them; those agreed on last come first."""
        place, span = self.town.centres[centre], self.calendars[centre].span
        last = span.start + span.length
        remaining = span.period(span.start, last)
        for agreed in (*reversed(place.coming), None):
            days = remaining if agreed is None else remaining & span.period(agreed.from_on.toordinal(), last)
            remaining ^= days
            if days:
                there = place.with_seats(agreed)
                waiting = tuple(self.policy.waiting_limit(there, care, on) for care in CARE_TYPES)
                yield Stretch(days, self.policy.seat_limits(there, on), waiting)


def _require_whole_days(policy: Policy, asked_on: Iterable[date]) -> None:
    days = sorted(set(asked_on)) if policy.book["seat_counting"].is_dated else [next(iter(asked_on))]
    if any(seat_counting(policy.asking(day)) != "whole_day" for day in days):
        raise ValueError("seat_counting: a simulation counts whole days; this rule book counts moments")


def _changes(book: RuleBook) -> list[date]:
    """List the days from which other rows about seats are in force."""
    rows = [row for word in ("seats", "seat_limits", "waiting_list") for row in book[word].rows]
    starts = {row.valid_from for row in rows if row.valid_from}
    return sorted(starts | {row.valid_until + ONE_DAY for row in rows if row.valid_until})
