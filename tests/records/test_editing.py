"""Editing, rescheduling and lifting a rejection: the policy is asked again, without the booking's own seats."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from worlds import (
    MONDAY,
    NOW,
    PAPERS,
    WEEKDAYS,
    ask,
    ask_for_days,
    make_centre,
    make_children,
    parent_of,
    staff_of,
)

from kium_rules.decision import Decision
from kium_rules.errors import NotFound, Refused
from kium_rules.policy import Policy
from kium_rules.records import Database, bookings, recount
from kium_rules.records.actors import Actor
from kium_rules.records.models import DayCounter, OutboxMessage
from kium_rules.vocabulary import SEOUL, BookingState, Role

TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + timedelta(days=n) for n in (1, 2, 3))
CITY = Actor(None, Role.CITY, name="한견본")


def held(booking) -> list[date]:
    return [day.on for day in booking.days if day.holds_seat]


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def in_use(session, policy: Policy, centre, child, **more):
    booking = ask(session, policy, centre.id, child, **more).booking
    assert booking is not None
    bookings.approve(session, staff_of(centre), booking.id, documents=PAPERS, now=NOW, policy=policy)
    return bookings.start(session, staff_of(centre), booking.id, now=NOW, policy=policy)


def test_parent_changes_an_application_that_fills_the_only_seat(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1)
        [child] = make_children(session, centre, 1)
        booking = ask(session, policy, centre.id, child).booking
        changed = bookings.edit(
            session,
            parent_of(child),
            booking.id,
            weekdays={0, 2},
            until_on=date(2026, 4, 17),
            ends=time(18),
            now=NOW,
            policy=policy,
        )
        assert changed.state is BookingState.APPLIED
        assert {day.weekday() for day in held(changed)} == {0, 2}
        assert (held(changed)[-1], changed.until_on) == (date(2026, 4, 15), date(2026, 4, 17))
        assert {(day.starts, day.ends) for day in changed.days} == {(time(13), time(18))}
        assert Decision.from_json(changed.decision).days == tuple(held(changed))
        assert session.get_one(DayCounter, (centre.id, TUESDAY)).regular == 0
        assert list(recount.differences(session)) == []
        assert (
            session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id.desc())).first() == "changed"
        )


def test_parents_change_that_finds_no_seat_waits_and_back_again(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1)
        first, second = make_children(session, centre, 2)
        ask(session, policy, centre.id, first, weekdays={0})
        booking = ask(session, policy, centre.id, second, weekdays={1}).booking
        parent = parent_of(second)
        waiting = bookings.edit(session, parent, booking.id, weekdays={0, 1}, now=NOW, policy=policy)
        assert waiting.state is BookingState.WAITING
        assert all(day.waits for day in waiting.days)
        assert list(recount.differences(session)) == []
        again = bookings.edit(session, parent, booking.id, weekdays={1, 2}, now=NOW, policy=policy)
        assert again.state is BookingState.APPLIED
        assert all(day.holds_seat for day in again.days if not day.is_cancelled)
        assert list(recount.differences(session)) == []


def test_edit_the_policy_refuses_names_the_rule_and_changes_nothing(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        [child] = make_children(session, centre, 1)
        booking = ask(session, policy, centre.id, child).booking
        for actor in (parent_of(child), staff_of(centre)):
            with pytest.raises(Refused) as refused:
                bookings.edit(session, actor, booking.id, until_on=date(2026, 3, 10), now=NOW, policy=policy)
            assert codes(refused) == ["too_short"]
            assert "30일 이상" in refused.value.ko
        assert booking.until_on == date(2026, 4, 10)
        assert len(held(booking)) == 30


@pytest.mark.faq(11)
def test_parent_does_not_edit_what_was_approved_but_staff_do(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        [child] = make_children(session, centre, 1)
        booking = in_use(session, policy, centre, child)
        with pytest.raises(Refused) as refused:
            bookings.edit(session, parent_of(child), booking.id, weekdays={0}, now=NOW, policy=policy)
        assert codes(refused) == ["approved_parent_cannot_edit"]
        wednesday = datetime(2026, 3, 11, 9, tzinfo=SEOUL)
        changed = bookings.edit(
            session, staff_of(centre), booking.id, weekdays={0}, now=wednesday, policy=policy
        )
        assert changed.state is BookingState.IN_USE
        past = [day for day in held(changed) if day < date(2026, 3, 11)]
        assert len(past) == 7
        assert {day.weekday() for day in held(changed) if day >= date(2026, 3, 11)} == {0}
        assert list(recount.differences(session)) == []
        with pytest.raises(Refused, match="first day stays"):
            bookings.edit(
                session,
                staff_of(centre),
                booking.id,
                from_on=date(2026, 3, 9),
                now=wednesday,
                policy=policy,
            )


def test_staffs_edit_of_an_approved_booking_needs_a_seat(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1)
        first, second = make_children(session, centre, 2)
        ask(session, policy, centre.id, first, weekdays={0})
        booking = in_use(session, policy, centre, second, weekdays={1})
        with pytest.raises(Refused) as refused:
            bookings.edit(session, staff_of(centre), booking.id, weekdays={0, 1}, now=NOW, policy=policy)
        assert codes(refused)[0] == "no_seat_for_change"
        assert refused.value.reasons[1].rule.startswith("seats.")
        assert {day.weekday() for day in held(booking)} == {1}


def test_day_cancelled_by_itself_stays_so_when_the_hours_change(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        [child] = make_children(session, centre, 1)
        booking = in_use(session, policy, centre, child)
        staff = staff_of(centre)
        bookings.cancel_days(session, staff, booking.id, {THURSDAY}, reason="병원", now=NOW, policy=policy)
        changed = bookings.edit(session, staff, booking.id, starts=time(14), now=NOW, policy=policy)
        assert THURSDAY not in held(changed)
        assert len(held(changed)) == 29
        assert next(day.cancel_reason for day in changed.days if day.on == THURSDAY) == "병원"


def test_edit_of_one_childs_hours_meets_its_other_bookings(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        here, there = make_centre(session), make_centre(session)
        [child] = make_children(session, here, 1)
        booking = ask(session, policy, here.id, child, ends=time(15)).booking
        ask(session, policy, there.id, child, starts=time(15))
        with pytest.raises(Refused) as refused:
            bookings.edit(session, parent_of(child), booking.id, ends=time(16), now=NOW, policy=policy)
        assert codes(refused) == ["child_booked_elsewhere"]


@pytest.mark.faq(7)
def test_staff_move_the_day_of_temporary_care(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1)
        [child] = make_children(session, centre, 1)
        booking = ask_for_days(session, policy, centre.id, child, TUESDAY, WEDNESDAY).booking
        staff = staff_of(centre)
        bookings.approve(session, staff, booking.id, documents=PAPERS, now=NOW, policy=policy)
        moved = bookings.reschedule(
            session, staff, booking.id, {WEDNESDAY: THURSDAY}, reason="가족 일정", now=NOW, policy=policy
        )
        assert moved.state is BookingState.SCHEDULED
        assert held(moved) == [TUESDAY, THURSDAY]
        assert (moved.from_on, moved.until_on) == (TUESDAY, THURSDAY)
        assert list(recount.differences(session)) == []
        line = bookings.history(session, staff, booking.id)[-1]
        assert (line.action, line.details["moved"]) == ("reschedule", {"2026-03-04": "2026-03-05"})


@pytest.mark.faq(7)
def test_day_is_moved_neither_too_far_nor_onto_itself_nor_by_the_parent(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        first, second = make_children(session, centre, 2)
        booking = ask_for_days(session, policy, centre.id, first, TUESDAY, WEDNESDAY).booking
        regular = ask(session, policy, centre.id, second).booking
        staff = staff_of(centre)

        def move(moves, booking=booking, actor=staff):
            return bookings.reschedule(session, actor, booking.id, moves, now=NOW, policy=policy)

        with pytest.raises(Refused) as refused:
            move({WEDNESDAY: MONDAY + timedelta(days=15)})
        assert "too_far_ahead" in codes(refused)
        for moves in ({}, {THURSDAY: MONDAY}, {TUESDAY: WEDNESDAY}, {TUESDAY: MONDAY, WEDNESDAY: MONDAY}):
            with pytest.raises(Refused, match="Days that can be moved: 2026-03-03, 2026-03-04"):
                move(moves)
        with pytest.raises(Refused, match="Only named days"):
            move({TUESDAY: THURSDAY}, booking=regular)
        with pytest.raises(Refused) as refused:
            move({TUESDAY: THURSDAY}, actor=parent_of(first))
        assert codes(refused) == ["not_in_this_state"]
        assert held(booking) == [TUESDAY, WEDNESDAY]


def test_two_days_swap_with_each_other_and_a_third(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1)
        [child] = make_children(session, centre, 1)
        booking = ask_for_days(session, policy, centre.id, child, TUESDAY, WEDNESDAY).booking
        moves = {TUESDAY: WEDNESDAY, WEDNESDAY: THURSDAY}
        moved = bookings.reschedule(session, staff_of(centre), booking.id, moves, now=NOW, policy=policy)
        assert held(moved) == [WEDNESDAY, THURSDAY]
        assert list(recount.differences(session)) == []


@pytest.mark.faq(6)
def test_only_the_city_lifts_a_rejection_and_the_seats_are_taken_again(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1)
        [child] = make_children(session, centre, 1)
        booking = ask(session, policy, centre.id, child).booking
        staff = staff_of(centre)
        bookings.reject(session, staff, booking.id, reason="서류 미비", now=NOW, policy=policy)
        for actor in (staff, parent_of(child), Actor(None, Role.DISTRICT, district_id=centre.district_id)):
            with pytest.raises(Refused) as refused:
                bookings.lift_rejection(session, actor, booking.id, now=NOW, policy=policy)
            assert codes(refused) == ["only_city_lifts"]
        wednesday = datetime(2026, 3, 4, 9, tzinfo=SEOUL)
        lifted = bookings.lift_rejection(session, CITY, booking.id, now=wednesday, policy=policy)
        assert lifted.state is BookingState.APPLIED
        assert held(lifted)[0] == WEDNESDAY
        assert len(held(lifted)) == 28
        assert list(recount.differences(session)) == []
        with pytest.raises(Refused, match="Not possible") as refused:
            bookings.lift_rejection(session, CITY, booking.id, now=wednesday, policy=policy)
        assert "2026-03-04 09:00, 한견본" in refused.value.ko


def test_rejection_is_not_lifted_where_the_seat_has_gone_or_no_day_is_left(
    db: Database, policy: Policy
) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1)
        first, second = make_children(session, centre, 2)
        booking = ask_for_days(session, policy, centre.id, first, TUESDAY).booking
        bookings.reject(session, staff_of(centre), booking.id, reason="서류 미비", now=NOW, policy=policy)
        taken = ask_for_days(session, policy, centre.id, second, TUESDAY).booking
        with pytest.raises(Refused) as refused:
            bookings.lift_rejection(session, CITY, booking.id, now=NOW, policy=policy)
        assert codes(refused)[0] == "no_seat_for_lift"
        bookings.cancel(session, staff_of(centre), taken.id, now=NOW, policy=policy)
        late = datetime(2026, 3, 4, 0, 0, tzinfo=SEOUL)
        with pytest.raises(Refused, match="No day of use is still ahead"):
            bookings.lift_rejection(session, CITY, booking.id, now=late, policy=policy)
        just_before_midnight = datetime(2026, 3, 3, 23, 59, tzinfo=SEOUL)
        lifted = bookings.lift_rejection(session, CITY, booking.id, now=just_before_midnight, policy=policy)
        assert held(lifted) == [TUESDAY]


def test_strangers_change_nothing(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre, elsewhere = make_centre(session), make_centre(session)
        [child], [other] = make_children(session, centre, 1), make_children(session, elsewhere, 1)
        booking = ask(session, policy, centre.id, child).booking
        for actor in (staff_of(elsewhere), parent_of(other)):
            with pytest.raises(NotFound):
                bookings.edit(session, actor, booking.id, weekdays=WEEKDAYS, now=NOW, policy=policy)
            with pytest.raises(NotFound):
                bookings.reschedule(session, actor, booking.id, {}, now=NOW, policy=policy)
            with pytest.raises(NotFound):
                bookings.lift_rejection(session, actor, booking.id, now=NOW, policy=policy)
            with pytest.raises(NotFound):
                bookings.end(session, actor, booking.id, reason="-", now=NOW, policy=policy)
