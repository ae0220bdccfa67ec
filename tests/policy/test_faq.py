"""The questions of the source that the policy alone answers, by their numbers; also see `rules/*/cases.csv`."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kium_rules.policy import CapacityChange, Change, ExtensionRequest, Policy, StateEffect, TapFacts
from kium_rules.vocabulary import (
    BookingEvent,
    BookingState,
    CardState,
    CareType,
    CentreType,
    Outcome,
    Role,
    TapOutcome,
)

POLICY, ON = Policy.load(), date(2026, 12, 1)


def change(event, state, role, **more):
    given = Change(event, state, role, CareType.TEMPORARY, documents_complete=True, answer=Outcome.ADMIT)
    return POLICY.transition(replace(given, **more), ON)


@pytest.mark.faq(4, 14, 16)
def test_q4_q14_q16_logins_are_for_the_district_and_the_city():
    assert POLICY.may(Role.DISTRICT, "manage_logins", "own_district", ON)
    assert POLICY.may(Role.CITY, "manage_logins", "elsewhere", ON)
    assert not POLICY.may(Role.DISTRICT, "manage_logins", "elsewhere", ON)
    assert not POLICY.may(Role.CENTRE, "manage_logins", "own_centre", ON)


@pytest.mark.faq(5, 25)
def test_q5_q25_a_facility_is_registered_by_its_district_and_not_by_itself():
    assert POLICY.may(Role.DISTRICT, "register_centre", "own_district", ON)
    assert not POLICY.may(Role.DISTRICT, "register_centre", "elsewhere", ON)
    assert not POLICY.may(Role.CENTRE, "register_centre", "own_centre", ON)


@pytest.mark.faq(6)
def test_q6_a_rejection_holds_nothing_against_a_new_application():
    effect = POLICY.state_effect(BookingState.REJECTED, ON)
    assert effect == StateEffect(holds_seat=False, waits=False, is_open=False)


@pytest.mark.faq(23)
def test_q23_a_centre_reads_its_own_statistics_and_no_others():
    assert POLICY.may(Role.CENTRE, "see_statistics", "own_centre", ON)
    assert not POLICY.may(Role.CENTRE, "see_statistics", "elsewhere", ON)


@pytest.mark.faq(24)
def test_q24_leaving_without_having_come_is_flagged():
    leaving = TapFacts("assigned", use_today="here", booking="in_use", minutes_to_end=5)
    flagged = POLICY.tap_meaning(leaving, ON)
    assert (flagged.outcome, flagged.visit) == (TapOutcome.NO_CHECK_IN, "close_only")
    assert POLICY.tap_meaning(replace(leaving, is_inside=True), ON).visit == "close"


@pytest.mark.faq(6)
def test_q6_only_the_city_lifts_a_rejection():
    for role in Role:
        lifted = change(BookingEvent.LIFT_REJECTION, BookingState.REJECTED, role).next_state
        assert (lifted is BookingState.APPLIED) == (role is Role.CITY)


@pytest.mark.faq(7)
def test_q7_staff_move_the_day_of_a_temporary_booking():
    moved = change(BookingEvent.RESCHEDULE, BookingState.SCHEDULED, Role.CENTRE)
    assert moved.next_state is BookingState.SCHEDULED


@pytest.mark.faq(8)
def test_q8_the_window_of_an_extension_closes_seven_days_before_the_end():
    request = ExtensionRequest(CareType.REGULAR, date(2026, 12, 31), has_next_quarter=True)
    assert POLICY.extension_reasons(request, date(2026, 12, 1)) == ()
    assert POLICY.extension_reasons(request, date(2026, 12, 24)) == ()
    (late,) = POLICY.extension_reasons(request, date(2026, 12, 25))
    assert "신규 신청" in late.ko
    (early,) = POLICY.extension_reasons(request, date(2026, 11, 30))
    assert "12월 1일(화)부터 가능합니다" in early.ko


@pytest.mark.faq(9)
def test_q9_staff_cancel_an_approved_booking_and_the_parent_is_told_to_ask_them():
    assert (
        change(BookingEvent.CANCEL, BookingState.SCHEDULED, Role.CENTRE).next_state is BookingState.CANCELLED
    )
    (reason,) = change(BookingEvent.CANCEL, BookingState.SCHEDULED, Role.PARENT).reasons
    assert "센터에 요청" in reason.ko


@pytest.mark.faq(10)
def test_q10_a_cancelled_booking_holds_nothing_against_a_new_one():
    effect = POLICY.state_effect(BookingState.CANCELLED, ON)
    assert effect == StateEffect(holds_seat=False, waits=False, is_open=False)


@pytest.mark.faq(11)
def test_q11_parents_edit_until_approval_and_staff_after_it():
    assert change(BookingEvent.EDIT, BookingState.APPLIED, Role.PARENT).next_state is BookingState.APPLIED
    assert change(BookingEvent.EDIT, BookingState.SCHEDULED, Role.PARENT).next_state is None
    assert change(BookingEvent.EDIT, BookingState.SCHEDULED, Role.CENTRE).next_state is BookingState.SCHEDULED


@pytest.mark.faq(17, 19)
def test_q17_q19_a_card_does_not_work_before_it_is_registered_and_the_booking_started():
    assert POLICY.tap_meaning(TapFacts("unknown"), ON).next_step == "register_card"
    scheduled = POLICY.tap_meaning(TapFacts("assigned", use_today="here", booking="scheduled"), ON)
    assert (scheduled.outcome, scheduled.next_step) == (TapOutcome.NOT_STARTED, "start_booking")


@pytest.mark.faq(18)
def test_q18_a_card_is_not_reset_while_a_booking_is_scheduled():
    refused = POLICY.card_change("reset", CardState.ASSIGNED, ON, has_scheduled_booking=True)
    assert refused.next_state is None
    assert "취소한 뒤" in refused.reasons[0].ko
    assert POLICY.card_change("reset", CardState.ASSIGNED, ON).next_state is CardState.SPARE


@pytest.mark.faq(20)
def test_q20_a_lost_card_is_dead_and_a_spare_takes_its_place():
    assert POLICY.tap_meaning(TapFacts("lost"), ON).outcome is TapOutcome.CARD_LOST
    assert POLICY.card_change("assign", CardState.LOST, ON).next_state is None
    assert POLICY.card_change("assign", CardState.SPARE, ON).next_state is CardState.ASSIGNED


@pytest.mark.faq(21)
def test_q21_in_use_but_no_day_of_use_says_nodata():
    meaning = POLICY.tap_meaning(TapFacts("assigned", use_today="none", booking="in_use"), ON)
    assert "노데이터" in meaning.say("ko")


@pytest.mark.faq(22)
def test_q22_a_failed_message_becomes_a_task_of_the_centre():
    task = POLICY.notice("message_failed", ON, child="김**", phone="010-****-0000")
    assert (task.recipient, task.channel) == ("centre", "task")


def test_a_change_of_capacity_over_the_area_is_an_error_and_another_extra_a_warning():
    wanted = CapacityChange(CentreType.GENERAL, Decimal("99"), 20, 5, ON)
    found = POLICY.capacity_change(wanted, ON)
    assert [reason.code for reason in found.warnings] == ["other_extra"]
    assert not found.errors
    over = POLICY.capacity_change(replace(wanted, base_seats=31, own_request=True), ON)
    assert {reason.code for reason in over.errors} == {"over_the_area", "own_request"}


def test_a_centre_decides_its_own_bookings_and_no_others():
    assert POLICY.may(Role.CENTRE, "decide_booking", "own_centre", ON)
    assert not POLICY.may(Role.CENTRE, "decide_booking", "elsewhere", ON)
    assert not POLICY.may(Role.POLICY, "see_child", "elsewhere", ON)
