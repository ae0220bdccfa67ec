"""The made-up town asks for what families ask for."""

from collections import Counter
from dataclasses import replace

import pytest

from kium_rules.policy import Policy
from kium_rules.simulate import Demand, generate, replay
from kium_rules.vocabulary import CareType, CentreType, Outcome, QuarterKind

POLICY = Policy.load()
DEMAND = Demand(centres=30, applications=10_000)


@pytest.fixture(scope="module")
def year():
    town, arrivals = generate(DEMAND, 1)
    return town, arrivals, replay(POLICY, town, arrivals)


def test_the_same_seed_gives_the_same_demand_and_another_seed_another():
    demand = Demand(centres=3, applications=50)
    assert generate(demand, 7) == generate(demand, 7)
    assert generate(demand, 7) != generate(demand, 8)


@pytest.mark.parametrize("applications", [0, 1, 2, 5, 50, 1000])
def test_it_is_as_much_as_was_asked_for(applications):
    town, arrivals = generate(Demand(centres=3, applications=applications), 1)
    assert (len(town.centres), len(arrivals)) == (3, applications)


def test_demand_comes_in_the_order_of_asking(year):
    moments = [arrival.application.asked_at for arrival in year[1]]
    assert moments == sorted(moments)


def test_families_mostly_ask_for_what_can_be_booked(year):
    """Whoever looks at the centre's calendar books open days; a slip now and then remains."""
    _, arrivals, found = year
    refused = Counter(rule for rules in found.rules for rule in rules)
    assert found.outcomes.count(Outcome.REFUSE) < 0.05 * len(arrivals)
    assert refused["booking_window.9"] < 0.01 * len(arrivals)
    assert refused["booking_window.9"] > 0


def test_some_centres_overflow_and_most_do_not(year):
    town, arrivals, found = year
    waits = Counter(
        arrival.centre
        for arrival, outcome in zip(arrivals, found.outcomes, strict=True)
        if outcome is Outcome.WAIT
    )
    assert 0 < len(waits) < len(town.centres) / 2


def test_every_kind_of_care_and_every_quarter_comes_up(year):
    town, arrivals, _ = year
    cares = Counter(arrival.application.care_type for arrival in arrivals)
    assert set(cares) == set(CareType)
    assert cares[CareType.REGULAR] == int(DEMAND.applications * DEMAND.regular_share)
    kinds = {
        quarter.kind
        for arrival in arrivals
        if (quarter := town.centres[arrival.centre].quarter_on(arrival.application.from_on))
    }
    assert kinds == set(QuarterKind)


def test_regular_care_is_asked_for_in_a_rush_before_the_quarter(year):
    """More is asked for in the fortnight before the second semester than in the six weeks after its start."""
    town, arrivals, _ = year
    starts = next(iter(town.centres.values())).quarters[2].from_on
    ahead = [
        (starts - arrival.application.asked_on).days
        for arrival in arrivals
        if arrival.application.care_type is CareType.REGULAR
    ]
    assert sum(0 < days <= 14 for days in ahead) > sum(-42 <= days <= 0 for days in ahead)


def test_brothers_and_sisters_ask_together(year):
    same = Counter(
        (arrival.centre, arrival.application.from_on, arrival.application.hours) for arrival in year[1]
    )
    assert max(same.values()) > 1


def test_seats_and_areas_are_those_of_real_centres(year):
    for centre in year[0].centres.values():
        seats = POLICY.capacity(centre.type, centre.area_m2, centre.quarters[0].from_on)
        assert centre.base_seats <= seats.base_seats
        assert centre.type is not CentreType.HUB or not centre.extra_seats


def test_a_town_of_hubs_has_no_regular_care():
    _, arrivals = generate(Demand(centres=2, applications=40, hub_share=1), 1)
    assert {arrival.application.care_type for arrival in arrivals} <= {
        CareType.TEMPORARY,
        CareType.SICK_CHILD,
    }


def test_the_winter_break_ends_with_february_also_in_a_leap_year():
    town, _ = generate(Demand(centres=1, applications=0, year=2027), 1)
    (centre,) = town.centres.values()
    assert str(centre.quarters[-1].until_on) == "2028-02-29"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"centres": 0}, "at least one centre"),
        ({"applications": -1}, "no negative number"),
        ({"year": 9999}, "9999 is no year"),
    ],
)
def test_what_cannot_be_made_up_is_refused(change, said):
    with pytest.raises(ValueError, match=said):
        generate(replace(DEMAND, **change), 1)
