"""Rules that begin or end on a day, asked through `Policy` and `Policy.on`."""

import shutil
from datetime import date, datetime

import pytest
from policy.situations import centre, regular, temporary
from simulate.rule_books import RULES

from kium_rules.policy import Policy, ReplayError
from kium_rules.vocabulary import SEOUL, CareType, Outcome

NEXT_YEAR = date(2027, 3, 1)
THREE_WEEKS = temporary(date(2026, 3, 23))


@pytest.fixture(scope="module")
def policy(tmp_path_factory) -> Policy:
    """Temporary care reaches 14 days ahead until February 2027, and 30 from March on."""
    folder = tmp_path_factory.mktemp("dated") / "rules"
    shutil.copytree(RULES, folder)
    rows = folder / "booking_window" / "rows.csv"
    lines = rows.read_text("utf-8").splitlines()
    (old,) = [line for line in lines if line.startswith("booking_window.5,")]
    ended = old.replace("booking_window.5,,,", "booking_window.5,,2027-02-28,")
    new = old.replace("booking_window.5,,,", "booking_window.15,2027-03-01,,").replace("> 14", "> 30")
    lines[lines.index(old)] = f"{ended}\n{new}"
    rows.write_text("\n".join(lines) + "\n", "utf-8")
    return Policy.load(folder)


def test_a_row_counts_from_its_first_day_to_its_last(policy):
    for day, furthest in ((date(2027, 2, 28), date(2027, 3, 14)), (NEXT_YEAR, date(2027, 3, 31))):
        assert policy.latest_day(CareType.TEMPORARY, day) == furthest


def test_the_rules_of_a_later_day_answer_an_application_of_today(policy):
    (reason,) = policy.decide(THREE_WEEKS, centre(), {}).reasons
    assert reason.rule == "booking_window.5"
    later = policy.on(NEXT_YEAR)
    assert later.decide(THREE_WEEKS, centre(), {}).outcome is Outcome.ADMIT
    assert later.latest_day(CareType.TEMPORARY, date(2026, 3, 2)) == date(2026, 4, 1)
    assert policy.latest_day(CareType.TEMPORARY, date(2026, 3, 2)) == date(2026, 3, 16), "the first stays"


def test_it_is_another_rule_book_and_says_so(policy):
    decision = policy.decide(THREE_WEEKS, centre(), {})
    with pytest.raises(ReplayError, match="made by rule book"):
        policy.on(NEXT_YEAR).replay(decision)


def test_rules_without_dates_are_the_same_on_every_day():
    packaged = Policy.load()
    assert packaged.on(NEXT_YEAR).book.hash == packaged.book.hash


def test_the_first_minute_of_the_day_in_seoul_counts(policy):
    asked = {"asked_at": datetime(2027, 2, 28, 23, 59, tzinfo=SEOUL)}
    place = centre(quarters=(), closed_on=frozenset())
    day = temporary(date(2027, 3, 24))
    before = policy.decide(temporary(date(2027, 3, 24), **asked), place, {})
    after = policy.decide(
        temporary(*day.days, asked_at=datetime.fromisoformat("2027-02-28T15:00:00+00:00")), place, {}
    )
    assert "too_far_ahead" in {reason.code for reason in before.reasons}
    assert "too_far_ahead" not in {reason.code for reason in after.reasons}


def test_a_regular_wish_is_decided_alike_before_and_after(policy):
    assert policy.on(NEXT_YEAR).decide(regular(), centre(), {}).outcome is Outcome.ADMIT
