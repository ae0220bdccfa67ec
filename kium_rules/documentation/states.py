"""`docs/states.md`: the life of a booking as a diagram, drawn from the table `booking_states`."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import product

from kium_rules.labels import label, sentence
from kium_rules.tables import RuleBook
from kium_rules.tables.bulk import Bulk
from kium_rules.vocabulary import BookingEvent, BookingState, CareType, Outcome, Role

CHANGES = {
    "event": BookingEvent,
    "state": (None, *BookingState),
    "role": Role,
    "care_type": CareType,
    "documents_complete": (True, False),
    "has_reason": (True, False),
    "last_day_passed": (True, False),
    "answer": (None, *Outcome),
}
"""Every change somebody can want to make, by the inputs of the table."""


def states_page(book: RuleBook, on: date) -> str:
    """Write the diagram: every change the table allows to anybody under some condition on a day."""
    names = [f"    {state.value} : {label('booking_state', state)} ({state.value})" for state in BookingState]
    return (
        sentence("documentation.states", "md")
        + "\n".join([*names, *(f"    {arrow}" for arrow in sorted(_arrows(book, on)))])
        + "\n```\n"
    )


def _arrows(book: RuleBook, on: date) -> Iterator[str]:
    roles: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for event, start, role, end in _allowed(book, on):
        roles[start, end, event].add(role)
    for (start, end, event), allowed in roles.items():
        names = ", ".join(label("role", role) for role in sorted(allowed))
        yield f"{start} --> {end} : {label('booking_event', event)} ({names})"


def _allowed(book: RuleBook, on: date) -> Iterator[tuple[str, str, str, str]]:
    """Give event, state, role and next state of every change that is allowed; ``[*]`` is a booking not there yet."""
    table = book["booking_states"]
    changes = list(product(*CHANGES.values()))
    columns = zip(*changes, strict=True)
    facts = {name: [_code(value) for value in column] for name, column in zip(CHANGES, columns, strict=True)}
    for change, number in zip(changes, Bulk(table).first(facts, on).tolist(), strict=True):
        outputs = table.rows[number].outputs
        if outputs["verdict"] == "ok":
            event, state, role, *_ = change
            yield str(event), str(state or "[*]"), str(role), str(outputs["next_state"])


def _code(value: object) -> object:
    return value if value is None or isinstance(value, bool) else str(value)
