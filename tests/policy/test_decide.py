"""What becomes of an application, asked through `Policy.decide`."""

from datetime import date, datetime, time

import pytest
from examples import examples
from hypothesis import given
from policy import oracle
from policy.situations import applications, centre, centres, loads, regular, temporary

from kium_rules.decision import Decision
from kium_rules.policy import Policy
from kium_rules.values import Child, DayLoad, Hours, OtherBooking
from kium_rules.vocabulary import SEOUL, CareType, CentreType, Outcome

POLICY = Policy.load()
REMEMBERING = POLICY.remembering()


def decide(application, at=None, load=None):
    return POLICY.decide(application, at or centre(), load or {})


def codes(decision):
    return {reason.code for reason in decision.reasons}


def words(decision):
    return {reason.rule.split(".")[0] for reason in decision.reasons}


@examples(400)
@given(applications(), centres(), loads())
def test_every_decision_agrees_with_the_policy_read_by_hand(application, at, load):
    decision = decide(application, at, load)
    assert (decision.outcome.value, words(decision)) == oracle.decide(application, at, load)


@examples(100)
@given(applications(), centres(), loads())
def test_a_policy_that_remembers_decides_the_same(application, at, load):
    decision = decide(application, at, load)
    for _ in range(2):
        assert REMEMBERING.decide(application, at, load).to_json() == decision.to_json()


@pytest.mark.parametrize("first", [0, 1])
def test_a_policy_that_remembers_does_not_take_one_care_type_for_another(first):
    policy, at = POLICY.remembering(), centre()
    asked = [regular(until_on=date(2026, 4, 1)), temporary(date(2026, 3, 16))]
    limits = POLICY.seat_limits(at, date(2026, 3, 2))
    assert limits.regular < limits.total
    load = {day: DayLoad(regular=limits.regular) for day in asked[0].period()}
    for application in (asked[first], asked[1 - first]):
        assert policy.decide(application, at, load).outcome is decide(application, at, load).outcome
    assert [decide(one, at, load).outcome for one in asked] == [Outcome.WAIT, Outcome.ADMIT]


@examples(100)
@given(applications(), centres(), loads())
def test_a_decision_survives_storage(application, at, load):
    decision = decide(application, at, load)
    assert Decision.from_json(decision.to_json()) == decision


def test_thirty_days_from_3_march_end_on_1_april():
    assert decide(regular(until_on=date(2026, 4, 1))).outcome is Outcome.ADMIT
    short = decide(regular(until_on=date(2026, 3, 31)))
    assert codes(short) == {"too_short"}
    assert "30일 이상" in short.reasons[0].ko
    assert "30일째는 4월 1일(수)" in short.reasons[0].ko


def test_temporary_care_reaches_to_16_march_when_asked_on_2_march():
    assert decide(temporary(date(2026, 3, 16))).outcome is Outcome.ADMIT
    late = decide(temporary(date(2026, 3, 17)))
    assert codes(late) == {"too_far_ahead"}
    assert "3월 3일(화)부터 신청할 수 있습니다" in late.reasons[0].ko


def test_today_is_the_day_in_seoul_not_in_utc():
    late_evening_utc = datetime.fromisoformat("2026-03-02T15:30:00+00:00")  # 3 March, 00:30 in Seoul
    assert decide(temporary(date(2026, 3, 17), asked_at=late_evening_utc)).outcome is Outcome.ADMIT


def test_a_quarters_own_minimum_replaces_the_thirty_days():
    asked = datetime(2026, 7, 20, 10, tzinfo=SEOUL)
    summer = regular(
        from_on=date(2026, 7, 23), until_on=date(2026, 8, 11), asked_at=asked, hours=Hours(time(9), time(12))
    )
    assert decide(summer).outcome is Outcome.ADMIT
    shorter = regular(
        from_on=date(2026, 7, 23), until_on=date(2026, 8, 10), asked_at=asked, hours=Hours(time(9), time(12))
    )
    assert codes(decide(shorter)) == {"too_short_for_quarter"}


def test_regular_care_skips_a_closure_day_and_temporary_care_is_refused_on_it():
    assert date(2026, 3, 20) not in decide(regular()).days
    asked = datetime(2026, 3, 10, 10, tzinfo=SEOUL)
    assert codes(decide(temporary(date(2026, 3, 20), asked_at=asked))) == {"closed_day"}


def test_a_hub_offers_no_regular_care():
    assert codes(decide(regular(), centre(type=CentreType.HUB))) == {"hub_has_no_regular_care"}


def test_hours_that_only_touch_another_booking_are_no_second_place():
    booked = OtherBooking(frozenset({date(2026, 3, 5)}), Hours(time(13), time(15)))
    child = Child(3, (booked,))
    assert decide(temporary(hours=Hours(time(15), time(17)), child=child)).outcome is Outcome.ADMIT
    assert codes(decide(temporary(hours=Hours(time(14, 59), time(17)), child=child))) == {
        "child_booked_elsewhere"
    }


def test_every_rule_that_stands_against_an_application_is_named():
    child = Child(7, (OtherBooking(frozenset({date(2026, 3, 17)}), Hours(time(13), time(15))),))
    both = decide(temporary(date(2026, 3, 17), child=child, hours=Hours(time(12), time(14))))
    assert codes(both) == {
        "not_elementary",
        "too_far_ahead",
        "outside_opening_hours",
        "child_booked_elsewhere",
    }


def test_temporary_care_keeps_the_extra_seats_when_the_base_is_full():
    full = {date(2026, 3, 5): DayLoad(regular=30)}
    assert decide(temporary(), load=full).outcome is Outcome.ADMIT
    assert (
        decide(temporary(), load={date(2026, 3, 5): DayLoad(regular=30, temporary=6)}).outcome is Outcome.WAIT
    )


def test_the_sixtieth_waits_and_the_sixty_first_is_refused_by_name():
    day = date(2026, 3, 5)
    assert decide(temporary(), load={day: DayLoad(30, 6, waiting_temporary=59)}).outcome is Outcome.WAIT
    refused = decide(temporary(), load={day: DayLoad(30, 6, waiting_temporary=60)})
    assert refused.outcome is Outcome.REFUSE
    assert [reason.rule for reason in refused.reasons] == ["waiting_list.1"]
    assert "2배인 60명" in refused.reasons[0].ko


def test_a_partial_fit_is_told_but_not_taken():
    full = {date(2026, 3, 5): DayLoad(30, 6)}
    decision = decide(temporary(date(2026, 3, 5), date(2026, 3, 6)), load=full)
    assert decision.outcome is Outcome.WAIT
    assert decision.full_days == (date(2026, 3, 5),)
    assert decision.free_days == (date(2026, 3, 6),)


def test_weekdays_with_a_seat_on_all_their_days_are_told():
    full = {date(2026, 3, 4): DayLoad(30), date(2026, 3, 25): DayLoad(30), date(2026, 4, 3): DayLoad(30)}
    assert decide(regular(), load=full).free_weekdays == (0, 1, 3)
    assert decide(regular()).free_weekdays == (0, 1, 2, 3, 4)


def test_the_29th_of_february_is_a_day_like_any_other():
    leap = POLICY.days_of_use(
        regular(from_on=date(2028, 2, 28), until_on=date(2028, 3, 1), weekdays=frozenset(range(7))), centre()
    )
    assert date(2028, 2, 29) in leap


def test_a_time_without_zone_is_refused_because_today_cannot_be_told():
    with pytest.raises(ValueError, match="no time zone"):
        regular(asked_at=datetime(2026, 3, 2, 10))


def test_forms_can_ask_for_the_limits_that_stand_in_the_rows():
    today = date(2026, 3, 2)
    assert POLICY.latest_day(CareType.TEMPORARY, today) == date(2026, 3, 16)
    assert POLICY.latest_day(CareType.REGULAR, today) is None
    assert POLICY.regular_min_days(today) == 30


def test_half_a_minute_is_a_time_and_none_is_not():
    half, none = (Hours(time(14), time(14, 0, seconds)) for seconds in (30, 0))
    assert "hours_inverted" not in codes(decide(regular(hours=half)))
    assert "hours_inverted" in codes(decide(regular(hours=none)))


def test_a_weekday_that_no_week_has_is_refused_at_once():
    with pytest.raises(ValueError, match="9"):
        regular(weekdays=frozenset({0, 9}))
