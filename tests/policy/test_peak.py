"""Counting seats by the moment of greatest overlap instead of whole days (A-04): one cell of `seat_counting`."""

import shutil
from datetime import date, time
from pathlib import Path

import pytest
from policy.situations import centre, temporary

from kium_rules.policy import Policy
from kium_rules.values import DayLoad, HeldSlot, Hours
from kium_rules.vocabulary import CareType, Outcome

RULES = Path(__file__).parents[2] / "rules"
DAY = date(2026, 3, 5)


@pytest.fixture(scope="module")
def peak(tmp_path_factory) -> Policy:
    folder = tmp_path_factory.mktemp("rules") / "rules"
    shutil.copytree(RULES, folder)
    rows = folder / "seat_counting" / "rows.csv"
    rows.write_text(rows.read_text("utf-8").replace("whole_day", "peak"), encoding="utf-8")
    return Policy.load(folder)


def slot(starts: int, ends: int, children: int) -> HeldSlot:
    return HeldSlot(CareType.TEMPORARY, Hours(time(starts), time(ends)), children)


def decide(policy, load, hours):
    return policy.decide(
        temporary(DAY, hours=hours), centre(base_seats=1, extra_seats=1), {DAY: load}
    ).outcome


def test_two_who_leave_before_the_third_comes_leave_a_seat(peak):
    load = DayLoad(temporary=2, held=(slot(13, 15, 2),))
    late = Hours(time(15), time(17))
    assert decide(peak, load, late) is Outcome.ADMIT
    assert decide(Policy.load(), load, late) is Outcome.WAIT


def test_the_fullest_moment_of_the_wanted_hours_counts(peak):
    load = DayLoad(temporary=3, held=(slot(13, 15, 1), slot(16, 18, 2)))
    assert decide(peak, load, Hours(time(14), time(16))) is Outcome.ADMIT
    assert decide(peak, load, Hours(time(14), time(17))) is Outcome.WAIT


def test_a_day_whose_single_bookings_are_unknown_counts_as_a_whole(peak):
    assert decide(peak, DayLoad(temporary=2), Hours(time(15), time(17))) is Outcome.WAIT
