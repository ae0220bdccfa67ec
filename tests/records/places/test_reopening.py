"""What a closed day does to those who wait, and what comes back when the day is opened again."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from records.offers.families import DAYS, List, at
from sqlalchemy import select
from worlds import NOW, PAPERS, WEEKDAYS, ask, ask_for_days, make_centre, make_children, staff_of

from kium_rules.policy import Policy
from kium_rules.records import Database, bookings, offers, places, recount
from kium_rules.records.models import Booking, Centre, OutboxMessage, Task
from kium_rules.values import Hours
from kium_rules.vocabulary import BookingState, QuarterKind

MON, TUE, WED, *_ = DAYS


@pytest.fixture
def town(db: Database, policy: Policy) -> List:
    """A centre with one seat for temporary care."""
    return List(db, policy)


def close(town: List, *days: date) -> places.Impact:
    """Close days, seen and confirmed."""
    with town.db.session(write=True) as session:
        how = {"now": town.now, "policy": town.policy, "confirmed": True}
        return places.close_days(session, town.staff, town.centre_id, days, reason="방역", **how)


def reopen(town: List, *days: date) -> places.Restored:
    """Open closed days again."""
    with town.db.session(write=True) as session:
        return places.reopen(session, town.staff, town.centre_id, days, now=town.now, policy=town.policy)


def tasks(town: List) -> list[tuple[str, int | None]]:
    """Give what is on the centre's list."""
    with town.db.session() as session:
        return [(one.kind, one.booking_id) for one in session.scalars(select(Task).order_by(Task.id))]


def test_nobody_goes_on_waiting_for_a_closed_day(town: List) -> None:
    town.one(MON)
    town.one(TUE)
    both, only_monday = town.one(MON, TUE), town.one(MON)
    close(town, MON)
    assert town.days(both) == {MON: "cancelled", TUE: "waits"}
    assert town.days(only_monday) == {MON: "cancelled"}
    assert town.states(both, only_monday) == ["waiting", "cancelled"]
    assert town.told(both)[-1] == "days_closed"
    assert town.told(only_monday)[-1] == "closed_out"
    town.check()


def test_who_lacked_a_seat_only_on_the_closed_day_is_offered_one_at_once(town: List) -> None:
    town.one(MON)
    waits = town.one(MON, TUE)
    close(town, MON)
    assert town.offered() == {waits}
    assert town.days(waits) == {MON: "cancelled", TUE: "seat"}
    town.check()


def test_an_offer_for_a_closed_day_is_taken_back(town: List) -> None:
    holder, waits = town.one(MON), town.one(MON)
    town.now = at("02 10:00")
    town.cancel(holder)
    assert town.offered() == {waits}
    close(town, MON)
    assert town.states(waits) == ["cancelled"]
    with town.db.session() as session:
        assert offers.open_offers(session, town.staff, now=town.now) == []
    town.check()


def test_a_granted_day_of_temporary_care_stays_and_is_put_on_the_list(town: List) -> None:
    granted = town.one(MON)
    close(town, MON)
    assert town.days(granted) == {MON: "seat"}
    assert tasks(town) == [("booking_outside", granted)]
    assert reopen(town, MON) == places.Restored()


def test_waiting_applications_get_their_day_back_and_ended_ones_are_listed(town: List) -> None:
    town.one(MON)
    town.one(TUE)
    both, only_monday = town.one(MON, TUE), town.one(MON)
    close(town, MON)
    restored = reopen(town, MON)
    assert (restored.back, restored.left) == ({both: (MON,)}, {only_monday: (MON,)})
    assert town.days(both) == {MON: "waits", TUE: "waits"}
    assert town.states(only_monday) == ["cancelled"]
    assert ("day_not_restored", only_monday) in tasks(town)
    assert town.told(both)[-1] == "days_reopened"
    with town.db.session() as session:
        assert session.get_one(Booking, both).from_on == MON
    town.check()


def regular(session: Any, policy: Policy, centre: Centre, child: Any, **more: Any) -> Booking:
    """Apply for regular care, and let it be approved."""
    booking = ask(session, policy, centre.id, child, **more).booking
    assert booking is not None
    return bookings.approve(session, staff_of(centre), booking.id, documents=PAPERS, now=NOW, policy=policy)


def test_regular_care_comes_back_only_to_who_still_wants_it(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=4)
        staff, how = staff_of(centre), {"now": NOW, "policy": policy}
        stays, gone, skipped, elsewhere = (
            regular(session, policy, centre, child) for child in make_children(session, centre, 4)
        )
        # A day a family cancelled itself is none that the closure took.
        bookings.cancel_days(session, staff, skipped.id, [WED], reason="방역", **how)
        places.close_days(session, staff, centre.id, [WED], reason="방역", confirmed=True, **how)
        bookings.cancel(session, staff, gone.id, **how)
        other = make_centre(session)
        assert ask_for_days(session, policy, other.id, elsewhere.child, WED, starts=time(14)).booking
        restored = places.reopen(session, staff, centre.id, [WED], **how)
        assert restored.back == {stays.id: (WED,)}
        assert restored.left == {elsewhere.id: (WED,)}
        [day] = [day for day in stays.days if day.on == WED]
        assert (day.holds_seat, day.is_cancelled, day.cancel_reason) == (True, False, "")
        assert list(recount.differences(session)) == []
        kinds = (
            select(OutboxMessage.kind).where(OutboxMessage.booking_id == stays.id).order_by(OutboxMessage.id)
        )
        assert session.scalars(kinds).all()[-2:] == ["days_closed", "days_reopened"]
        # Nothing is left of it: closing and opening once more is a new story.
        places.close_days(session, staff, centre.id, [WED], reason="방역", confirmed=True, **how)
        assert places.reopen(session, staff, centre.id, [WED], **how).back == {stays.id: (WED,)}


def test_a_day_comes_back_as_the_booking_is_by_now(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=4)
        staff, how = staff_of(centre), {"now": NOW, "policy": policy}
        later, no_wednesdays, shorter = (
            regular(session, policy, centre, child) for child in make_children(session, centre, 3)
        )
        last_wednesday = date(2026, 4, 8)
        places.close_days(
            session, staff, centre.id, [WED, last_wednesday], reason="공사", confirmed=True, **how
        )
        bookings.edit(session, staff, later.id, starts=time(15), ends=time(18), **how)
        bookings.edit(session, staff, no_wednesdays.id, weekdays={0, 1}, **how)
        bookings.edit(session, staff, shorter.id, until_on=date(2026, 4, 3), **how)
        restored = places.reopen(session, staff, centre.id, [WED, last_wednesday], **how)
        assert restored.back == {later.id: (WED, last_wednesday), shorter.id: (WED,)}
        assert restored.left == {}
        assert {(day.starts, day.ends) for day in later.days if day.holds_seat} == {(time(15), time(18))}
        assert list(recount.differences(session)) == []


def test_seats_lost_meanwhile_are_given_in_the_order_of_application(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=2)
        staff, how = staff_of(centre), {"now": NOW, "policy": policy}
        first, second = make_children(session, centre, 2)
        late = regular(session, policy, centre, second, now=NOW + timedelta(hours=1))
        early = regular(session, policy, centre, first)
        places.close_days(session, staff, centre.id, [WED], reason="공사", confirmed=True, **how)
        centre.base_seats = 1
        session.flush()
        restored = places.reopen(session, staff, centre.id, [WED], **how)
        assert (restored.back, restored.left) == ({early.id: (WED,)}, {late.id: (WED,)})
        assert list(recount.differences(session)) == []


def test_changing_the_quarter_back_brings_its_days_back(db: Database, policy: Policy) -> None:
    def plan(until_on: date) -> places.QuarterPlan:
        hours = Hours(time(13), time(19))
        return places.QuarterPlan(
            2026, QuarterKind.FIRST_SEMESTER, date(2026, 3, 2), until_on, hours, WEEKDAYS
        )

    with db.session(write=True) as session:
        centre = make_centre(session, base=1)
        staff, how = staff_of(centre), {"now": NOW, "policy": policy, "confirmed": True}
        first, second = make_children(session, centre, 2)
        booking = regular(session, policy, centre, first, until_on=date(2026, 7, 20))
        last_week = ask(
            session, policy, centre.id, second, from_on=date(2026, 6, 1), until_on=date(2026, 7, 20)
        )
        waits = last_week.booking
        assert waits is not None
        assert waits.state is BookingState.WAITING
        days = len([day for day in booking.days if day.holds_seat])
        places.set_quarters(session, staff, centre.id, [plan(date(2026, 7, 17))], **how)
        assert len([day for day in booking.days if day.holds_seat]) == days - 1
        assert max(day.on for day in waits.days if day.waits) == date(2026, 7, 17)
        places.set_quarters(session, staff, centre.id, [plan(date(2026, 7, 20))], **how)
        assert len([day for day in booking.days if day.holds_seat]) == days
        session.expire(waits)
        assert max(day.on for day in waits.days if day.waits) == date(2026, 7, 20)
        assert list(recount.differences(session)) == []
