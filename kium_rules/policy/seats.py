"""Whether a day has a free seat: rule word `seats`."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kium_rules.decision import Reason
from kium_rules.policy.asking import Asking, reason
from kium_rules.policy.ruling import Ruling
from kium_rules.policy.seat_counting import loads_to_meet, seat_counting
from kium_rules.policy.seat_limits import SeatLimits, seat_limits
from kium_rules.values import AgreedSeats, Situation


@dataclass(frozen=True, slots=True)
class Seats:
    """Which of the days of use have no free seat, and why."""

    full_days: tuple[date, ...]
    reasons: tuple[Reason, ...]


def seats_on(asking: Asking, situation: Situation, days: Sequence[date]) -> Seats:
    """Look for a seat on each day of use.

    Source: seats, seat_limits, seat_counting.
    """
    rows: dict[str, tuple[Ruling, dict[str, object]]] = {}
    full: dict[str, list[date]] = defaultdict(list)
    centre = situation.centre
    limits_from: dict[AgreedSeats | None, SeatLimits] = {}
    counting = seat_counting(asking)
    known: dict[tuple[int, int, int], tuple[Ruling, dict[str, object]] | None] = {}
    hours = situation.application.hours
    for day in days:
        agreed = centre.seats_on(day)
        if agreed not in limits_from:
            limits_from[agreed] = seat_limits(asking, centre.with_seats(agreed))
        limits = limits_from[agreed]
        for load in loads_to_meet(counting, situation.load_on(day), hours):
            left = limits.all_left(load)
            if left not in known:  # many days look alike; the table is asked once for each look
                known[left] = _against(asking, situation, left)
            if against := known[left]:
                row, _ = against
                full[row.rule].append(day)
                rows.setdefault(row.rule, against)
                break
    reasons = tuple(reason(row, facts, days=tuple(full[rule_id])) for rule_id, (row, facts) in rows.items())
    return Seats(tuple(sorted(day for some in full.values() for day in some)), reasons)


def _against(
    asking: Asking, situation: Situation, left: tuple[int, int, int]
) -> tuple[Ruling, dict[str, object]] | None:
    """Give the row by which a day with so many seats left is full, and its facts; None: there is a free seat."""
    regular_left, all_left, sick_child_left = left
    facts: dict[str, object] = {
        "care_type": situation.application.care_type.value,
        "regular_left": regular_left,
        "all_left": all_left,
        "sick_child_left": sick_child_left,
    }
    row = asking.row("seats", **facts)
    return (row, facts) if row.text("verdict") == "full" else None
