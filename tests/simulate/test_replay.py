"""A replay decides as `Policy.decide` does when it is asked one by one with the seats so far."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, datetime, time

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from policy.situations import SUMMER, applications, centre, centres, loads, regular, temporary
from simulate.rule_books import RULES, changed_rules

from kium_rules.policy import Policy
from kium_rules.simulate import Arrival, Demand, Town, generate, replay
from kium_rules.values import ONE_DAY, AgreedSeats, Child, DayLoad, Hours, OtherBooking
from kium_rules.vocabulary import SEOUL, CareType, Outcome

POLICY = Policy.load()
OVERLAPPING = replace(
    SUMMER, from_on=date(2026, 7, 10), hours=Hours(time(9), time(12)), regular_min_days=None
)
COUNTED = ("regular", "temporary", "sick_child", "waiting_regular", "waiting_temporary", "waiting_sick_child")


def one_by_one(policy, town, arrivals):
    """Decide through the live path, counting seats in plain dictionaries."""
    counts = defaultdict(lambda: defaultdict(Counter))
    for name, load in town.loads.items():
        for day, carried in load.items():
            counts[name][day].update({word: getattr(carried, word) for word in COUNTED})
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
        yield decision.outcome, tuple(reason.rule for reason in decision.reasons)


def assert_agrees(policy, town, arrivals):
    found = replay(policy, town, arrivals)
    assert list(zip(found.outcomes, found.rules, strict=True)) == list(one_by_one(policy, town, arrivals))
    return found


def crowded(seed: int, applications: int = 60, children: int = 40, **changes) -> tuple:
    """Few seats and many applications, so that every outcome comes up."""
    town, arrivals = generate(Demand(centres=2, applications=applications, children=children), seed)
    few = {"base_seats": 1, "extra_seats": 1} | changes
    return Town({name: replace(centre, **few) for name, centre in town.centres.items()}, town.names), arrivals


def other_policy(tmp_path, word: str, cells: dict[str, str]) -> Policy:
    return Policy.load(changed_rules(tmp_path / "rules", word, cells))


@examples(15)
@given(st.integers(0, 10_000))
def test_a_replay_agrees_with_asking_one_by_one(seed):
    assert_agrees(POLICY, *crowded(seed))


def assert_alone(application, place, load):
    found = replay(POLICY, Town({"c": place}, loads={"c": load}), [Arrival("c", "k", application)])
    decision = POLICY.decide(application, place, load)
    assert (found.outcomes, found.child_days) == ((decision.outcome,), (len(decision.days),))
    assert found.rules == (tuple(reason.rule for reason in decision.reasons),)
    return found.rules[0]


@examples(200)
@given(applications(), centres(), loads())
def test_one_application_is_decided_as_the_live_path_decides_it(application, at, load):
    assert_alone(application, at, load)


def test_the_first_of_two_overlapping_quarters_counts():
    """Quarters should not overlap, and a recorded centre's may."""
    other = replace(SUMMER, hours=Hours(time(9), time(12)), weekdays=frozenset({5}), regular_min_days=None)
    first, last = SUMMER.from_on, SUMMER.until_on - 2 * ONE_DAY
    asked = {"asked_at": datetime(2026, 7, 20, 10, tzinfo=SEOUL), "from_on": first, "until_on": last}
    for application in (regular(**asked), temporary(first, **asked, days=frozenset({first}))):
        found = [
            assert_alone(application, centre(quarters=two), {}) for two in ((SUMMER, other), (other, SUMMER))
        ]
        assert found[0] != found[1]


@examples(8)
@given(st.integers(0, 10_000), loads(), st.integers(0, 3))
def test_it_agrees_where_days_carry_something_and_other_seats_are_to_come(seed, load, seats):
    coming = (AgreedSeats(date(2026, 6, 1), seats, 0), AgreedSeats(date(2026, 9, 1), 2, seats, 1))
    town, arrivals = crowded(seed, coming=coming, sick_child_places=1)
    assert_agrees(POLICY, replace(town, loads=dict.fromkeys(town.centres, load)), arrivals)


@pytest.mark.parametrize(
    ("word", "cells"),
    [
        ("seats", {"regular,>= 1": "regular,>= 2", "regular,<= 0": "regular,<= 1"}),
        (
            "seats",
            {
                "temporary,-,>= 1": "temporary,-,> regular_left",
                "temporary,-,<= 0": "temporary,-,<= regular_left",
            },
        ),
        ("seat_limits", {"1,1,1,true": "1,1,1,false"}),
        ("waiting_list", {"temporary,2,": "temporary,0,"}),
        ("booking_window", {"> 14": "> 3"}),
        ("one_place", {"0,ok": "<= 3,ok", ">= 1,refuse": ">= 4,refuse"}),
        ("admission", {"0,>= 1,0,wait": "0,>= 1,0,refuse"}),
    ],
)
def test_it_agrees_under_other_rules(tmp_path, word, cells):
    policy = other_policy(tmp_path, word, cells)
    seats = {"base_seats": 4} if "temporary,-,>= 1" in cells else {}
    town, arrivals = crowded(5, 300, children=10 if word == "one_place" else 120, **seats)
    found = assert_agrees(policy, town, arrivals)
    assert found.outcomes != replay(POLICY, town, arrivals).outcomes, "the change shows"


def test_every_outcome_comes_up_in_a_crowded_town():
    town, arrivals = crowded(1, 400)
    assert set(replay(POLICY, town, arrivals).outcomes) == set(Outcome)


def test_rows_that_begin_within_the_year_take_effect_on_their_day(tmp_path):
    first = (RULES / "waiting_list" / "rows.csv").read_text("utf-8").splitlines()[1]
    old = first.replace("waiting_list.1,,", "waiting_list.1,,2026-08-31")
    new = first.replace("waiting_list.1,,", "waiting_list.9,2026-09-01,").replace(",2,", ",0,", 1)
    policy = other_policy(tmp_path, "waiting_list", {first: f"{old}\n{new}"})
    town, arrivals = crowded(3, 300)
    found = assert_agrees(policy, town, arrivals)
    waits = [
        arrival.application.asked_on
        for arrival, outcome in zip(arrivals, found.outcomes, strict=True)
        if outcome is Outcome.WAIT and arrival.application.care_type is CareType.TEMPORARY
    ]
    assert waits
    assert max(waits) < date(2026, 9, 1)


def test_a_rule_book_that_counts_moments_is_refused_rather_than_counted_wrongly(tmp_path):
    policy = other_policy(tmp_path, "seat_counting", {"whole_day": "peak"})
    with pytest.raises(ValueError, match="whole days"):
        replay(policy, *crowded(1))


def test_days_too_far_apart_to_be_meant_are_refused():
    town, arrivals = crowded(1)
    slip = replace(arrivals[0].application, days=frozenset({date(3026, 3, 3)}), care_type=CareType.TEMPORARY)
    with pytest.raises(ValueError, match=r"3026-03-03.*correct the one that is a slip"):
        replay(POLICY, town, (*arrivals, replace(arrivals[0], application=slip)))


def test_no_application_is_no_replay():
    town, _ = crowded(1)
    assert replay(POLICY, town, ()).outcomes == ()
