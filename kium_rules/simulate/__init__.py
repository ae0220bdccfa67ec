"""A changed rule book against recorded or generated applications, before anyone is affected.

Seats are replayed, not assumed: applications are decided in the order they came in, each against the seats the earlier
ones took under the same rule book.

    town, arrivals = generate(Demand(centres=300, applications=100_000), seed=1)
    before = replay(Policy.load(), town, arrivals)
    after = replay(Policy.load(changed_rules), town, arrivals)
    comparison = compare(town, arrivals, before, after)
"""

from kium_rules.simulate.arrivals import Arrival, Town
from kium_rules.simulate.comparison import Comparison, compare
from kium_rules.simulate.demand import Demand, generate
from kium_rules.simulate.replay import Replay, replay

__all__ = ["Arrival", "Comparison", "Demand", "Replay", "Town", "compare", "generate", "replay"]
