"""Approving, rejecting, starting and cancelling; and who may not."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from worlds import MONDAY, NOW, PAPERS, ask, make_centre, make_children, parent_of, staff_of

from kium_rules.errors import NotAllowed, NotFound, Refused
from kium_rules.policy import Policy
from kium_rules.records import Database, bookings, recount
from kium_rules.records.actors import Actor
from kium_rules.records.models import Booking, BookingDay, DayCounter, OutboxMessage, Visit
from kium_rules.vocabulary import SEOUL, BookingState, Role


def applied(session, policy: Policy, **more) -> tuple[Booking, Actor, Actor]:
    """Give a booking just applied for, with its parent and the centre's staff."""
    centre = make_centre(session, **more)
    [child] = make_children(session, centre, 1)
    booking = ask(session, policy, centre.id, child).booking
    assert booking is not None
    return booking, parent_of(child), staff_of(centre)


def test_approval_needs_every_document_and_names_the_missing_ones(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        booking, _, staff = applied(session, policy)
        with pytest.raises(Refused) as refused:
            bookings.approve(session, staff, booking.id, now=NOW, policy=policy)
        assert refused.value.reasons[0].code == "documents_missing"
        assert "입소 구비서류" in refused.value.ko
        approved = bookings.approve(session, staff, booking.id, documents=PAPERS, now=NOW, policy=policy)
        assert approved.state is BookingState.SCHEDULED
        assert bookings.missing_documents(session, approved, policy=policy, today=MONDAY) == ()


def test_documents_that_came_in_earlier_count_at_approval(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        booking, parent, staff = applied(session, policy)
        bookings.receive_documents(session, staff, booking.id, {"entry_papers"}, now=NOW, policy=policy)
        bookings.receive_documents(session, staff, booking.id, PAPERS, now=NOW, policy=policy)
        assert (
            bookings.approve(session, staff, booking.id, now=NOW, policy=policy).state
            is BookingState.SCHEDULED
        )
        with pytest.raises(NotAllowed):
            bookings.receive_documents(session, parent, booking.id, PAPERS, now=NOW, policy=policy)
        with pytest.raises(Refused, match="no such document: cake"):
            bookings.receive_documents(session, staff, booking.id, {"cake"}, now=NOW, policy=policy)


def test_second_approval_is_told_when_and_by_whom_it_was_done(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        booking, _, staff = applied(session, policy)
        at = datetime(2026, 3, 2, 10, 31, tzinfo=SEOUL)
        bookings.approve(session, staff, booking.id, documents=PAPERS, now=at, policy=policy)
        with pytest.raises(Refused) as refused:
            bookings.approve(session, staff, booking.id, now=at + timedelta(minutes=2), policy=policy)
        assert "이미 승인된 예약입니다" in refused.value.ko
        assert "2026-03-02 10:31, 나견본" in refused.value.ko


def test_rejection_needs_a_reason_frees_every_day_and_tells_the_parent(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        booking, _, staff = applied(session, policy)
        with pytest.raises(Refused, match="reason"):
            bookings.reject(session, staff, booking.id, reason="  ", now=NOW, policy=policy)
        late = NOW + timedelta(days=10)
        rejected = bookings.reject(
            session, staff, booking.id, reason="서류 기간이 지났습니다", now=late, policy=policy
        )
        assert rejected.state is BookingState.REJECTED
        assert all(day.is_cancelled and not day.holds_seat for day in rejected.days)
        assert list(recount.differences(session)) == []
        message = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "rejected")).one()
        assert "서류 기간이 지났습니다" in message.text


@pytest.mark.faq(9)
def test_cancelling_an_approved_booking_gives_back_the_days_still_ahead(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        booking, _, staff = applied(session, policy)
        bookings.approve(session, staff, booking.id, documents=PAPERS, now=NOW, policy=policy)
        bookings.start(session, staff, booking.id, now=NOW, policy=policy)
        wednesday = datetime(2026, 3, 11, 12, tzinfo=SEOUL)
        cancelled = bookings.cancel(session, staff, booking.id, reason="이사", now=wednesday, policy=policy)
        kept = [day.on for day in cancelled.days if day.holds_seat]
        assert kept == [day for day in (MONDAY + timedelta(days=n) for n in range(9)) if day.weekday() < 5]
        assert session.get_one(DayCounter, (booking.centre_id, date(2026, 3, 11))).regular == 0
        assert list(recount.differences(session)) == []


def test_day_on_which_the_child_came_is_kept_when_cancelled_the_same_day(
    db: Database, policy: Policy
) -> None:
    with db.session(write=True) as session:
        booking, _, staff = applied(session, policy)
        bookings.approve(session, staff, booking.id, documents=PAPERS, now=NOW, policy=policy)
        bookings.start(session, staff, booking.id, now=NOW, policy=policy)
        today = session.scalars(select(BookingDay).where(BookingDay.on == MONDAY)).one()
        came = {"child_id": booking.child_id, "centre_id": booking.centre_id, "on": MONDAY, "in_at": NOW}
        session.add(Visit(booking_day_id=today.id, **came))
        session.flush()
        cancelled = bookings.cancel(session, staff, booking.id, now=NOW, policy=policy)
        assert [day.on for day in cancelled.days if day.holds_seat] == [MONDAY]


def test_waiting_booking_that_is_cancelled_leaves_the_queue(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1)
        first, second = make_children(session, centre, 2)
        ask(session, policy, centre.id, first)
        waiting = ask(session, policy, centre.id, second).booking
        assert waiting is not None
        bookings.cancel(session, parent_of(second), waiting.id, now=NOW, policy=policy)
        assert session.get_one(DayCounter, (centre.id, MONDAY)).waiting_regular == 0
        assert list(recount.differences(session)) == []


@pytest.mark.faq(9)
def test_parent_asks_the_centre_to_cancel_what_was_approved(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        booking, parent, staff = applied(session, policy)
        bookings.approve(session, staff, booking.id, documents=PAPERS, now=NOW, policy=policy)
        with pytest.raises(Refused) as refused:
            bookings.cancel(session, parent, booking.id, now=NOW, policy=policy)
        assert refused.value.reasons[0].code == "centre_cancels_approved"


def test_parent_does_not_approve(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        booking, parent, _ = applied(session, policy)
        with pytest.raises(Refused, match="Not possible"):
            bookings.approve(session, parent, booking.id, documents=PAPERS, now=NOW, policy=policy)


def test_every_change_is_in_the_history_with_the_rule_behind_it(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        booking, parent, staff = applied(session, policy)
        bookings.approve(session, staff, booking.id, documents=PAPERS, now=NOW, policy=policy)
        bookings.start(session, staff, booking.id, now=NOW, policy=policy)
        lines = bookings.history(session, parent, booking.id)
        assert [line.action for line in lines] == ["apply", "approve", "start"]
        assert lines[1].details["rule"] == "booking_states.11"
        assert (lines[2].details["from"], lines[2].details["to"]) == ("scheduled", "in_use")


def test_staff_of_another_centre_neither_see_nor_change_a_booking(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        booking, _, staff = applied(session, policy)
        stranger = staff_of(make_centre(session))
        assert bookings.list_bookings(session, staff).total == 1
        assert bookings.list_bookings(session, stranger).total == 0
        for call in (bookings.approve, bookings.start, bookings.cancel):
            with pytest.raises(NotFound):
                call(session, stranger, booking.id, now=NOW, policy=policy)
        with pytest.raises(NotFound):
            bookings.history(session, stranger, booking.id)
        assert session.get_one(Booking, booking.id).state is BookingState.APPLIED


def test_each_role_sees_what_it_is_there_for(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        booking, parent, _ = applied(session, policy)
        other, _, _ = applied(session, policy, district="강남구")
        district_id = booking.centre.district_id

        def seen(actor: Actor) -> set[int]:
            return {each.id for each in bookings.list_bookings(session, actor).items}

        assert seen(parent) == {booking.id}
        assert seen(Actor(None, Role.DISTRICT, district_id=district_id)) == {booking.id}
        assert seen(Actor(None, Role.CITY)) == {booking.id, other.id}
        assert seen(Actor(None, Role.POLICY)) == set()


def test_list_is_filtered_searched_and_paged(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=2)
        children = make_children(session, centre, 4)
        booked = [
            ask(session, policy, centre.id, child, now=NOW + timedelta(minutes=n))
            for n, child in enumerate(children)
        ]
        staff = staff_of(centre)

        def found(**filters) -> list[int]:
            return [each.id for each in bookings.list_bookings(session, staff, **filters).items]

        ids = [each.booking.id for each in booked if each.booking]
        assert found() == ids[::-1]
        assert found(oldest_first=True) == ids
        assert found(state=BookingState.WAITING) == ids[:1:-1]
        assert found(text=children[1].name) == [ids[1]]
        assert found(text="%") == []
        assert found(from_on=date(2026, 4, 11)) == []
        page = bookings.list_bookings(session, staff, per_page=3, page=2)
        assert ([each.id for each in page.items], page.total, page.pages) == ([ids[0]], 4, 2)
        assert bookings.list_bookings(session, staff, per_page=3, page=99).page == 2
