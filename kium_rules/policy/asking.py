"""Asking a table on a day, and turning the rows that fired into reasons a person reads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from kium_rules.decision import Reason
from kium_rules.policy.ruling import Ruling
from kium_rules.policy.sentences import fill, plain
from kium_rules.tables import Answer, RuleBook


@dataclass(frozen=True, slots=True)
class Asking:
    """A rule book, asked about one day.

    Args:
        book: The tables.
        on: The day whose rows count.
    """

    book: RuleBook
    on: date

    def ask(self, word: str, **facts: Any) -> Answer:
        """Let the table of a rule word decide.

        Raises:
            kium_rules.tables.FactError: A fact is missing or of another type than its column.
            KeyError: No such table.
        """
        return self.book.decide(word, facts, on=self.on)

    def row(self, word: str, **facts: Any) -> Ruling:
        """Give the one row that decides.

        Raises:
            LookupError: No row covers these facts on this day: the table has a gap.
        """
        hits = self.book.decide(word, facts, on=self.on).hits
        if not hits:
            raise LookupError(f"{word}: no row covers {facts} on {self.on}; add the missing row")
        return Ruling(hits[0])

    def rows(self, word: str, **facts: Any) -> tuple[Ruling, ...]:
        """Give every row that fires."""
        return tuple(map(Ruling, self.ask(word, **facts).hits))

    def against(self, word: str, facts: Mapping[str, Any], **places: Any) -> tuple[Reason, ...]:
        """Give a reason for each row that refuses.

        Args:
            word: The table; its rows have an output `code` and sentences in the note columns `ko` and `en`.
            facts: One value for each input.
            places: What else the sentences name.
        """
        return tuple(reason(row, facts, **places) for row in self.rows(word, **facts) if row.text("code"))


def bounds(ruling: Ruling, columns: Iterable[str]) -> dict[str, Any]:
    """Give what a row's cells compare with, as sentences name it: `days.limit`, or `days.from` and `days.to`."""
    found: dict[str, Any] = {}
    for column in columns:
        bound = ruling.hit.row.bound(column)
        match bound:
            case None | str() | bool():
                continue
            case (int() | Decimal() | date() | time() as low, high):
                found[f"{column}.from"], found[f"{column}.to"] = low, high
            case int() | Decimal() | date() | time():
                found[f"{column}.limit"] = bound
    return found


def reason(ruling: Ruling, facts: Mapping[str, Any], **places: Any) -> Reason:
    """Make a reason of a fired row: its sentence with facts and limits filled in.

    Raises:
        KeyError: The row's sentence names something that nobody gave.
    """
    known = {**ruling.hit.outputs, **facts, **bounds(ruling, facts), **places}
    compared = {name: known[name] for name in facts if ruling.is_about(name)}
    compared |= {name: value for name, value in known.items() if "." in name or name in places}
    return Reason(
        code=ruling.text("code"),
        rule=ruling.rule,
        ko=fill(ruling.sentence("ko"), known, "ko"),
        en=fill(ruling.sentence("en"), known, "en"),
        facts=plain(compared),
    )
