"""How a simulation was worked out, in sentences that stand with every report of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from kium_rules.simulate.arrivals import Town
from kium_rules.simulate.demand import Demand
from kium_rules.simulate.report.grids import Grids, printable
from kium_rules.simulate.simulation import Seats

SHOWN_HASH = 12
"""So many digits of a rule book's hash are shown; enough to tell two books apart."""


@dataclass(frozen=True, slots=True)
class About:
    """Where the rules and the applications came from.

    Args:
        before: Name of the rule book one compares with; empty: the rules in force.
        after: Name of the rule book that is tried; empty: the rules in force.
        recorded: Name of the file of applications; empty: they were made up.
        demand: What was made up.
        seed: From which seed.
    """

    before: str = ""
    after: str = ""
    recorded: str = ""
    demand: Demand | None = None
    seed: int = 0


def basis(grids: Grids, about: About) -> Iterator[str]:
    """Give the sentences."""
    simulation = grids.simulation
    before, after = simulation.before, simulation.after
    yield grids.say(
        "books",
        before=printable(about.before) or grids.say("packaged"),
        after=printable(about.after) or grids.say("packaged"),
        before_hash=simulation.comparison.before[:SHOWN_HASH],
        after_hash=simulation.comparison.after[:SHOWN_HASH],
    )
    if about.recorded:
        yield grids.say("recorded", file=printable(about.recorded))
    elif about.demand:
        yield grids.say("made_up", centres=len(before.centres), year=about.demand.year, seed=about.seed)
    yield grids.say(
        f"seats_{simulation.seats.value}",
        base_before=number(_base(before)),
        base_after=number(_base(after)),
        extra_before=number(_extra(before)),
        extra_after=number(_extra(after)),
    )
    unknown = sum(centre.area_m2 is None for centre in before.centres.values())
    if unknown and simulation.seats is Seats.FORMULA:
        yield grids.say("no_area", count=number(unknown))
    yield grids.say("replayed")
    yield grids.say("left_out")


def headline(grids: Grids) -> str:
    """Say in one sentence how many change."""
    comparison = grids.simulation.comparison
    facts = {"applications": number(comparison.applications), "changed": number(comparison.changed)}
    if not comparison.changed:
        return grids.say("headline_none", **facts)
    return grids.say("headline", share=share(comparison.changed, comparison.applications), **facts)


def number(value: int) -> str:
    """Write a whole number with separators and a true minus sign."""
    return f"{value:,}".replace("-", "\N{MINUS SIGN}")


def signed(value: int) -> str:
    """Write a difference with its sign; nothing before 0."""
    return f"+{number(value)}" if value > 0 else number(value)


def share(part: int, whole: int) -> str:
    """Write a share in per cent: one decimal, two below one per cent."""
    percent = 100 * part / whole if whole else 0.0
    return f"{percent:.2f} %" if 0 < percent < 1 else f"{percent:.1f} %"


def _base(town: Town) -> int:
    return sum(centre.base_seats for centre in town.centres.values())


def _extra(town: Town) -> int:
    return sum(centre.extra_seats for centre in town.centres.values())
