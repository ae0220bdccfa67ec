"""Whether a day has a free seat: rule word `seats`."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TypeAlias

from kium_rules.decision import Reason
from kium_rules.policy.asking import Asking, reason
from kium_rules.policy.ruling import Ruling
from kium_rules.policy.seat_counting import loads_to_meet, seat_counting
from kium_rules.policy.seat_limits import seat_limits
from kium_rules.values import Situation

Look: TypeAlias = tuple[int, int, int]
"""What the table sees of a day: the seats left for regular care, in all, and for sick-child care."""


@dataclass(frozen=True, slots=True)
class Seats:
    """Which of the days of use have no free seat, and why."""

    full_days: tuple[date, ...]
    reasons: tuple[Reason, ...]


def seats_on(asking: Asking, situation: Situation, days: Sequence[date]) -> Seats:
    """Look for a seat on each day of use.

    Source: seats, seat_limits, seat_counting.
    """
    rows: dict[str, tuple[Ruling, Look]] = {}
    full: dict[str, list[date]] = defaultdict(list)
    application, centre = situation.application, situation.centre
    care_type, hours = application.care_type.value, application.hours
    counting = seat_counting(asking)
    known: dict[Look, Ruling | None] = asking.book.memory("seats", asking.on, care_type)
    for agreed, days_alike in groupby(days, centre.seats_on):
        limits = seat_limits(asking, centre.with_seats(agreed))
        for day in days_alike:
            for load in loads_to_meet(counting, situation.load_on(day), hours):
                look = limits.all_left(load)
                if look not in known:  # many days look alike; the table is asked once for each look
                    row = asking.row("seats", **_facts(care_type, look))
                    known[look] = row if row.text("verdict") == "full" else None
                if against := known[look]:
                    full[against.rule].append(day)
                    rows.setdefault(against.rule, (against, look))
                    break
    reasons = tuple(
        reason(row, _facts(care_type, look), days=tuple(full[rule_id]))
        for rule_id, (row, look) in rows.items()
    )
    return Seats(tuple(sorted(day for some in full.values() for day in some)), reasons)


def _facts(care_type: str, look: Look) -> dict[str, object]:
    regular_left, all_left, sick_child_left = look
    return {
        "care_type": care_type,
        "regular_left": regular_left,
        "all_left": all_left,
        "sick_child_left": sick_child_left,
    }
