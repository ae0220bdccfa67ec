"""A changed rule book against recorded or generated applications, before anyone is affected.

Seats are replayed, not assumed: applications are decided in the order they came in, each against the seats the earlier
ones took under the same rule book.

    town, arrivals = generate(Demand(centres=300, applications=100_000), seed=1)
    simulation = simulate(Policy.load(), Policy.load(changed_rules), town, arrivals)
    simulation.comparison.counts(after=True)
    simulation.changed[0].rules_before

`kium_rules.simulate.report` makes a text, a page, a workbook or JSON of it.
"""

from kium_rules.simulate.arrivals import Arrival, Town
from kium_rules.simulate.comparison import Comparison, compare
from kium_rules.simulate.demand import Demand, generate
from kium_rules.simulate.replay import Replay, replay
from kium_rules.simulate.simulation import Seats, Simulation, simulate, usual_seats

__all__ = [
    "Arrival",
    "Comparison",
    "Demand",
    "Replay",
    "Seats",
    "Simulation",
    "Town",
    "compare",
    "generate",
    "replay",
    "simulate",
    "usual_seats",
]
