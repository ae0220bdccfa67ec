"""Two rule books tried on the same applications."""

from collections import Counter
from dataclasses import replace

import pytest
from simulate.rule_books import changed_rules, larger_share, pinned, usual

from kium_rules.policy import Policy
from kium_rules.simulate import Demand, Seats, Town, compare, generate, replay, simulate, usual_seats
from kium_rules.vocabulary import CareType, Outcome

POLICY = usual()


@pytest.fixture(scope="module")
def larger(tmp_path_factory):
    return Policy.load(larger_share(tmp_path_factory.mktemp("larger") / "rules"))


@pytest.fixture(scope="module")
def town_and_arrivals():
    """Too few seats for everybody, so that more seats make a difference."""
    town, arrivals = generate(Demand(centres=3, applications=1500, children=250), 4)
    return Town(
        {name: replace(c, base_seats=12, extra_seats=2) for name, c in town.centres.items()}
    ), arrivals


@pytest.fixture(scope="module")
def found(larger, town_and_arrivals):
    town, arrivals = town_and_arrivals
    small = {name: replace(centre, area_m2=centre.area_m2 / 3) for name, centre in town.centres.items()}
    return simulate(POLICY, larger, Town(small), arrivals)


def test_more_seats_admit_more(found):
    before, after = (found.comparison.counts(after=side) for side in (False, True))
    assert after[Outcome.ADMIT] > before[Outcome.ADMIT]
    assert sum(before.values()) == sum(after.values()) == 1500


def test_seats_of_the_formula_answer_a_change_of_the_formula(found, larger):
    assert found.seats is usual_seats(POLICY, larger) is Seats.FORMULA
    for name, centre in found.after.centres.items():
        seats = larger.capacity(centre.type, centre.area_m2, centre.quarters[0].from_on)
        assert (centre.base_seats, centre.extra_seats) == (seats.base_seats, seats.extra_seats)
        assert centre.base_seats > found.before.centres[name].base_seats


def test_agreed_seats_do_not_move_with_the_formula(larger, town_and_arrivals):
    assert simulate(POLICY, larger, *town_and_arrivals, seats=Seats.AGREED).comparison.changed == 0


def test_another_change_is_tried_on_the_seats_as_agreed(tmp_path, town_and_arrivals):
    shorter = Policy.load(changed_rules(tmp_path / "rules", "waiting_list", {"temporary,2,": "temporary,0,"}))
    found = simulate(POLICY, shorter, *town_and_arrivals)
    assert found.seats is Seats.AGREED
    assert found.before == found.after == town_and_arrivals[0]
    assert {(one.before, one.after) for one in found.changed if one.care_type is CareType.TEMPORARY} >= {
        (Outcome.WAIT, Outcome.REFUSE)
    }


def test_a_centre_without_a_known_area_keeps_its_base_seats(larger, town_and_arrivals):
    town, arrivals = town_and_arrivals
    unknown = Town({name: replace(centre, area_m2=None) for name, centre in town.centres.items()})
    found = simulate(POLICY, larger, unknown, arrivals)
    for centre in found.after.centres.values():
        assert centre.base_seats == 12
        assert centre.extra_seats == larger.extra_seats(centre.type, 12, arrivals[0].application.asked_on)


def test_the_same_rules_change_nothing(town_and_arrivals, tmp_path):
    found = simulate(POLICY, Policy.load(pinned(tmp_path / "rules")), *town_and_arrivals)
    assert (found.comparison.changed, found.changed, found.rule_changes) == (0, (), ())


def test_what_the_rules_say_otherwise_is_named(found):
    changes = {(change.rule, change.column, change.before, change.after) for change in found.rule_changes}
    assert changes == {
        ("capacity.1", "m2_per_child", "3.3", "3"),
        ("capacity.1", "extra_share", "0.2", "0.3"),
        ("capacity.2", "m2_per_child", "3.3", "3"),
    }


def test_every_changed_application_is_listed_with_its_rules(found, town_and_arrivals):
    assert len(found.changed) == found.comparison.changed > 0
    for one in found.changed:
        arrival = town_and_arrivals[1][int(one.id) - 1]
        assert (one.centre, one.asked_on) == (arrival.centre, arrival.application.asked_on)
        assert one.rules_before if one.before is not Outcome.ADMIT else one.rules_after


def test_the_groups_add_up_to_the_totals(found):
    comparison = found.comparison
    for groups in (comparison.totals, comparison.by_centre, comparison.by_care_type, comparison.by_week):
        assert sum(change.applications for change in groups) == comparison.applications
    pairs = Counter({(one.before, one.after): one.applications for one in comparison.totals})
    weeks = Counter()
    for change in comparison.by_week:
        weeks[change.before, change.after] += change.applications
    assert weeks == pairs


def test_the_rules_behind_waits_and_refusals_are_counted(found):
    counts = [
        count for count in found.comparison.by_rule if count.rule.startswith(("seats.", "waiting_list."))
    ]
    assert sum(count.before for count in counts) > sum(count.after for count in counts)
    refused = sum(change.applications for change in found.comparison.totals if change.after is Outcome.REFUSE)
    rules = [count.after for count in found.comparison.by_rule if not count.rule.startswith("seats.")]
    assert refused <= sum(rules), "every refusal names at least one rule"


def test_comparing_replays_of_other_applications_is_refused(town_and_arrivals):
    town, arrivals = town_and_arrivals
    found = replay(POLICY, town, arrivals)
    with pytest.raises(ValueError, match="other applications"):
        compare(arrivals[1:], found, found)


def test_nothing_asked_for_is_nothing_changed(larger):
    town, arrivals = generate(Demand(centres=1, applications=0), 1)
    assert simulate(POLICY, larger, town, arrivals).comparison.applications == 0
