"""Whether a day has a free seat: rule word `seats`."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kium_rules.decision import Reason
from kium_rules.policy.asking import Asking, reason
from kium_rules.policy.ruling import Ruling
from kium_rules.policy.seat_counting import loads_to_meet
from kium_rules.policy.seat_limits import seat_limits
from kium_rules.values import Situation


@dataclass(frozen=True, slots=True)
class Seats:
    """Which of the days of use have no free seat, and why."""

    full_days: tuple[date, ...]
    reasons: tuple[Reason, ...]


def seats_on(asking: Asking, situation: Situation, days: Sequence[date]) -> Seats:
    """Look for a seat on each day of use.

    Source: seats, seat_limits, seat_counting.
    """
    full: dict[str, list[date]] = defaultdict(list)
    rows: dict[str, tuple[Ruling, dict[str, object]]] = {}
    for day in days:
        found = _full_row(asking, situation, day)
        if found is not None:
            row, facts = found
            full[row.rule].append(day)
            rows.setdefault(row.rule, (row, facts))
    reasons = tuple(reason(row, facts, days=tuple(full[rule_id])) for rule_id, (row, facts) in rows.items())
    return Seats(tuple(sorted(day for some in full.values() for day in some)), reasons)


def _full_row(asking: Asking, situation: Situation, day: date) -> tuple[Ruling, dict[str, object]] | None:
    """Give the row that says the day is full, with the facts it looked at; None: there is a seat."""
    limits = seat_limits(asking, situation.centre)
    for load in loads_to_meet(asking, situation.load_on(day), situation.application.hours):
        regular_left, all_left, sick_child_left = limits.all_left(load)
        facts: dict[str, object] = {
            "care_type": situation.application.care_type.value,
            "regular_left": regular_left,
            "all_left": all_left,
            "sick_child_left": sick_child_left,
        }
        row = asking.row("seats", **facts)
        if row.text("verdict") == "full":
            return row, facts
    return None
