"""The tables as a replay asks them: whole columns at once, or one by one with every answer remembered."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kium_rules.simulate.columns import Columns
from kium_rules.tables import Answer, Evaluator, RuleBook
from kium_rules.tables.bulk import Bulk
from kium_rules.vocabulary import Outcome

STANDING = ("care_types", "eligibility", "booking_window")
"""The tables that refuse whatever the seats and the child's other bookings are, in the order of `admission`."""


def standing_refusals(book: RuleBook, columns: Columns) -> list[tuple[str, ...]]:
    """Name the rows of the tables `STANDING` that refuse each application.

    Raises:
        kium_rules.tables.FactError: A fact does not fit its column.

    Source: care_types, eligibility, booking_window.
    """
    found: list[tuple[str, ...]] = [()] * len(columns.asked_on)
    for word in STANDING:
        on = columns.asked_on if book[word].is_dated else None
        answers = Bulk(book[word]).decide(columns.facts[word], on)
        against = [refusing(answer) for answer in answers.distinct if isinstance(answer, Answer)]
        if len(against) < len(answers.distinct):
            answers.output("code")  # rows break the hit policy: let the table say so
        if any(against):
            which = answers.which.tolist()
            found = [rules + against[kind] for rules, kind in zip(found, which, strict=True)]
    return found


def refusing(answer: Answer) -> tuple[str, ...]:
    """Name the rows of an answer that refuse."""
    return tuple(hit.rule_id for hit in answer.hits if hit.row.outputs["code"])


class Questions:
    """The tables that hang on what came before, each combination of facts asked once.

    Args:
        book: The rule book.
    """

    def __init__(self, book: RuleBook) -> None:
        words = ("one_place", "admission")
        # The second evaluator: it builds in no time and is proven to agree with the live one.
        self._evaluators = {word: Evaluator(book[word], "bitmask") for word in words}
        self._is_dated = {word: book[word].is_dated for word in words}
        self._one_place: dict[tuple[date | None, int], tuple[str, ...]] = {}
        self._admission: dict[tuple[date | None, int, int, int], Outcome] = {}

    def one_place(self, on: date, overlapping_days: int) -> tuple[str, ...]:
        """Name the rows that refuse a child who is elsewhere on so many of the days.

        Source: one_place.
        """
        key = (on if self._is_dated["one_place"] else None, overlapping_days)
        known = self._one_place.get(key)
        if known is None:
            answer = self._ask("one_place", on, {"overlapping_days": overlapping_days})
            known = self._one_place[key] = refusing(answer)
        return known

    def admission(self, on: date, refusals: int, full_days: int, days_without_room: int) -> Outcome:
        """Tell what becomes of an application.

        Source: admission.
        """
        key = (on if self._is_dated["admission"] else None, refusals, full_days, days_without_room)
        known = self._admission.get(key)
        if known is None:
            facts = {"refusals": refusals, "full_days": full_days, "days_without_room": days_without_room}
            row = self._ask("admission", on, facts).hits[0].row
            known = self._admission[key] = Outcome(str(row.outputs["outcome"]))
        return known

    def _ask(self, word: str, on: date, facts: Mapping[str, Any]) -> Answer:
        return self._evaluators[word].decide(facts, on)
