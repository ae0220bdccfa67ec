"""A generator of plausible demand: the rush before a quarter, weekdays, quarters, and centres like the real ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from kium_rules.simulate.arrivals import Arrival, Town
from kium_rules.values import ONE_DAY, Application, Centre, Child, Hours, Quarter
from kium_rules.vocabulary import SEOUL, CareType, CentreType, QuarterKind

WEEK = frozenset(range(5))
TERM, BREAK = Hours(time(13), time(19)), Hours(time(9), time(18))
STARTS, LASTING = (13, 13, 14, 14, 15), (2, 3, 4, 5)
SQUARE_METRES = (72, 85, 99, 110, 110, 130, 150, 196, 200)
"""Areas as the press gives them for real centres."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What is generated. These are traits of a made-up town, not rules.

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
    regular_share: float = 0.25
    hub_share: float = 0.03
    children: int | None = None


def generate(demand: Demand, seed: int) -> tuple[Town, tuple[Arrival, ...]]:
    """Make a town and a year of applications, in the order of asking.

    Args:
        demand: How much of what.
        seed: The same seed gives the same town and applications.

    Raises:
        ValueError: There is no centre, or fewer than no applications.
    """
    if demand.centres < 1 or demand.applications < 0:
        raise ValueError("a simulation needs at least one centre and no negative number of applications")
    random = Random(seed)  # noqa: S311 - a simulation, no secret
    quarters = year_of_quarters(demand.year)
    centres = {f"c{number:03}": _centre(random, demand, quarters) for number in range(demand.centres)}
    arrivals = sorted(_arrivals(random, demand, centres), key=lambda arrival: arrival.application.asked_at)
    return Town(centres, {}), tuple(arrivals)


def year_of_quarters(year: int) -> tuple[Quarter, ...]:
    """Give the four quarters of a usual school year."""
    return (
        Quarter(QuarterKind.FIRST_SEMESTER, date(year, 3, 2), date(year, 7, 19), TERM, WEEK, year=year),
        Quarter(QuarterKind.SUMMER_BREAK, date(year, 7, 20), date(year, 8, 23), BREAK, WEEK, year=year),
        Quarter(QuarterKind.SECOND_SEMESTER, date(year, 8, 24), date(year, 12, 31), TERM, WEEK, year=year),
        Quarter(
            QuarterKind.WINTER_BREAK, date(year + 1, 1, 1), date(year + 1, 2, 28), BREAK, WEEK, year=year
        ),
    )


def _centre(random: Random, demand: Demand, quarters: tuple[Quarter, ...]) -> Centre:
    kind = random.choices(
        (CentreType.HUB, CentreType.COMBINED, CentreType.GENERAL),
        (demand.hub_share, 0.2, 0.8 - demand.hub_share),
    )[0]
    area = Decimal(random.choice(SQUARE_METRES) + random.randrange(-5, 6))
    base = random.randrange(20, 41)
    first = quarters[0].from_on
    closed = frozenset(first + timedelta(random.randrange(360)) for _ in range(random.randrange(3, 12)))
    extra = 0 if kind is CentreType.HUB else random.randrange(4, 9)
    return Centre(kind, base, extra, quarters, closed, area_m2=area)


def _arrivals(random: Random, demand: Demand, centres: dict[str, Centre]) -> Iterator[Arrival]:
    names = list(centres)
    weights = [random.uniform(0.3, 2) for _ in names]  # some centres are sought after
    count = demand.children or max(1, demand.applications // 8)
    homes = random.choices(names, weights, k=count)
    grades = [random.randrange(1, 7) for _ in range(count)]
    quarters = list(year_of_quarters(demand.year))
    regular = int(demand.applications * demand.regular_share)
    for number in range(demand.applications):
        # One child asks for regular care once a quarter; those who come now and then are other children.
        is_regular = number < regular and centres[homes[number // 4 % count]].type is not CentreType.HUB
        child = number // 4 % count if is_regular else random.randrange(min(regular // 4, count - 1), count)
        name = homes[child] if random.random() < 0.9 else random.choice(names)
        quarter = quarters[number % 4] if is_regular else random.choices(quarters, (5, 2, 5, 3))[0]
        make = _regular if is_regular else _temporary
        yield Arrival(name, f"k{child}", make(random, quarter, Child(grades[child]), _hours(random, quarter)))


def _hours(random: Random, quarter: Quarter) -> Hours:
    opens, closes = quarter.hours.starts.hour, quarter.hours.ends.hour
    starts = random.choice(STARTS) if opens == TERM.starts.hour else random.randrange(opens, opens + 3)
    return Hours(time(starts), time(min(starts + random.choice(LASTING), closes)))


def _regular(random: Random, quarter: Quarter, child: Child, hours: Hours) -> Application:
    rush = random.random() < 0.7
    days = (quarter.until_on - quarter.from_on).days
    first = quarter.from_on if rush else quarter.from_on + timedelta(random.randrange(days))
    last = (
        quarter.until_on
        if random.random() < 0.6
        else min(first + timedelta(random.randrange(20, 90)), quarter.until_on)
    )
    ahead = min(int(random.expovariate(0.15)), 40) if rush else random.randrange(5)
    chosen = WEEK if random.random() < 0.6 else frozenset(random.sample(range(5), random.randrange(1, 5)))
    return Application(CareType.REGULAR, child, _asked(random, first, ahead), hours, first, last, chosen)


def _temporary(random: Random, quarter: Quarter, child: Child, hours: Hours) -> Application:
    days = (quarter.until_on - quarter.from_on).days
    first = quarter.from_on + timedelta(random.randrange(days))
    while first.weekday() not in WEEK:
        first += ONE_DAY
    named = frozenset(
        first + timedelta(number) for number in range(random.choices((1, 2, 3, 5), (6, 2, 1, 1))[0])
    )
    ahead = min(int(random.expovariate(0.25)), 18)
    return Application(
        CareType.TEMPORARY, child, _asked(random, first, ahead), hours, min(named), max(named), days=named
    )


def _asked(random: Random, first: date, days_ahead: int) -> datetime:
    moment = time(min(23, max(0, int(random.gauss(11, 4)))), random.randrange(60), random.randrange(60))
    return datetime.combine(first - timedelta(days_ahead), moment, SEOUL)
