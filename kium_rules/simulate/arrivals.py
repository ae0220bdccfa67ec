"""Applications in the order they came in, and the centres they went to."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from kium_rules.policy import Policy
from kium_rules.values import Application, Centre, DayLoad


@dataclass(frozen=True, slots=True)
class Arrival:
    """One application.

    Args:
        centre: The centre's id in the town.
        child: The child's id; two arrivals of one child must not be in two places at once.
        application: What was applied for. Other bookings of the child come from the replay; those named here count too.
        id: What people call the application; empty: it has no name of its own.
    """

    centre: str
    child: str
    application: Application
    id: str = ""


@dataclass(frozen=True, slots=True)
class Town:
    """The centres of a simulation.

    Args:
        centres: Each centre by id.
        names: What people call it, by id; an id without a name is its own.
        loads: What a centre's days carried before the first arrival, by id; left out: nothing.
    """

    centres: Mapping[str, Centre]
    names: Mapping[str, str] = field(default_factory=dict)
    loads: Mapping[str, Mapping[date, DayLoad]] = field(default_factory=dict)

    def name(self, centre: str) -> str:
        """Give what people call a centre."""
        return self.names.get(centre, centre)

    def with_seats_of(self, policy: Policy, on: date) -> "Town":
        """Give the same town with the seats the rule book's formula proposes.

        They count on every day. A centre whose area is not known keeps its base seats, and gets the extra seats that
        belong to them.

        Source: capacity.
        """
        centres = {name: _reseated(policy, centre, on) for name, centre in self.centres.items()}
        return replace(self, centres=centres)


def _reseated(policy: Policy, centre: Centre, on: date) -> Centre:
    if centre.area_m2 is None:
        return replace(centre, extra_seats=policy.extra_seats(centre.type, centre.base_seats, on), coming=())
    seats = policy.capacity(centre.type, centre.area_m2, on)
    return replace(centre, base_seats=seats.base_seats, extra_seats=seats.extra_seats, coming=())
