"""A child cannot be in two places: rule word `one_place`."""

from collections.abc import Sequence
from datetime import date

from kium_rules.decision import Reason
from kium_rules.policy.asking import Asking
from kium_rules.values import Application


def one_place_reasons(asking: Asking, application: Application, days: Sequence[date]) -> tuple[Reason, ...]:
    """Say on which days the child has another booking whose hours overlap; empty where there is none.

    Source: one_place.
    """
    met = [
        booking.days for booking in application.child.bookings if booking.hours.overlaps(application.hours)
    ]
    taken = frozenset().union(*met)
    overlapping = tuple(day for day in days if day in taken)
    return asking.against("one_place", {"overlapping_days": len(overlapping)}, overlapping_on=overlapping)
