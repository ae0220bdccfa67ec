"""A centre's quarters, checked through `Policy.check_quarters` (FAQ Q1, Q2, Q3)."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from policy.situations import AFTERNOON, AUTUMN, MONDAY_TO_FRIDAY, SPRING, SUMMER

from kium_rules.policy import Policy
from kium_rules.values import Hours, Quarter
from kium_rules.vocabulary import QuarterKind

POLICY, ON = Policy.load(), date(2026, 3, 2)
WINTER = Quarter(QuarterKind.WINTER_BREAK, date(2027, 1, 1), date(2027, 2, 26), AFTERNOON, MONDAY_TO_FRIDAY)
YEAR = (SPRING, SUMMER, AUTUMN, WINTER)


def codes(*quarters, **options):
    return [reason.code for reason in POLICY.check_quarters(quarters, ON, **options)]


def test_four_quarters_that_only_touch_are_fine():
    assert codes(*YEAR, first_opening=True) == []


@pytest.mark.faq(1, 3)
def test_an_overlap_is_refused_with_the_days_and_what_to_do():
    late = replace(SPRING, until_on=date(2026, 7, 25))
    (reason,) = POLICY.check_quarters([late, SUMMER], ON)
    assert reason.code == "quarters_overlap"
    assert "여름방학이 1학기와 3일 겹칩니다" in reason.ko
    assert "7월 26일(일) 이후로 시작일을 바꾸세요" in reason.ko


@pytest.mark.faq(3)
def test_a_first_opening_needs_all_four_of_the_year():
    (reason,) = POLICY.check_quarters([SPRING, SUMMER, AUTUMN], ON, first_opening=True)
    assert reason.code == "quarters_missing"
    assert "겨울방학" in reason.ko


@pytest.mark.faq(2)
def test_a_later_change_may_name_one_quarter_only():
    assert codes(SPRING) == []


def test_a_quarter_that_ends_before_it_starts_is_refused():
    assert "quarter_inverted" in codes(replace(SPRING, until_on=date(2026, 3, 1)))


def test_hours_and_weekdays_must_leave_time_to_open():
    assert codes(replace(SPRING, hours=Hours(time(19), time(13)))) == ["hours_inverted"]
    assert codes(replace(SPRING, weekdays=frozenset())) == ["no_weekday"]


def test_the_same_kind_twice_in_a_year_is_refused_but_not_in_two_years():
    again = replace(SPRING, from_on=date(2026, 9, 1), until_on=date(2026, 12, 24))
    assert codes(SPRING, again) == ["quarter_twice"]
    assert codes(replace(SPRING, year=2026), replace(again, year=2027)) == []


def test_where_no_year_is_given_the_school_year_tells_two_of_a_kind_apart():
    next_spring = replace(SPRING, from_on=date(2027, 3, 2), until_on=date(2027, 7, 22))
    assert codes(SPRING, next_spring) == []
    winter = {"kind": QuarterKind.WINTER_BREAK, "until_on": date(2027, 2, 26)}
    before, after_new_year = (
        replace(SPRING, from_on=first, **winter) for first in (date(2026, 12, 31), date(2027, 1, 4))
    )
    assert "quarter_twice" in codes(before, after_new_year)


@given(
    st.dates(date(2026, 1, 1), date(2026, 12, 1)),
    st.integers(0, 80),
    st.integers(-90, 90),
    st.integers(0, 80),
)
def test_an_overlap_is_found_exactly_when_some_day_lies_in_both(first, length, shift, other_length):
    a = replace(SPRING, from_on=first, until_on=first + timedelta(length))
    b = replace(SUMMER, from_on=first + timedelta(shift), until_on=first + timedelta(shift + other_length))
    shared = {a.from_on + timedelta(n) for n in range(length + 1)} & {
        b.from_on + timedelta(n) for n in range(other_length + 1)
    }
    assert ("quarters_overlap" in codes(a, b)) == bool(shared)
