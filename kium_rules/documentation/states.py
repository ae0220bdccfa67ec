"""`docs/states.md`: the life of a booking as a diagram, drawn from the table `booking_states`."""

from itertools import product

from kium_rules.labels import label, sentence
from kium_rules.policy import Change, Policy
from kium_rules.policy.asking import Asking
from kium_rules.vocabulary import BookingEvent, BookingState, CareType, Outcome, Role


def states_page(policy: Policy, asking: Asking) -> str:
    """Write the diagram: every change the table allows to anybody under some condition."""
    arrows = sorted({arrow for event in BookingEvent for arrow in _arrows(policy, asking, event)})
    names = [f"    {state.value} : {label('booking_state', state)} ({state.value})" for state in BookingState]
    return (
        sentence("documentation.states", "md")
        + "\n".join([*names, *(f"    {arrow}" for arrow in arrows)])
        + "\n```\n"
    )


def _arrows(policy: Policy, asking: Asking, event: BookingEvent) -> set[str]:
    found: dict[tuple[str, str], set[Role]] = {}
    answers = (None, *Outcome)
    conditions = product(
        (None, *BookingState), Role, CareType, (True, False), (True, False), (True, False), answers
    )
    for state, role, care, documents, has_reason, passed, answer in conditions:
        change = Change(event, state, role, care, documents, (), has_reason, passed, answer)
        to = policy.transition(change, asking.on).next_state
        if to is not None:
            found.setdefault((state.value if state else "[*]", to.value), set()).add(role)
    word = label("booking_event", event)
    return {
        f"{start} --> {end} : {word} ({', '.join(label('role', role) for role in sorted(roles))})"
        for (start, end), roles in found.items()
    }
