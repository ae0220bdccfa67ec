"""What a tap of a card means: rule word `attendance`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kium_rules.policy.asking import Asking, bounds
from kium_rules.policy.sentences import fill
from kium_rules.vocabulary import TapOutcome


@dataclass(frozen=True, slots=True)
class TapFacts:
    """What is known when a card is read.

    Args:
        card: The card's state, or `unknown`.
        seconds_since_tap: Since the same card's last answered tap at this centre; None: none before.
        use_today: `here`, `elsewhere` or `none`: where the child has a day of use.
        booking: `in_use`, `scheduled`, `other` (over) or `none`.
        is_inside: Whether the child is checked in.
        minutes_outside: How far the tap lies outside the booked hours, in minutes; 0: within.
        visits_today: How many visits the child has had today.
        minutes_to_end: Until the booked hours end, in minutes; negative: after it.
    """

    card: str
    seconds_since_tap: int | None = None
    use_today: str = "none"
    booking: str = "none"
    is_inside: bool = False
    minutes_outside: int = 0
    visits_today: int = 0
    minutes_to_end: int = 0


@dataclass(frozen=True, slots=True)
class TapMeaning:
    """What a tap means.

    Args:
        outcome: The outcome, one of a closed list.
        visit: What happens to the visit: `open`, `close`, `close_only` or `none`.
        next_step: The one thing staff should do, or `none`.
        rule: The row that says so.
        ko: Template of the sentence on the reader; `say` fills it.
        en: The same in English.
        limits: What the row's cells compare with.
    """

    outcome: TapOutcome
    visit: str
    next_step: str
    rule: str
    ko: str
    en: str
    limits: Mapping[str, Any]

    def say(self, language: str = "ko", **places: Any) -> str:
        """Give the sentence the reader shows.

        Args:
            language: `ko` or `en`.
            places: `child` (masked name), `time`, `centre`, `previous` (the earlier answer).
        """
        return fill(self.ko if language == "ko" else self.en, {**self.limits, **places}, language)


def tap_meaning(asking: Asking, facts: TapFacts) -> TapMeaning:
    """Decide what a tap means.

    Source: attendance.
    """
    given = {name: getattr(facts, name) for name in TapFacts.__dataclass_fields__}
    row = asking.row("attendance", **given)
    return TapMeaning(
        outcome=TapOutcome(row.text("outcome")),
        visit=row.text("visit"),
        next_step=row.text("next_step"),
        rule=row.rule,
        ko=row.sentence("ko"),
        en=row.sentence("en"),
        limits=bounds(row, given),
    )
