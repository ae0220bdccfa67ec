"""The life of a card: rule word `cards`."""

from dataclasses import dataclass

from kium_rules.decision import Reason
from kium_rules.policy.asking import Asking, reason
from kium_rules.policy.sentences import Word
from kium_rules.vocabulary import CardState


@dataclass(frozen=True, slots=True)
class CardChange:
    """The answer: the card's next state, or why not."""

    next_state: CardState | None
    reasons: tuple[Reason, ...]
    rule: str


def card_change(
    asking: Asking,
    event: str,
    state: CardState,
    *,
    has_scheduled_booking: bool = False,
    child_has_card: bool = False,
) -> CardChange:
    """Decide whether something may happen to a card.

    Args:
        asking: The tables and the day.
        event: `assign`, `reset`, `report_lost`, `return` or `restore`.
        state: Where the card stands.
        has_scheduled_booking: Whether its child has a booking that is scheduled.
        child_has_card: Whether the child it would go to has a card already.

    Source: cards.
    """
    facts = {
        "event": event,
        "state": state.value,
        "has_scheduled_booking": has_scheduled_booking,
        "child_has_card": child_has_card,
    }
    row = asking.row("cards", **facts)
    if row.text("verdict") == "ok":
        return CardChange(CardState(row.text("next_state")), (), row.rule)
    words = {"event": Word("card_event", event), "state": Word("card_state", state.value)}
    return CardChange(None, (reason(row, facts, **words),), row.rule)
