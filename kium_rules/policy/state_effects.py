"""What a booking's state means for seats: rule word `state_effects`."""

from dataclasses import dataclass

from kium_rules.policy.asking import Asking
from kium_rules.vocabulary import BookingState


@dataclass(frozen=True, slots=True)
class StateEffect:
    """What a state does.

    Args:
        holds_seat: It takes a seat on each of its days.
        waits: It counts on the waiting list of each of its days.
        is_open: It is not over yet.
    """

    holds_seat: bool
    waits: bool
    is_open: bool


def state_effect(asking: Asking, state: BookingState) -> StateEffect:
    """Tell what a state does.

    Source: state_effects.
    """
    row = asking.row("state_effects", state=state.value)
    return StateEffect(row.truth("holds_seat"), row.truth("waits"), row.truth("is_open"))
