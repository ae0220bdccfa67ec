"""What would pass instead, asked through `Policy.near_fits`."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from policy.situations import (
    AFTERNOON,
    MONDAY_TO_FRIDAY,
    applications,
    centre,
    centres,
    loads,
    regular,
    temporary,
)

from kium_rules.policy import Policy
from kium_rules.values import Child, DayLoad, OtherBooking
from kium_rules.vocabulary import Outcome

POLICY = Policy.load().remembering()
FULL = DayLoad(regular=30)
LONG = {"until_on": date(2026, 5, 29)}


def fits(application, at=None, load=None):
    return POLICY.near_fits(application, at or centre(), load or {})


def every(first, last):
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


@examples(60)
@given(applications(), centres(), loads())
def test_whatever_is_named_is_admitted_and_another_wish_than_was_asked(application, at, load):
    found = fits(application, at, load)
    if POLICY.decide(application, at, load).outcome is Outcome.ADMIT:
        assert found == ()
    for fit in found:
        decision = POLICY.decide(fit.application, at, load)
        assert (decision.outcome, decision.days) == (Outcome.ADMIT, fit.days)
        assert fit.application != application
        assert (
            replace(
                fit.application,
                from_on=application.from_on,
                until_on=application.until_on,
                weekdays=application.weekdays,
                days=application.days,
            )
            == application
        ), "child, hours and kind of care stay"
        assert fit.ko
        assert fit.en


def test_full_days_at_the_beginning_name_the_day_from_which_it_is_possible():
    load = dict.fromkeys(every(date(2026, 3, 3), date(2026, 3, 10)), FULL)
    (later,) = fits(regular(**LONG), load=load)
    assert later.application.from_on == date(2026, 3, 11)
    assert later.ko == "3월 11일(수)부터는 가능합니다."
    assert later.en == "It is possible from Wed 11 March 2026."


def test_days_off_before_the_first_day_of_use_count_where_the_period_would_be_too_short():
    load = dict.fromkeys(every(date(2026, 3, 3), date(2026, 3, 6)), FULL)
    later, _mondays_only = fits(regular(until_on=date(2026, 4, 5)), load=load)
    assert later.application.from_on == date(2026, 3, 7), "a Saturday, 30 days before the end"
    assert later.days[0] == date(2026, 3, 9)


@examples(12)
@given(st.sets(st.integers(0, 60), min_size=1, max_size=4), st.integers(30, 60))
def test_no_later_beginning_or_earlier_end_is_missed(full, length):
    """Held to trying every day of the period."""
    first = date(2026, 3, 3)
    wish = regular(from_on=first, until_on=first + timedelta(days=length))
    load = {first + timedelta(days=number): FULL for number in full}

    def passes(**change):
        return POLICY.decide(replace(wish, **change), centre(), load).outcome is Outcome.ADMIT

    days = every(first, wish.until_on)
    found = [fit.application for fit in fits(wish, load=load)]
    if not passes():
        later = {fit for fit in found if fit.until_on == wish.until_on and fit.weekdays == wish.weekdays}
        earlier = {fit for fit in found if fit.from_on == wish.from_on and fit.weekdays == wish.weekdays}
        assert bool(later) == any(passes(from_on=day) for day in days)
        assert bool(earlier) == any(passes(until_on=day) for day in days)


def test_full_days_at_the_end_name_the_day_until_which_it_is_possible():
    load = dict.fromkeys(every(date(2026, 5, 20), date(2026, 5, 29)), FULL)
    (earlier,) = fits(regular(**LONG), load=load)
    assert earlier.application.until_on == date(2026, 5, 19)
    assert earlier.ko == "5월 19일(화)까지로 하면 가능합니다."


def test_full_weekdays_are_left_out():
    wednesdays = [day for day in every(date(2026, 3, 3), date(2026, 5, 29)) if day.weekday() == 2]
    found = fits(regular(**LONG), load=dict.fromkeys(wednesdays, FULL))
    (fewer,) = [fit for fit in found if fit.application.weekdays != MONDAY_TO_FRIDAY]
    assert fewer.application.weekdays == MONDAY_TO_FRIDAY - {2}
    assert fewer.ko == "월, 화, 목, 금요일만 고르면 가능합니다."


def test_a_later_beginning_that_would_be_too_short_is_not_named():
    load = dict.fromkeys(every(date(2026, 3, 3), date(2026, 3, 31)), FULL)
    assert fits(regular(until_on=date(2026, 4, 10)), load=load) == ()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"until_on": date(2026, 3, 20)}, "4월 1일(수)까지로 하면 가능합니다."),
        ({"from_on": date(2026, 2, 27)}, "3월 2일(월)부터는 가능합니다."),
        ({"until_on": date(2026, 8, 3)}, "7월 22일(수)까지로 하면 가능합니다."),
        ({"weekdays": frozenset({0, 5})}, "월요일만 고르면 가능합니다."),
        (
            {"from_on": date(2026, 2, 27), "until_on": date(2026, 3, 6), "weekdays": frozenset({0, 6})},
            "3월 2일(월)부터 3월 31일(화)까지 월요일만 고르면 가능합니다.",
        ),
    ],
)
def test_a_period_against_the_window_is_mended(asked, said):
    assert [fit.ko for fit in fits(regular(**asked))] == [said]


def test_a_mended_period_that_meets_full_days_is_mended_further():
    load = dict.fromkeys(every(date(2026, 3, 2), date(2026, 3, 6)), FULL)
    (found,) = fits(regular(from_on=date(2026, 2, 20), **LONG), load=load)
    assert found.ko == "3월 9일(월)부터는 가능합니다."


def test_days_of_another_booking_of_the_child_are_left_out():
    child = Child(3, (OtherBooking(frozenset({date(2026, 3, 3)}), AFTERNOON),))
    assert "3월 4일(수)부터는 가능합니다." in [fit.ko for fit in fits(regular(child=child, **LONG))]


def test_of_named_days_those_that_pass_are_kept():
    days = [date(2026, 3, day) for day in (5, 6, 7, 20, 31)]
    (found,) = fits(temporary(*days), load={days[0]: DayLoad(30, 6)})
    assert found.application.days == {date(2026, 3, 6)}, "5 full, 7 a Saturday, 20 closed, 31 too far ahead"
    assert found.ko == "3월 6일(금)에는 자리가 있습니다."


def test_of_a_period_of_years_only_the_days_that_can_be_booked_are_looked_at():
    counted = []

    class Counting(Policy):
        def decide(self, *asked):
            counted.append(asked)
            return super().decide(*asked)

    years = temporary(days=None, from_on=date(2026, 3, 2), until_on=date(2035, 3, 2))
    (found,) = Counting(POLICY.book).near_fits(years, centre(), {})
    assert max(found.days) == date(2026, 3, 16)
    assert len(counted) < 20


@pytest.mark.parametrize(
    "application",
    [
        temporary(child=Child(grade=7)),
        regular(child=Child(grade=7)),
        regular(weekdays=frozenset({6})),
        regular(from_on=date(2026, 4, 10), until_on=date(2026, 3, 3)),
        regular(from_on=date(2027, 4, 1), until_on=date(2027, 6, 3)),
    ],
)
def test_where_nothing_near_passes_nothing_is_named(application):
    assert fits(application) == ()
