"""Single days cancelled, and use that ends early."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from worlds import MONDAY, NOW, PAPERS, ask, ask_for_days, make_centre, make_children, parent_of, staff_of

from kium_rules.errors import Refused
from kium_rules.policy import Policy
from kium_rules.records import Database, bookings, recount
from kium_rules.records.actors import Actor
from kium_rules.records.models import BookingDay, DayCounter, OutboxMessage, Visit
from kium_rules.vocabulary import SEOUL, BookingState, Role

TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)


def held(booking) -> list[date]:
    return [day.on for day in booking.days if day.holds_seat]


def in_use(session, policy: Policy, centre, booking):
    bookings.approve(session, staff_of(centre), booking.id, documents=PAPERS, now=NOW, policy=policy)
    return bookings.start(session, staff_of(centre), booking.id, now=NOW, policy=policy)


def test_day_cancelled_alone_keeps_its_reason_and_frees_its_seat(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1)
        first, second = make_children(session, centre, 2)
        booking = in_use(session, policy, centre, ask(session, policy, centre.id, first).booking)
        staff = staff_of(centre)
        bookings.cancel_days(session, staff, booking.id, [TUESDAY], reason=" 병원 ", now=NOW, policy=policy)
        assert booking.state is BookingState.IN_USE
        assert TUESDAY not in held(booking)
        assert [day.cancel_reason for day in booking.days if day.is_cancelled] == ["병원"]
        assert session.get_one(DayCounter, (centre.id, TUESDAY)).regular == 0
        assert list(recount.differences(session)) == []
        assert ask_for_days(session, policy, centre.id, second, TUESDAY).booking.state == "applied"
        line = bookings.history(session, staff, booking.id)[-1]
        assert (line.action, line.details["days"]) == ("cancel_days", ["2026-03-03"])


def test_booking_whose_last_day_goes_is_cancelled(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        [child] = make_children(session, centre, 1)
        booking = ask_for_days(session, policy, centre.id, child, TUESDAY, WEDNESDAY).booking
        parent = parent_of(child)
        said = {"reason": "일정 변경", "now": NOW, "policy": policy}
        bookings.cancel_days(session, parent, booking.id, [WEDNESDAY], **said)
        assert (booking.state, booking.from_on, booking.until_on) == ("applied", TUESDAY, TUESDAY)
        bookings.cancel_days(session, parent, booking.id, [TUESDAY], **said)
        assert booking.state is BookingState.CANCELLED
        kinds = session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)).all()
        assert kinds == ["applied", "changed", "cancelled"]
        with pytest.raises(Refused) as refused:
            bookings.cancel_days(session, parent, booking.id, [TUESDAY], **said)
        assert "이미 취소된 예약입니다" in refused.value.ko
        assert "2026-03-02 09:00, 김샘플" in refused.value.ko


def test_day_that_cannot_be_given_back_is_named(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        [child] = make_children(session, centre, 1)
        booking = in_use(session, policy, centre, ask(session, policy, centre.id, child).booking)
        staff = staff_of(centre)
        wednesday = datetime(2026, 3, 4, 12, tzinfo=SEOUL)
        today = session.scalars(select(BookingDay).where(BookingDay.on == WEDNESDAY)).one()
        came = {"child_id": child.id, "centre_id": centre.id, "on": WEDNESDAY, "in_at": wednesday}
        session.add(Visit(booking_day_id=today.id, **came))
        session.flush()

        def cancel(*days: date, reason: str = "병원", actor: Actor = staff) -> None:
            bookings.cancel_days(
                session, actor, booking.id, days, reason=reason, now=wednesday, policy=policy
            )

        thursday = date(2026, 3, 5)
        cancel(thursday)
        for days, words in (
            ((), "Choose the days"),
            ((date(2026, 3, 7),), "no days of this booking: 2026-03-07"),
            ((TUESDAY,), "stays as it was: 2026-03-03"),
            ((WEDNESDAY,), "stays as it was: 2026-03-04"),
            ((thursday,), "cancelled already: 2026-03-05"),
        ):
            with pytest.raises(Refused, match=words):
                cancel(*days)
        with pytest.raises(Refused, match="Give the reason"):
            cancel(date(2026, 3, 6), reason=" ")
        with pytest.raises(Refused) as refused:
            cancel(date(2026, 3, 6), actor=parent_of(child))
        assert refused.value.reasons[0].code == "centre_cancels_approved"
        assert len(held(booking)) == 29


def test_staff_end_a_use_early_with_a_reason_and_the_days_ahead_are_free(
    db: Database, policy: Policy
) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        [child] = make_children(session, centre, 1)
        booking = in_use(session, policy, centre, ask(session, policy, centre.id, child).booking)
        staff = staff_of(centre)
        friday = datetime(2026, 3, 6, 19, tzinfo=SEOUL)
        with pytest.raises(Refused, match="reason for ending early"):
            bookings.end(session, staff, booking.id, reason=" ", now=friday, policy=policy)
        for actor in (parent_of(child), Actor(None, Role.CITY)):
            with pytest.raises(Refused, match="Not possible"):
                bookings.end(session, actor, booking.id, reason="이사", now=friday, policy=policy)
        ended = bookings.end(session, staff, booking.id, reason="이사", now=friday, policy=policy)
        assert (ended.state, ended.is_unused, ended.reason_text) == ("ended", False, "이사")
        assert held(ended) == [MONDAY + timedelta(days=n) for n in range(4)]
        assert list(recount.differences(session)) == []
        with pytest.raises(Refused) as refused:
            bookings.end(session, staff, booking.id, reason="이사", now=friday, policy=policy)
        assert "2026-03-06 19:00, 나견본" in refused.value.ko


@pytest.mark.faq(10)
def test_child_whose_booking_was_cancelled_applies_again_without_penalty(
    db: Database, policy: Policy
) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1)
        [child] = make_children(session, centre, 1)
        for _ in range(3):
            booking = in_use(session, policy, centre, ask(session, policy, centre.id, child).booking)
            bookings.cancel(session, staff_of(centre), booking.id, reason="사정", now=NOW, policy=policy)
        again = ask(session, policy, centre.id, child)
        assert again.booking is not None
        assert (again.booking.state, again.decision.reasons) == ("applied", ())
        assert again.booking.priority_class == "none"
        assert list(recount.differences(session)) == []


def test_priority_class_is_one_the_table_knows(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        [child] = make_children(session, centre, 1)
        with pytest.raises(Refused, match="no priority class royalty"):
            ask(session, policy, centre.id, child, priority_class="royalty")
        booking = ask(session, policy, centre.id, child, priority_class="single_parent").booking
        assert booking is not None
        assert booking.priority_class == "single_parent"
