"""A generator of plausible demand: a town of centres like the real ones, and a year of what its families ask for."""

from dataclasses import dataclass, field, replace
from datetime import MAXYEAR, timedelta
from decimal import Decimal
from random import Random

from kium_rules.simulate.arrivals import Arrival, Town
from kium_rules.simulate.families import Families
from kium_rules.simulate.traits import SchoolYear, opening_hours, town
from kium_rules.values import Centre
from kium_rules.vocabulary import CentreType

WEEK = frozenset(range(5))
SATURDAY = frozenset({5})


@dataclass(frozen=True, slots=True)
class Demand:
    """How much is generated. What the town is like stands in `town.yaml`; none of it is a rule.

    Args:
        centres: How many centres.
        applications: How many applications in the year.
        year: The school year, which begins in March.
        regular_share: The share of applications for regular care.
        hub_share: The share of hub centres.
        children: How many children; by default one for eight applications.
    """

    centres: int = 300
    applications: int = 100_000
    year: int = 2026
    regular_share: float = field(default_factory=lambda: float(town()["regular_share"]))
    hub_share: float = field(default_factory=lambda: float(town()["hub_share"]))
    children: int | None = None


def generate(demand: Demand, seed: int) -> tuple[Town, tuple[Arrival, ...]]:
    """Make a town and a year of applications, in the order of asking.

    Args:
        demand: How much of what.
        seed: The same seed gives the same town and applications.

    Raises:
        ValueError: There is no centre, fewer than no applications, or no such year.
    """
    if demand.centres < 1 or demand.applications < 0:
        raise ValueError("a simulation needs at least one centre and no negative number of applications")
    if not 1 < demand.year < MAXYEAR:
        raise ValueError(f"{demand.year} is no year a simulation can have; give one such as 2026")
    random = Random(seed)  # noqa: S311 - a simulation, no secret
    digits = len(str(demand.centres))
    centres = {f"c{number:0{digits}}": _centre(random, demand) for number in range(1, demand.centres + 1)}
    families = Families(random, centres, demand.children or max(2, demand.applications // 8))
    arrivals = families.arrivals(demand.applications, demand.regular_share)
    return Town(centres), tuple(sorted(arrivals, key=lambda arrival: arrival.application.asked_at))


def _centre(random: Random, demand: Demand) -> Centre:
    traits, year = town(), SchoolYear(demand.year)
    weekdays = WEEK | SATURDAY if random.random() < traits["open_on_saturdays"] else WEEK
    quarters = year.quarters(opening_hours(random), weekdays)
    own = random.randint(*traits["own_closure_days"])
    days = (quarters[-1].until_on - year.first).days
    closed = year.holidays() | {year.first + timedelta(random.randint(0, days)) for _ in range(own)}
    if random.random() < demand.hub_share:
        area, base = random.choice(traits["hub_seats"])
        return Centre(CentreType.HUB, base, 0, quarters, closed, area_m2=Decimal(str(area)))
    area, base, extra = random.choice(traits["seats"])
    kind = CentreType.COMBINED if random.random() < traits["combined"] else CentreType.GENERAL
    centre = Centre(kind, base, extra, quarters, closed, area_m2=Decimal(str(area)))
    if random.random() < traits["sick_child"]["share"]:
        return replace(centre, sick_child_places=traits["sick_child"]["places"])
    return centre
