"""`from` and `until` are one more input: a day without a rule is a gap."""

from datetime import date

from tables.made import column, table
from tables.verify.found import brief, cells, of

from kium_rules.tables.verify import Kind, Level

CARE = column("care", type="enum", values={"regular": "정기돌봄", "temporary": "일시돌봄"})
OUT = column("seats", "out")


def test_a_hole_between_two_versions_is_a_gap_on_its_days():
    rows = [
        {"until": "2026-02-28", "care": "regular"},
        {"from": "2026-03-03", "care": "regular"},
        {"care": "temporary"},
    ]
    [gap] = of(table([CARE, OUT], rows), Kind.GAP)
    assert gap.days == (date(2026, 3, 1), date(2026, 3, 2))
    assert gap.example == {"care": "regular", "on": date(2026, 3, 1)}
    assert cells(gap) == {"care": "regular"}
    assert "2026-03-01부터 2026-03-02까지" in gap.ko
    assert "care 정기돌봄" in gap.ko
    assert gap.to_json()["days"] == ["2026-03-01", "2026-03-02"]
    assert gap.to_json()["example"] == {"care": "regular", "on": "2026-03-01"}


def test_versions_that_join_leave_no_gap():
    rows = [{"until": "2026-02-28"}, {"from": "2026-03-01"}]
    assert brief(table([OUT], rows)) == set()


def test_versions_that_share_a_day_overlap_on_it():
    [overlap] = of(table([OUT], [{"until": "2026-03-01"}, {"from": "2026-03-01"}]), Kind.OVERLAP)
    assert overlap.example == {"on": date(2026, 3, 1)}
    assert overlap.rules == ("t.1", "t.2")


def test_each_hole_is_a_gap_of_its_own():
    rows = [
        {"until": "2026-02-28"},
        {"from": "2026-03-02", "until": "2026-05-31"},
        {"from": "2026-06-02"},
    ]
    days = [gap.days for gap in of(table([OUT], rows), Kind.GAP)]
    assert sorted(days) == [(date(2026, 3, 1),) * 2, (date(2026, 6, 1),) * 2]


def test_a_table_begins_on_its_first_day_where_every_row_has_one():
    assert brief(table([OUT], [{"from": "2026-03-01"}])) == set()
    later = [{"from": "2026-03-01", "care": "regular"}, {"from": "2026-04-01", "care": "temporary"}]
    [gap] = of(table([CARE, OUT], later), Kind.GAP)
    assert gap.days == (date(2026, 3, 1), date(2026, 3, 31))
    assert cells(gap) == {"care": "temporary"}


def test_days_before_a_first_day_are_a_gap_where_another_row_always_held():
    [gap] = of(
        table([CARE, OUT], [{"from": "2026-03-01", "care": "regular"}, {"care": "temporary"}]), Kind.GAP
    )
    assert gap.days == (None, date(2026, 2, 28))


def test_a_table_that_ends_leaves_every_later_day_without_a_rule():
    [gap] = of(table([OUT], [{"until": "2026-12-31"}]), Kind.GAP)
    assert gap.days == (date(2027, 1, 1), None)
    assert "2027-01-01부터" in gap.ko


def test_a_pause_that_an_empty_answer_hides_is_a_warning():
    rows = [
        {"until": "2026-06-30", "care": "regular", "seats": "1"},
        {"from": "2026-07-02", "care": "regular", "seats": "2"},
        {"care": "temporary", "seats": "3"},
    ]
    [pause] = of(table([CARE, OUT], rows, "C"), Kind.GAP)
    assert pause.level is Level.WARNING
    assert pause.rules == ("t.1", "t.2")
    assert pause.days == (date(2026, 7, 1), date(2026, 7, 1))
    assert pause.example == {"care": "regular", "on": date(2026, 7, 1)}


def test_a_pause_that_a_last_row_takes_over_is_a_warning():
    rows = [
        {"until": "2026-06-30", "care": "regular"},
        {"from": "2026-07-02", "care": "regular"},
        {"seats": "1"},
    ]
    assert ("gap", "warning", "t.1", "t.2") in brief(table([CARE, OUT], rows, "F"))


def test_a_limit_that_changes_with_a_lost_day_is_a_warning():
    """The versions have other conditions, but the same result."""
    length = column("length")
    rows = [
        {"until": "2026-12-31", "length": "< 30", "code": "too_short"},
        {"from": "2027-01-02", "length": "< 20", "code": "too_short"},
    ]
    found = brief(table([length, column("code", "out", "text")], rows, "C"))
    assert found == {("gap", "warning", "t.1", "t.2")}


def test_another_version_may_fill_the_pause():
    rows = [
        {"until": "2026-06-30", "care": "regular", "seats": "1"},
        {"from": "2026-09-01", "care": "regular", "seats": "1"},
        {"from": "2026-07-01", "until": "2026-08-31", "care": "regular", "seats": "1"},
    ]
    assert brief(table([CARE, OUT], rows, "C")) == set()
