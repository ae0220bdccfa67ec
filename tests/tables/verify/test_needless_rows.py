"""Rows that are never used, and rows that say the same as others."""

from dataclasses import replace
from datetime import date

import pytest
from tables.made import column, table
from tables.verify.found import brief, of

from kium_rules.tables.verify import Kind, verify

DAYS = column("days", domain="[0..100]")
RANK = column("rank", "out", "enum", values={"high": "높음", "low": "낮음"})
OUT = column("seats", "out")


def lines(*days: str) -> list[dict[str, str]]:
    return [{"days": cell, "seats": str(number)} for number, cell in enumerate(days)]


def test_a_first_hit_row_behind_a_larger_one_is_never_used():
    one = table([DAYS, OUT], lines("< 10", "< 5", "-"), "F")
    assert brief(one) == {("unreachable", "error", "t.2", "t.1")}
    [hidden] = of(one, Kind.UNREACHABLE)
    assert hidden.example == {"days": 0}
    assert hidden.ko.startswith("t.2: 절대 쓰이지 않습니다")
    assert "t.1" in hidden.ko


def test_a_first_hit_row_that_several_rows_hide_together_is_never_used():
    one = table([DAYS, OUT], lines("< 50", "[60..70]", ">= 50", "[40..90]"), "F")
    assert brief(one) == {("unreachable", "error", "t.4", "t.1", "t.3")}
    assert "t.1, t.3" in of(one, Kind.UNREACHABLE)[0].ko


def test_the_order_of_first_hit_rows_decides_what_is_hidden():
    assert brief(table([DAYS, OUT], lines("< 5", "< 10", "-"), "F")) == set()


def test_a_row_of_lower_priority_behind_higher_ones_is_never_used():
    rows = [{"days": "< 5", "rank": "low"}, {"days": "< 10", "rank": "high"}, {"days": "-", "rank": "low"}]
    assert brief(table([DAYS, RANK], rows, "P")) == {("unreachable", "error", "t.1", "t.2")}


def test_rows_hide_each_other_on_their_days_only():
    rows = [{"days": "-", "until": "2026-06-30"}, {"days": "-"}]
    assert brief(table([DAYS, OUT], rows, "F")) == set()


def test_a_row_that_ends_before_it_starts_is_never_used():
    """The reader refuses such a row; a table made by a program may hold it."""
    one = table([DAYS, OUT], [{"days": "-"}, {"days": "-", "from": "2026-03-02"}], "C")
    bad = replace(one.rows[1], valid_until=date(2026, 3, 1))
    found = verify(replace(one, rows=(one.rows[0], bad)))
    [never] = [finding for finding in found if finding.kind is Kind.UNREACHABLE]
    assert never.rules == ("t.2",)
    assert "2026-03-01" in never.ko


@pytest.mark.parametrize("policy", ["A", "F", "R", "C", "C+"])
def test_equal_rows_are_duplicates(policy):
    rows = [{"days": "< 5", "seats": "1"}, {"days": "<= 4", "seats": "1"}, {"days": ">= 5", "seats": "1"}]
    assert ("duplicate", "warning", "t.1", "t.2") in brief(table([DAYS, OUT], rows, policy))


def test_rows_with_other_results_or_days_are_no_duplicates():
    rows = [{"days": "< 5", "seats": "1"}, {"days": "< 5", "seats": "2"}]
    assert brief(table([DAYS, OUT], rows, "C")) == set()
    rows = [
        {"days": "< 5", "seats": "1", "until": "2026-03-01"},
        {"days": "< 5", "seats": "1", "from": "2026-03-02"},
    ]
    assert brief(table([DAYS, OUT], rows, "C")) == set()


@pytest.mark.parametrize("policy", ["A", "R", "C"])
def test_a_row_that_matches_only_with_others_of_its_result_is_needless(policy):
    rows = [
        {"days": "< 50", "seats": "1"},
        {"days": ">= 50", "seats": "1"},
        {"days": "[40..60]", "seats": "1"},
    ]
    assert brief(table([DAYS, OUT], rows, policy)) == {("duplicate", "warning", "t.3", "t.1", "t.2")}
    rows[1]["seats"] = "2"
    assert ("duplicate", "warning", "t.3", "t.1", "t.2") not in brief(table([DAYS, OUT], rows, policy))
