"""What may happen to a booking, by whom, and what it becomes: rule word `booking_states`."""

from dataclasses import dataclass

from kium_rules.decision import Reason
from kium_rules.policy.asking import Asking, reason
from kium_rules.policy.sentences import Word
from kium_rules.vocabulary import BookingEvent, BookingState, CareType, Outcome, Role


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody wants to do to a booking.

    Args:
        event: What is to happen.
        state: Where the booking stands; None: it is not there yet.
        role: Who acts.
        care_type: What the booking is for.
        documents_complete: Whether every document needed for approval is there; None: nobody looked.
        missing_documents: Their codes, for the sentence.
        has_reason: Whether a reason was given.
        last_day_passed: Whether the last day of use is over.
        answer: What the policy says of the booking as it would be; None: it was not asked.
    """

    event: BookingEvent
    state: BookingState | None
    role: Role
    care_type: CareType
    documents_complete: bool | None = None
    missing_documents: tuple[str, ...] = ()
    has_reason: bool = False
    last_day_passed: bool = False
    answer: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Transition:
    """The answer: the next state, or why not.

    Args:
        next_state: What the booking becomes; None: it is refused.
        reasons: Why it is refused; empty where it is allowed.
        rule: The row that decided.
    """

    next_state: BookingState | None
    reasons: tuple[Reason, ...]
    rule: str


def transition(asking: Asking, change: Change) -> Transition:
    """Decide whether a change may happen.

    Source: booking_states.
    """
    facts = {
        "event": change.event.value,
        "state": change.state and change.state.value,
        "role": change.role.value,
        "care_type": change.care_type.value,
        "documents_complete": change.documents_complete,
        "has_reason": change.has_reason,
        "last_day_passed": change.last_day_passed,
        "answer": change.answer and change.answer.value,
    }
    row = asking.row("booking_states", **facts)
    if row.text("verdict") == "ok":
        return Transition(BookingState(row.text("next_state")), (), row.rule)
    state = Word("booking_state", change.state.value) if change.state else "-"
    words = {"event": Word("booking_event", change.event.value), "state": state}
    missing = tuple(Word("document", code) for code in change.missing_documents)
    return Transition(None, (reason(row, facts, **words, missing_documents=missing),), row.rule)
