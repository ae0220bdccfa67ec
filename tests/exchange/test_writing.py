"""A situation written as JSON is read back equal."""

import json
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from policy.situations import applications, centre, centres, hours, loads, regular

from kium_rules.exchange import InputError, read_recorded, read_situation, write_situation
from kium_rules.exchange.situation import COUNTS
from kium_rules.values import DayLoad, HeldSlot, Hours, Situation
from kium_rules.vocabulary import CareType

DAY = date(2026, 3, 3)
slots = st.builds(HeldSlot, st.sampled_from(CareType), hours, st.integers(0, 3))
areas = st.none() | st.decimals(0, 1000, places=1)


def written_and_read(situation):
    return read_situation(json.loads(json.dumps(write_situation(situation))))


@examples(200)
@given(applications(), centres(), loads(), areas)
def test_a_situation_survives_writing(application, at, load, area_m2):
    situation = Situation(application, replace(at, area_m2=area_m2), load)
    assert written_and_read(situation) == situation


@given(st.lists(slots, max_size=3).map(tuple))
def test_the_hours_behind_a_load_survive_writing(held):
    situation = Situation(regular(), centre(), {DAY: DayLoad(regular=2, held=held)})
    assert written_and_read(situation) == situation


def test_seconds_of_a_time_survive_writing():
    situation = Situation(regular(hours=Hours(time(14, 0, 30), time(18, 0, 0, 5))), centre())
    assert written_and_read(situation) == situation


def test_days_with_the_same_load_stand_together():
    load = {DAY + timedelta(days): DayLoad(regular=4) for days in range(60)}
    (written,) = write_situation(Situation(regular(), centre(), load))["load"]
    assert (len(written["days"]), written["regular"]) == (60, 4)


def test_loads_are_written_in_the_order_given_and_their_days_in_that_of_the_calendar():
    held = HeldSlot(CareType.TEMPORARY, Hours(time(14), time(15, 30)), 2)
    busy = DayLoad(1, 2, 3, 4, 5, 6, (held,))
    load = {DAY + timedelta(2): busy, DAY + timedelta(1): DayLoad(), DAY: busy}
    written = write_situation(Situation(regular(), centre(), load))["load"]
    assert json.dumps(written) == (
        '[{"days": ["2026-03-03", "2026-03-05"], "regular": 1, "temporary": 2, "sick_child": 3, '
        '"waiting_regular": 4, "waiting_temporary": 5, "waiting_sick_child": 6, '
        '"held": [{"care_type": "temporary", "starts": "14:00", "ends": "15:30", "children": 2}]}, '
        '{"days": ["2026-03-04"]}]'
    )


def test_each_number_of_a_load_is_written_by_its_own_name():
    for name in COUNTS:
        (written,) = write_situation(Situation(regular(), centre(), {DAY: DayLoad(**{name: 7})}))["load"]
        assert written == {"days": ["2026-03-03"], name: 7}


def line(**changes):
    return write_situation(Situation(regular(), centre(area_m2=Decimal("99.0")), {})) | changes


def test_ids_name_the_application_its_centre_and_its_child():
    raw = line(id=7)
    raw["centre"] |= {"id": "nowon-1", "name": "상계"}
    raw["child"]["id"] = 12
    found = read_recorded(raw)
    assert (found.id, found.centre, found.centre_name, found.child) == ("7", "nowon-1", "상계", "12")
    assert found.situation == read_situation(raw)


def test_without_ids_there_are_none():
    found = read_recorded(line())
    assert (found.id, found.centre, found.centre_name, found.child) == ("", "", "", "")


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (
            {"load": [{"days": ["2026-03-03", "yes"]}]},
            "load[0].days[1]: 'yes' is not a date such as 2026-03-02",
        ),
        (
            {"load": [{"days": ["2026-03-03"]}, {"on": "2026-03-03"}]},
            "load[1].on: 2026-03-03 is given twice",
        ),
        (
            {"load": [{"on": "2026-03-03"}, {"days": ["2026-03-02", "2026-03-03"]}]},
            "load[1].days: 2026-03-03 is given twice",
        ),
        (
            {"load": [{"on": "2026-03-03", "held": [{"care_type": "monthly"}]}]},
            "load[0].held[0].care_type: 'monthly' is not one of regular, temporary, sick_child",
        ),
        ({"id": ["a"]}, "id: ['a'] is no id; give a text or a whole number"),
        ({"child": {"grade": 3, "id": True}}, "child.id: True is no id"),
    ],
)
def test_a_field_that_cannot_be_read_is_named(where, said):
    with pytest.raises(InputError) as error:
        read_recorded(line(**where))
    assert said in str(error.value)
