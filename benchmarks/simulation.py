"""The speed of a replay: a year of a city, beside the same applications asked one by one: `run()`."""

import gc
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from time import process_time

from benchmarks.figure import Figure
from kium_rules.policy import Policy
from kium_rules.simulate import Arrival, Demand, Town, generate, replay
from kium_rules.values import Child, DayLoad, OtherBooking, Situation
from kium_rules.vocabulary import Outcome

YEAR = Demand(centres=300, applications=100_000)
SAMPLE = 3_000
TIMES = 3


def run() -> list[Figure]:
    """Replay a year of 300 centres, seats and all, and ask `Policy.decide` about some of its centres."""
    policy = Policy.load()
    town, arrivals = generate(YEAR, seed=1)
    some = some_centres(arrivals, SAMPLE)
    asked = list(situations(policy, town, some))
    # The sample is decided alike both ways, or the two rates would be those of different work.
    assert [policy.decide(*parts(one)).outcome for one in asked] == list(replay(policy, town, some).outcomes)
    ours = rate(lambda: replay(policy, town, arrivals), len(arrivals))
    what = f"a year of {YEAR.applications:,} applications over {YEAR.centres} centres, seats replayed"
    figures = []
    for peer, asking, goal in (
        (f"Policy.decide one by one, {len(asked):,} of them", policy, 25),
        ("the same, remembering as a server does", policy.remembering(), 5),
    ):
        live = rate(lambda asking=asking: [asking.decide(*parts(one)) for one in asked], len(asked))
        figures.append(Figure(what, f"{ours:,.0f}/s", peer, f"{live:,.0f}/s", ours / live, goal, "higher"))
    return figures


def some_centres(arrivals: Sequence[Arrival], least: int) -> list[Arrival]:
    """Give all arrivals of as many centres as it takes to have so many."""
    count = Counter(arrival.centre for arrival in arrivals)
    chosen: set[str] = set()
    for name in sorted(count):
        if sum(count[one] for one in chosen) >= least:
            break
        chosen.add(name)
    return [arrival for arrival in arrivals if arrival.centre in chosen]


def situations(policy: Policy, town: Town, arrivals: Sequence[Arrival]) -> Iterator[Situation]:
    """Give what the live path sees of each arrival: the seats that are gone by then, the child's other bookings."""
    load: dict[str, defaultdict[object, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    others: dict[str, list[OtherBooking]] = defaultdict(list)
    for arrival in arrivals:
        application, centre = arrival.application, town.centres[arrival.centre]
        child = Child(application.child.grade, tuple(others[arrival.child]))
        carried = {day: DayLoad(**count) for day, count in load[arrival.centre].items()}
        seen = Situation(replace(application, child=child), centre, carried)
        decision = policy.decide(*parts(seen))
        yield seen
        if decision.outcome is Outcome.REFUSE:
            continue
        others[arrival.child].append(OtherBooking(frozenset(decision.days), application.hours))
        kind = application.care_type.value
        kind = kind if decision.outcome is Outcome.ADMIT else f"waiting_{kind}"
        for day in decision.days:
            load[arrival.centre][day][kind] += 1


def parts(seen: Situation) -> tuple[object, object, object]:
    """Give a situation as `Policy.decide` takes it."""
    return seen.application, seen.centre, seen.load


def rate(act: Callable[[], object], count: int) -> float:
    """Give how many of `count` a second of processor time, the best of a few."""
    best = 0.0
    gc.collect()
    gc.freeze()  # or the collector would walk through a year of applications while a single one is decided
    for _ in range(TIMES):
        start = process_time()
        act()
        best = max(best, count / (process_time() - start))
    gc.unfreeze()
    return best
