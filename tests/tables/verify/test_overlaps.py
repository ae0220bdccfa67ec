"""Rows that match one input together, as each hit policy sees it."""

import pytest
from tables.made import column, table
from tables.verify.found import brief, of

from kium_rules.tables.verify import Kind

DAYS = column("days")
RANK = column("rank", "out", "enum", values={"high": "높음", "low": "낮음"})
OUT = column("seats", "out")


def rows(first: str, second: str, *seats: str) -> list[dict[str, str]]:
    return [{"days": first, "seats": seats[0]}, {"days": second, "seats": seats[1]}]


def test_unique_rows_must_not_meet_at_all():
    one = table([DAYS, OUT], rows("<= 10", ">= 10", "1", "1"))
    assert brief(one) == {("overlap", "error", "t.1", "t.2")}
    [overlap] = of(one, Kind.OVERLAP)
    assert overlap.example == {"days": 10}
    assert "t.1, t.2" in overlap.ko
    assert "days 10" in overlap.ko


def test_unique_rows_that_meet_and_disagree_are_a_conflict():
    one = table([DAYS, OUT], rows("<= 10", ">= 10", "1", "2"))
    assert brief(one) == {("conflict", "error", "t.1", "t.2")}
    [conflict] = of(one, Kind.CONFLICT)
    assert "(seats 1 / 2)" in conflict.ko
    assert "(seats 1 / 2)" in conflict.en


def test_a_conflict_names_only_what_differs_in_the_labels_of_the_table():
    kind = column("kind", "out", "enum", label="종류", values={"a": "가", "b": "나"})
    one = table([DAYS, kind, OUT], [{"kind": "a", "seats": "1"}, {"kind": "b", "seats": "1"}])
    assert "(종류 가 / 나)" in of(one, Kind.CONFLICT)[0].ko


def test_any_rows_may_meet_where_they_agree():
    assert brief(table([DAYS, OUT], rows("<= 10", ">= 5", "1", "1"), "A")) == set()
    assert brief(table([DAYS, OUT], rows("<= 10", ">= 5", "1", "2"), "A")) == {
        ("conflict", "error", "t.1", "t.2")
    }


def test_rows_by_priority_may_meet_unless_they_tie_and_disagree():
    both = [{"days": "<= 10", "rank": "high", "seats": "1"}, {"days": ">= 5", "rank": "low", "seats": "2"}]
    assert brief(table([DAYS, RANK, OUT], both, "P")) == set()
    tied = [{**both[0]}, {**both[1], "rank": "high"}]
    assert brief(table([DAYS, RANK, OUT], tied, "P")) == {("conflict", "warning", "t.1", "t.2")}


@pytest.mark.parametrize("policy", ["F", "R", "C", "C+", "C#"])
def test_elsewhere_rows_may_meet(policy):
    assert brief(table([DAYS, OUT], rows("<= 10", ">= 5", "1", "2"), policy)) == set()


def test_rows_meet_only_where_all_columns_do():
    care = column("care", type="enum", values={"regular": "정기돌봄", "temporary": "일시돌봄"})
    both = [{"days": "<= 10", "care": "regular"}, {"days": ">= 5", "care": "temporary"}]
    assert not of(table([DAYS, care, OUT], both), Kind.OVERLAP, Kind.CONFLICT)


def test_every_pair_is_told():
    every = [{"days": "-", "seats": str(number)} for number in range(5)]
    assert len(of(table([DAYS, OUT], every), Kind.CONFLICT)) == 10
