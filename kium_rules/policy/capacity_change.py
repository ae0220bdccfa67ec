"""What stands against a change of capacity: rule word `capacity_change`."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kium_rules.decision import Reason
from kium_rules.policy.asking import Asking, reason
from kium_rules.policy.capacity import capacity_of, extra_of
from kium_rules.vocabulary import CentreType


@dataclass(frozen=True, slots=True)
class CapacityChange:
    """A wanted change.

    Args:
        centre_type: The type of centre.
        area_m2: Its floor area; None: not known, so that no bound is checked.
        base_seats: The wanted base seats.
        extra_seats: The wanted extra seats.
        effective_on: From which day.
        bookings_outside: How many bookings the new number leaves outside.
        own_request: Whether who approves is who asked.
    """

    centre_type: CentreType
    area_m2: Decimal | None
    base_seats: int
    extra_seats: int
    effective_on: date
    bookings_outside: int = 0
    own_request: bool = False


@dataclass(frozen=True, slots=True)
class ChangeReasons:
    """What stands against a change (`errors`) and what should be looked at first (`warnings`)."""

    errors: tuple[Reason, ...]
    warnings: tuple[Reason, ...]


def capacity_change_reasons(asking: Asking, change: CapacityChange) -> ChangeReasons:
    """Look at a change of capacity.

    Source: capacity_change, capacity.
    """
    bound = change.base_seats
    if change.area_m2 is not None:
        bound = capacity_of(asking, change.centre_type, change.area_m2).base_seats
    proposed = extra_of(asking, change.centre_type, change.base_seats)
    facts = {
        "base_over_bound": change.base_seats - bound,
        "extra_difference": change.extra_seats - proposed,
        "effective_days_ahead": (change.effective_on - asking.on).days,
        "bookings_outside": change.bookings_outside,
        "own_request": change.own_request,
    }
    found: dict[str, list[Reason]] = {"error": [], "warning": []}
    for row in asking.rows("capacity_change", **facts):
        found[row.text("severity")].append(reason(row, facts, bound=bound, proposed=proposed))
    return ChangeReasons(tuple(found["error"]), tuple(found["warning"]))
