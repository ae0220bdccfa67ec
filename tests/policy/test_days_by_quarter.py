"""A centre's days, looked at one by one and many at once."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from policy.situations import AFTERNOON, centre

from kium_rules.values import Quarter
from kium_rules.vocabulary import QuarterKind

START = date(2026, 3, 2)
days = st.builds(timedelta, st.integers(0, 60)).map(lambda after: START + after)
quarters = st.builds(
    Quarter,
    st.sampled_from(QuarterKind),
    days,
    days,
    st.just(AFTERNOON),
    st.frozensets(st.integers(0, 6)),
)


@given(st.lists(quarters, max_size=4).map(tuple), st.frozensets(days))
def test_days_are_grouped_by_the_quarter_that_each_one_finds(some, asked):
    at = centre(quarters=some)
    in_order = sorted(asked)
    found = {day: quarter for quarter, inside in at.by_quarter(in_order) for day in inside}
    assert found == {day: at.quarter_on(day) for day in in_order}
    assert all(inside == sorted(inside) for _, inside in at.by_quarter(in_order))


@given(st.lists(quarters, max_size=3).map(tuple), st.frozensets(days), days)
def test_a_centre_is_open_on_the_open_days_of_the_first_quarter_a_day_lies_in(some, closed, day):
    here = [one for one in some if one.from_on <= day <= one.until_on][:1]
    is_open = any(day.weekday() in one.weekdays for one in here) and day not in closed
    assert centre(quarters=some, closed_on=closed).is_open_on(day) == is_open
