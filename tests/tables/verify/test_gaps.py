"""Inputs no row matches."""

import pytest
from tables.made import column, table
from tables.verify.found import brief, cells, of

from kium_rules.tables import HitPolicy
from kium_rules.tables.verify import Kind

DAYS = column("days", unit="일", domain="[0..100]")
CARE = column("care", type="enum", values={"regular": "정기돌봄", "temporary": "일시돌봄"})
OUT = column("seats", "out")


def test_a_gap_names_the_cells_that_would_fill_it_and_an_example():
    one = table(
        [CARE, DAYS, OUT],
        [{"care": "regular", "days": ">= 30"}, {"care": "temporary", "days": "<= 14"}],
    )
    gaps = of(one, Kind.GAP)
    assert {tuple(cells(gap).values()) for gap in gaps} == {
        ("regular", "[0..29]"),
        ("temporary", "[15..100]"),
    }
    [gap] = [gap for gap in gaps if cells(gap)["care"] == "regular"]
    assert gap.example["care"] == "regular"
    assert 0 <= gap.example["days"] < 30
    assert "care 정기돌봄, days 29일 이하" in gap.ko
    assert "care regular, days <= 29" in gap.en


@pytest.mark.parametrize("policy", ["U", "A", "F"])
def test_policies_with_one_answer_need_a_row_for_everything(policy):
    assert ("gap", "error") in brief(table([DAYS, OUT], [{"days": "< 10", "seats": "1"}], policy))


def test_policy_p_needs_a_row_for_everything():
    ranked = column("rank", "out", "enum", values={"high": "높음", "low": "낮음"})
    assert ("gap", "error") in brief(table([DAYS, ranked], [{"days": "< 10", "rank": "high"}], "P"))


@pytest.mark.parametrize("policy", ["U", "A", "F"])
def test_a_default_fills_every_gap(policy):
    one = table([DAYS, OUT], [{"days": "< 10", "seats": "1"}], policy, default={"seats": "0"})
    assert brief(one) == set()


@pytest.mark.parametrize("policy", [policy for policy in HitPolicy if not policy.is_single and policy != "O"])
def test_no_hit_is_an_answer_where_hits_are_collected(policy):
    assert brief(table([DAYS, OUT], [{"days": "< 10", "seats": "1"}], policy)) == set()


def test_a_table_without_rows_is_one_gap():
    [gap] = of(table([DAYS, OUT], []), Kind.GAP)
    assert cells(gap) == {}
    assert "모든 경우" in gap.ko


def test_a_table_without_inputs_needs_one_row():
    assert brief(table([OUT], [])) == {("gap", "error")}
    assert brief(table([OUT], [{"seats": "1"}])) == set()


def test_no_whole_number_lies_between_neighbours():
    number = column("days", type="number", domain="[0..100]")
    rows = [{"days": "<= 14"}, {"days": ">= 15"}]
    assert brief(table([DAYS, OUT], rows)) == set()
    [gap] = of(table([number, OUT], rows), Kind.GAP)
    assert cells(gap) == {"days": "(14..15)"}
    assert "14 초과 15 미만" in gap.ko


def test_a_hole_in_the_domain_is_no_gap():
    holed = column("days", domain="[0..9], [20..29]")
    assert brief(table([holed, OUT], [{"days": "<= 9"}, {"days": ">= 20"}])) == set()
    [gap] = of(table([holed, OUT], [{"days": "<= 8"}, {"days": ">= 21"}]), Kind.GAP)
    assert cells(gap) == {"days": "9, 20"}


def test_null_can_occur_only_where_the_table_speaks_of_it():
    state = column("state", type="enum", values={"on": "켜짐", "off": "꺼짐"})
    assert brief(table([state, OUT], [{"state": "on"}, {"state": "off"}])) == set()
    two = column("other", type="boolean")
    rows = [{"state": "null", "other": "true"}, {"state": "on, off", "other": "-"}]
    [gap] = of(table([state, two, OUT], rows), Kind.GAP)
    assert cells(gap) == {"state": "null", "other": "false"}
    assert gap.example == {"state": None, "other": False}
    assert "state 없음" in gap.ko
    allowed = column("days", domain="[0..100], null")
    assert [cells(gap) for gap in of(table([allowed, OUT], [{"days": ">= 0"}]), Kind.GAP)] == [
        {"days": "null"}
    ]


def test_texts_are_open_unless_a_row_takes_the_rest():
    name = column("name", type="text")
    [gap] = of(table([name, OUT], [{"name": "kim"}, {"name": "lee"}]), Kind.GAP)
    assert gap.example["name"] not in ("kim", "lee")
    assert "kim" in gap.ko
    assert "제외" in gap.ko
    assert brief(table([name, OUT], [{"name": "kim"}, {"name": "not(kim)"}])) == set()


def test_the_largest_gap_comes_first_and_pieces_of_one_gap_are_one():
    x, y = column("x", domain="[0..99]"), column("y", domain="[0..99]")
    rows = [
        {"x": "[0..49]", "y": "-"},
        {"x": "[50..99]", "y": "[0..9]"},
        {"x": "[50..59]", "y": "[10..19]"},
    ]
    gaps = [cells(gap) for gap in of(table([x, y, OUT], rows), Kind.GAP)]
    assert {"x": "[50..99]", "y": "[20..99]"} in gaps
    assert {"x": "[60..99]", "y": "[10..99]"} in gaps
    assert len(gaps) == 2
