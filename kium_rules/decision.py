"""A decision is data: it can be stored with the booking, shown to a parent and replayed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from kium_rules.exchange import read_situation, write_situation
from kium_rules.values import Situation
from kium_rules.vocabulary import Outcome


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that stands against (or remarks on) what was asked.

    Args:
        code: What is the matter, as a word of the table (`too_short`).
        rule: The row that says so (`booking_window.2`).
        ko: A sentence for a parent.
        en: The same in English.
        facts: The values compared, as plain JSON.
    """

    code: str
    rule: str
    ko: str
    en: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Give the reason as plain JSON values."""
        return {"code": self.code, "rule": self.rule, "ko": self.ko, "en": self.en, "facts": dict(self.facts)}


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to an application.

    Args:
        outcome: Admit, wait or refuse.
        reasons: Every rule that stands against it; for `wait`, why there is no seat.
        days: The days of use.
        full_days: Those of them that have no free seat.
        asked_on: The day the tables were asked about.
        rule_book: Hash of the rule book that decided.
        ko: The answer in one sentence for a parent.
        en: The same in English.
        situation: What was looked at, so that it can be decided again; None: it was not kept.
    """

    outcome: Outcome
    reasons: tuple[Reason, ...]
    days: tuple[date, ...]
    full_days: tuple[date, ...]
    asked_on: date
    rule_book: str
    ko: str
    en: str
    situation: Situation | None = None

    @property
    def free_days(self) -> tuple[date, ...]:
        """The days of use that have a seat."""
        full = set(self.full_days)
        return tuple(day for day in self.days if day not in full)

    @property
    def free_weekdays(self) -> tuple[int, ...]:
        """The weekdays of use (0 = Monday) that have a seat on every one of their days."""
        full = {day.weekday() for day in self.full_days}
        return tuple(sorted({day.weekday() for day in self.days} - full))

    def without_situation(self) -> "Decision":
        """Give the answer alone, for whoever knows the situation already."""
        return replace(self, situation=None)

    def to_json(self) -> dict[str, Any]:
        """Give the decision as plain JSON values; `from_json` reads it back equal."""
        kept = {} if self.situation is None else {"situation": write_situation(self.situation)}
        return {
            "outcome": self.outcome.value,
            "reasons": [reason.to_json() for reason in self.reasons],
            "days": list(map(date.isoformat, self.days)),
            "full_days": list(map(date.isoformat, self.full_days)),
            "asked_on": self.asked_on.isoformat(),
            "rule_book": self.rule_book,
            "ko": self.ko,
            "en": self.en,
            **kept,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Decision":
        """Read a decision that `to_json` wrote.

        Raises:
            KeyError: A part is missing.
            ValueError: A date, the outcome or the situation cannot be read.
        """
        kept = data.get("situation")
        return cls(
            outcome=Outcome(data["outcome"]),
            reasons=tuple(Reason(**reason) for reason in data["reasons"]),
            days=tuple(date.fromisoformat(day) for day in data["days"]),
            full_days=tuple(date.fromisoformat(day) for day in data["full_days"]),
            asked_on=date.fromisoformat(data["asked_on"]),
            rule_book=data["rule_book"],
            ko=data["ko"],
            en=data["en"],
            situation=None if kept is None else read_situation(kept),
        )
