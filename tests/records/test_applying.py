"""Applying: what is written when an application is admitted, waits or is refused."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import func, select
from worlds import MONDAY, NOW, ask, ask_for_days, make_centre, make_children, parent_of, staff_of

from kium_rules.decision import Decision
from kium_rules.policy import Policy
from kium_rules.records import Database, bookings, offers, recount
from kium_rules.records.models import AuditLine, Booking, DayCounter, OutboxMessage
from kium_rules.vocabulary import BookingState, CareType, CentreType, Outcome


def test_applications_are_admitted_then_wait_then_are_refused(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1)
        asked = [ask(session, policy, centre.id, child) for child in make_children(session, centre, 4)]
        assert [each.decision.outcome for each in asked] == [
            Outcome.ADMIT,
            Outcome.WAIT,
            Outcome.WAIT,
            Outcome.REFUSE,
        ]
        assert [each.booking and each.booking.state for each in asked] == [
            "applied",
            "waiting",
            "waiting",
            None,
        ]
        assert [reason.rule for reason in asked[3].decision.reasons] == ["waiting_list.2"]
        counter = session.get_one(DayCounter, (centre.id, MONDAY))
        assert (counter.regular, counter.waiting_regular) == (1, 2)
        assert list(recount.differences(session)) == []


def test_booking_keeps_its_decision_and_one_day_of_use_per_chosen_weekday(
    db: Database, policy: Policy
) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, closed=(date(2026, 3, 9),))
        [child] = make_children(session, centre, 1)
        asked = ask(session, policy, centre.id, child, weekdays={0, 2})
        booking_id = asked.booking.id if asked.booking else 0
    with db.session() as session:
        booking = session.get_one(Booking, booking_id)
        assert Decision.from_json(booking.decision) == asked.decision
        assert [day.on for day in booking.days] == list(asked.decision.days)
        assert date(2026, 3, 9) not in asked.decision.days
        assert {day.on.weekday() for day in booking.days} == {0, 2}
        assert all(day.holds_seat and not day.waits for day in booking.days)
        assert (booking.weekdays, booking.rule_book) == (0b101, policy.book.hash)


def test_refused_application_leaves_an_audit_line_and_nothing_else(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        [child] = make_children(session, centre, 1)
        asked = ask(session, policy, centre.id, child, until_on=date(2026, 3, 20))
    assert asked.booking is None
    assert [reason.code for reason in asked.decision.reasons] == ["too_short"]
    with db.session() as session:
        assert session.scalar(select(func.count()).select_from(Booking)) == 0
        assert session.scalar(select(func.count()).select_from(DayCounter)) == 0
        line = session.scalars(select(AuditLine).where(AuditLine.action == "apply_refused")).one()
        assert line.noun_id == child.id
        assert line.details["decision"]["reasons"][0]["rule"] == "booking_window.1"


def test_admitted_application_sends_a_message_and_leaves_an_audit_line(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, name="시험센터")
        [child] = make_children(session, centre, 1)
        booking = ask(session, policy, centre.id, child).booking
        assert booking is not None
        message = session.scalars(select(OutboxMessage)).one()
        assert (message.booking_id, message.kind, message.recipient_phone) == (
            booking.id,
            "applied",
            "010-0000-0001",
        )
        assert child.name in message.text
        assert [line.action for line in bookings.history(session, parent_of(child), booking.id)] == ["apply"]


def test_temporary_care_may_use_the_extra_seats_and_regular_care_may_not(
    db: Database, policy: Policy
) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1, extra=1)
        first, second, third, fourth = make_children(session, centre, 4)
        assert ask(session, policy, centre.id, first).decision.outcome is Outcome.ADMIT
        assert ask(session, policy, centre.id, second).decision.outcome is Outcome.WAIT
        assert ask_for_days(session, policy, centre.id, third, MONDAY).decision.outcome is Outcome.ADMIT
        assert ask_for_days(session, policy, centre.id, fourth, MONDAY).decision.outcome is Outcome.WAIT


def test_temporary_care_on_base_seats_leaves_fewer_for_regular_care(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1, extra=1)
        first, second, third = make_children(session, centre, 3)
        for child in (first, second):
            assert ask_for_days(session, policy, centre.id, child, MONDAY).decision.outcome is Outcome.ADMIT
        asked = ask(session, policy, centre.id, third)
        assert asked.decision.outcome is Outcome.WAIT
        assert asked.decision.full_days == (MONDAY,)


def test_hub_fills_its_base_seats_with_temporary_care(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=2, type=CentreType.HUB)
        children = make_children(session, centre, 3)
        asked = [ask_for_days(session, policy, centre.id, child, MONDAY) for child in children]
        assert [each.decision.outcome for each in asked] == [Outcome.ADMIT, Outcome.ADMIT, Outcome.WAIT]


def test_period_of_temporary_care_is_that_of_its_named_days(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        first, second = make_children(session, centre, 2)
        named = {
            "from_on": MONDAY,
            "until_on": date(2026, 3, 13),
            "days": {date(2026, 3, 4), date(2026, 3, 6)},
        }
        temporary = ask(session, policy, centre.id, first, care_type=CareType.TEMPORARY, **named).booking
        assert temporary is not None
        assert (temporary.from_on, temporary.until_on, temporary.weekdays) == (*sorted(named["days"]), 0)
        # Regular care is a series: days named beside it count for nothing.
        regular = ask(session, policy, centre.id, second, days=named["days"]).booking
        assert regular is not None
        assert (regular.from_on, regular.until_on, len(regular.days)) == (MONDAY, date(2026, 4, 10), 30)


def test_sick_child_care_has_places_of_its_own(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1, sick=1)
        regular, first, second = make_children(session, centre, 3)
        ask(session, policy, centre.id, regular)
        sick = {"care_type": CareType.SICK_CHILD, "weekdays": (), "days": {MONDAY}, "until_on": MONDAY}
        assert ask(session, policy, centre.id, first, **sick).decision.outcome is Outcome.ADMIT
        assert ask(session, policy, centre.id, second, **sick).decision.outcome is Outcome.WAIT


def test_child_cannot_be_at_two_centres_at_once(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        here, there = make_centre(session), make_centre(session)
        [child] = make_children(session, here, 1)
        assert ask(session, policy, here.id, child).decision.outcome is Outcome.ADMIT
        asked = ask(session, policy, there.id, child, starts=time(16), ends=time(18))
        assert asked.booking is None
        assert {reason.code for reason in asked.decision.reasons} == {"child_booked_elsewhere"}
        touching = ask(session, policy, there.id, child, starts=time(17), ends=time(18))
        assert touching.decision.outcome is Outcome.ADMIT


def test_capacity_that_changed_since_counts_from_the_next_application_on(
    db: Database, policy: Policy
) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=3)
        first, second, third = make_children(session, centre, 3)
        ask(session, policy, centre.id, first)
        ask(session, policy, centre.id, second)
        centre.base_seats = 1
        session.flush()
        asked = ask(session, policy, centre.id, third)
        assert asked.decision.outcome is Outcome.WAIT
        counter = session.get_one(DayCounter, (centre.id, MONDAY))
        session.refresh(counter)
        # Nobody loses a seat: the limit stops at what is taken.
        assert (counter.regular, counter.regular_limit, counter.waiting_regular_limit) == (2, 2, 2)


def test_same_application_again_is_refused_as_the_child_is_there_already(
    db: Database, policy: Policy
) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        [child] = make_children(session, centre, 1)
        assert ask(session, policy, centre.id, child).booking is not None
        assert ask(session, policy, centre.id, child).decision.outcome is Outcome.REFUSE
        assert session.scalar(select(func.count()).select_from(Booking)) == 1


@pytest.mark.faq(10)
def test_after_cancelling_one_may_apply_again_without_any_penalty(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1)
        [child] = make_children(session, centre, 1)
        booking = ask(session, policy, centre.id, child).booking
        assert booking is not None
        bookings.cancel(session, parent_of(child), booking.id, now=NOW, policy=policy)
        again = ask(session, policy, centre.id, child).booking
        assert again is not None
        assert again.state is BookingState.APPLIED


def test_place_in_the_queue_is_by_time_of_application(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1)
        holder, *children = make_children(session, centre, 3)
        ask(session, policy, centre.id, holder)
        late, early = (
            ask_for_days(
                session, policy, centre.id, child, MONDAY, now=NOW + timedelta(minutes=minutes)
            ).booking
            for child, minutes in zip(children, (10, 5), strict=True)
        )
        assert late is not None
        assert early is not None

        def numbers(booking_id: int) -> dict[date, int] | None:
            place = offers.place_of(session, staff_of(centre), booking_id, now=NOW, policy=policy)
            return place and place.numbers

        assert (numbers(late.id), numbers(early.id)) == ({MONDAY: 2}, {MONDAY: 1})
        bookings.cancel(session, staff_of(centre), early.id, now=NOW, policy=policy)
        assert (numbers(late.id), numbers(early.id)) == ({MONDAY: 1}, None)


def test_day_with_a_seat_keeps_nobody_from_waiting_for_another(db: Database, policy: Policy) -> None:
    monday, tuesday, wednesday = (date(2026, 3, day) for day in (9, 10, 11))
    with db.session(write=True) as session:
        centre = make_centre(session, base=1)
        children = make_children(session, centre, 8)

        def outcome(*days: date) -> str:
            return ask_for_days(session, policy, centre.id, children.pop(), *days).decision.outcome.value

        assert [outcome(monday), outcome(wednesday)] == ["admit", "admit"]
        # As many as may wait do so for Tuesday, because of Wednesday; Tuesday itself has its seat.
        assert [outcome(tuesday, wednesday) for _ in range(2)] == ["wait", "wait"]
        assert outcome(tuesday, wednesday) == "refuse"
        assert outcome(monday, tuesday) == "wait"
        assert outcome(tuesday) == "admit"
        # Now Tuesday has none, and its list is full.
        assert outcome(monday, tuesday) == "refuse"
        assert list(recount.differences(session)) == []
