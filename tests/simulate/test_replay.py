"""A replay decides as `Policy.decide` does when it is asked one by one with the seats so far."""

import shutil
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kium_rules.policy import Policy
from kium_rules.simulate import Demand, Town, compare, generate, replay
from kium_rules.values import Child, DayLoad, OtherBooking
from kium_rules.vocabulary import CareType, Outcome

RULES = Path(__file__).parents[2] / "rules"
POLICY = Policy.load()


def one_by_one(policy, town, arrivals):
    """Decide through the live path, counting seats in plain dictionaries."""
    counts = defaultdict(lambda: defaultdict(Counter))
    others = defaultdict(list)
    for arrival in arrivals:
        application = arrival.application
        child = Child(application.child.grade, (*application.child.bookings, *others[arrival.child]))
        load = {day: DayLoad(**count) for day, count in counts[arrival.centre].items()}
        decision = policy.decide(replace(application, child=child), town.centres[arrival.centre], load)
        if decision.outcome is not Outcome.REFUSE:
            others[arrival.child].append(OtherBooking(frozenset(decision.days), application.hours))
            name = application.care_type.value
            name = name if decision.outcome is Outcome.ADMIT else f"waiting_{name}"
            for day in decision.days:
                counts[arrival.centre][day][name] += 1
        rules = tuple(reason.rule for reason in decision.reasons)
        yield decision.outcome, rules


def crowded(seed: int, applications: int = 60) -> tuple:
    """Few seats and many applications, so that every outcome comes up."""
    town, arrivals = generate(Demand(centres=2, applications=applications, children=40), seed)
    small = {name: replace(centre, base_seats=1, extra_seats=1) for name, centre in town.centres.items()}
    return Town(small, town.names), arrivals


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_a_replay_agrees_with_asking_one_by_one(seed):
    town, arrivals = crowded(seed)
    found = replay(POLICY, town, arrivals)
    assert list(zip(found.outcomes, found.rules, strict=True)) == list(one_by_one(POLICY, town, arrivals))


def test_every_outcome_comes_up_in_a_crowded_town():
    town, arrivals = crowded(1, 400)
    assert set(replay(POLICY, town, arrivals).outcomes) == set(Outcome)


def test_rows_that_begin_within_the_year_take_effect_on_their_day(tmp_path):
    folder = tmp_path / "rules"
    shutil.copytree(RULES, folder)
    rows = folder / "waiting_list" / "rows.csv"
    head, first, *rest = rows.read_text("utf-8").splitlines()
    old = first.replace("waiting_list.1,,", "waiting_list.1,,2026-08-31")
    new = first.replace("waiting_list.1,,", "waiting_list.9,2026-09-01,").replace(",2,", ",0,", 1)
    rows.write_text("\n".join([head, old, new, *rest]) + "\n", encoding="utf-8")
    (folder / "waiting_list" / "cases.csv").unlink()
    policy = Policy.load(folder)
    town, arrivals = crowded(3, 300)
    found = replay(policy, town, arrivals)
    assert list(zip(found.outcomes, found.rules, strict=True)) == list(one_by_one(policy, town, arrivals))
    waits = [
        arrival.application.asked_on
        for arrival, outcome in zip(arrivals, found.outcomes, strict=True)
        if outcome is Outcome.WAIT and arrival.application.care_type is CareType.TEMPORARY
    ]
    assert waits
    assert max(waits) < date(2026, 9, 1)


def test_the_same_seed_gives_the_same_demand_and_another_seed_another():
    demand = Demand(centres=3, applications=50)
    assert generate(demand, 7) == generate(demand, 7)
    assert generate(demand, 7) != generate(demand, 8)


def test_demand_comes_in_the_order_of_asking():
    _, arrivals = generate(Demand(centres=5, applications=200), 1)
    moments = [arrival.application.asked_at for arrival in arrivals]
    assert moments == sorted(moments)


def test_more_seats_admit_at_least_as_many():
    town, arrivals = crowded(2, 300)
    larger = Town({name: replace(c, base_seats=3) for name, c in town.centres.items()}, {})
    comparison = compare(arrivals, replay(POLICY, town, arrivals), replay(POLICY, larger, arrivals))
    assert comparison.counts(after=True)[Outcome.ADMIT] > comparison.counts(after=False)[Outcome.ADMIT]
    assert comparison.changed == sum(c.applications for c in comparison.by_centre if c.before is not c.after)
    assert sum(c.applications for c in comparison.by_week) == len(arrivals)


def test_a_rule_book_that_counts_moments_is_refused_rather_than_counted_wrongly(tmp_path):
    folder = tmp_path / "rules"
    shutil.copytree(RULES, folder)
    rows = folder / "seat_counting" / "rows.csv"
    rows.write_text(rows.read_text("utf-8").replace("whole_day", "peak"), encoding="utf-8")
    (folder / "seat_counting" / "cases.csv").unlink()
    town, arrivals = crowded(1)
    with pytest.raises(ValueError, match="whole days"):
        replay(Policy.load(folder), town, arrivals)


def test_a_town_without_a_centre_is_refused():
    with pytest.raises(ValueError, match="at least one centre"):
        generate(Demand(centres=0), 1)


def test_comparing_replays_of_other_applications_is_refused():
    town, arrivals = crowded(1)
    found = replay(POLICY, town, arrivals)
    with pytest.raises(ValueError, match="other applications"):
        compare(arrivals[1:], found, found)
