"""Recorded applications, as `kium-rules decide` takes them, make a town and its arrivals."""

import json
from datetime import date

import pytest
from policy.situations import centre, regular, temporary

from kium_rules.exchange import write_situation
from kium_rules.policy import Policy
from kium_rules.simulate import Demand, generate, replay
from kium_rules.simulate.recording import read_recording
from kium_rules.values import DayLoad, Situation

DAY = date(2026, 3, 5)


def line(application=None, at=None, load=None, *, place=None, child=None, **changes):
    raw = write_situation(Situation(application or temporary(DAY), at or centre(), load or {})) | changes
    if place is not None:
        raw["centre"]["id"] = place
    if child is not None:
        raw["child"]["id"] = child
    return json.dumps(raw)


def read(*lines):
    return read_recording(enumerate(lines, start=1))


def test_recorded_applications_give_what_the_made_up_ones_gave():
    town, arrivals = generate(Demand(centres=3, applications=300), 2)
    lines = [
        line(arrival.application, town.centres[arrival.centre], place=arrival.centre, child=arrival.child)
        for arrival in arrivals
    ]
    recording = read(*lines)
    policy = Policy.load()
    assert recording.bad_lines == recording.redescribed == ()
    assert dict(recording.town.centres) == {name: town.centres[name] for name in recording.town.centres}
    found = replay(policy, recording.town, recording.arrivals)
    assert found == replay(policy, town, arrivals)


def test_applications_are_put_in_the_order_of_asking():
    late, early = line(asked_at="2026-03-02T11:00:00+09:00"), line(asked_at="2026-03-02T01:00:00+00:00")
    assert [arrival.id for arrival in read(late, early).arrivals] == ["line 2", "line 1"]


def test_without_ids_the_same_description_is_the_same_centre_and_every_child_its_own():
    recording = read(line(), line(), line(at=centre(base_seats=4)))
    assert [arrival.centre for arrival in recording.arrivals] == ["centre 1", "centre 1", "centre 2"]
    assert len({arrival.child for arrival in recording.arrivals}) == 3


def test_one_child_with_an_id_is_not_in_two_places():
    recording = read(line(child="k", place="a"), line(child="k", place="b"), line(child=1, place="b"))
    found = replay(Policy.load(), recording.town, recording.arrivals)
    assert list(found.rules) == [(), ("one_place.2",), ()]


def test_the_last_description_of_a_centre_counts_and_the_change_is_told():
    first = line(place="a", asked_at="2026-03-02T09:00:00+09:00")
    last = line(at=centre(base_seats=4), place="a", asked_at="2026-03-02T10:00:00+09:00")
    recording = read(last, first)
    assert recording.town.centres["a"].base_seats == 4
    assert recording.redescribed == ("a",)


def test_the_first_load_of_a_centre_is_what_was_there_before_and_later_ones_are_replayed():
    full = {DAY: DayLoad(regular=30, temporary=5)}
    recording = read(line(load=full), line(load={DAY: DayLoad(regular=30, temporary=6)}))
    found = replay(Policy.load(), recording.town, recording.arrivals)
    assert [outcome.value for outcome in found.outcomes] == ["admit", "wait"]


def test_names_and_ids_are_kept():
    raw = json.loads(line(place=7, id="접수-1"))
    raw["centre"]["name"] = "상계"
    recording = read(json.dumps(raw))
    assert recording.town.name("7") == "상계"
    assert recording.arrivals[0].id == "접수-1"


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("{", "is no JSON"),
        ("[]", "expected an object"),
        ("[" * 100_000, "is no JSON"),
        (line(care_type="monthly"), "care_type: 'monthly' is not one of"),
        (
            line(**{"from": "3026-03-05", "to": "3026-03-05", "days": None}),
            "from: 3026-03-05 lies more than 3660 days",
        ),
        (line(days=["1026-03-05"]), "from: 1026-03-05 lies more than 3660 days"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_the_others_kept(bad, said):
    recording = read(line(), bad, line(regular()))
    ((number, error),) = recording.bad_lines
    assert (number, len(recording.arrivals)) == (2, 2)
    assert said in str(error)
