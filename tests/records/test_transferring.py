"""Another centre in one step: both, or neither."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time

import pytest
from sqlalchemy import select
from worlds import MONDAY, NOW, PAPERS, ask, ask_for_days, make_centre, make_children, parent_of, staff_of

from kium_rules.errors import NotAllowed, NotFound, Refused
from kium_rules.policy import Policy
from kium_rules.records import Database, bookings, recount
from kium_rules.records.actors import Actor
from kium_rules.records.bookings import Terms
from kium_rules.records.models import BookingDay, OutboxMessage
from kium_rules.vocabulary import SEOUL, BookingState, Role


def held(booking) -> list[date]:
    return [day.on for day in booking.days if day.holds_seat]


def test_parent_goes_to_another_centre_in_one_step(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        here, there = make_centre(session, base=1), make_centre(session, base=1)
        [child] = make_children(session, here, 1)
        parent = parent_of(child)
        old = ask(session, policy, here.id, child).booking
        new = bookings.transfer(
            session, parent, old.id, there.id, reason="이사", now=NOW, policy=policy
        ).booking
        assert (old.state, new.state) == ("cancelled", "applied")
        assert (new.centre_id, new.transferred_from_id, new.starts) == (there.id, old.id, time(13))
        assert held(old) == []
        assert len(held(new)) == 30
        assert list(recount.differences(session)) == []
        kinds = session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)).all()
        assert kinds == ["applied", "cancelled", "applied"]
        with pytest.raises(Refused, match="cancelled already"):
            bookings.transfer(session, parent, old.id, there.id, now=NOW, policy=policy)


def test_transfer_the_other_centre_cannot_take_leaves_everything_as_it_was(
    db: Database, policy: Policy
) -> None:
    with db.session(write=True) as session:
        here, there = make_centre(session), make_centre(session, base=0)
        closed = make_centre(session, is_open=False)
        [child] = make_children(session, here, 1)
        parent = parent_of(child)
        old = ask(session, policy, here.id, child).booking
        with pytest.raises(Refused) as refused:
            bookings.transfer(session, parent, old.id, there.id, now=NOW, policy=policy)
        assert [reason.rule for reason in refused.value.reasons] == ["waiting_list.2"]
        with pytest.raises(Refused, match="takes no applications"):
            bookings.transfer(session, parent, old.id, closed.id, now=NOW, policy=policy)
        with pytest.raises(Refused, match="another centre"):
            bookings.transfer(session, parent, old.id, here.id, now=NOW, policy=policy)
        with pytest.raises(NotFound):
            bookings.transfer(session, parent, old.id, 10_000, now=NOW, policy=policy)
        assert (old.state, len(held(old))) == ("applied", 30)
        assert list(recount.differences(session)) == []
        assert [line.action for line in bookings.history(session, parent, old.id)] == ["apply"]


@pytest.mark.faq(9)
def test_staff_transfer_what_was_approved_and_days_gone_by_stay(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        here, there = make_centre(session), make_centre(session)
        [child] = make_children(session, here, 1)
        old = ask(session, policy, here.id, child, until_on=date(2026, 5, 29)).booking
        staff = staff_of(here)
        bookings.approve(session, staff, old.id, documents=PAPERS, now=NOW, policy=policy)
        bookings.start(session, staff, old.id, now=NOW, policy=policy)
        wednesday = datetime(2026, 3, 11, 9, tzinfo=SEOUL)
        with pytest.raises(Refused) as refused:
            bookings.transfer(session, parent_of(child), old.id, there.id, now=wednesday, policy=policy)
        assert refused.value.reasons[0].code == "centre_cancels_approved"
        with pytest.raises(NotFound):
            bookings.transfer(session, staff_of(there), old.id, there.id, now=wednesday, policy=policy)
        with pytest.raises(NotAllowed):
            bookings.transfer(session, Actor(None, Role.CITY), old.id, there.id, now=wednesday, policy=policy)
        asked = bookings.transfer(
            session,
            staff,
            old.id,
            there.id,
            terms=Terms(starts=time(14), weekdays={2}),
            now=wednesday,
            policy=policy,
        )
        assert old.state is BookingState.CANCELLED
        assert len(held(old)) == 7
        assert held(asked.booking)[0] == date(2026, 3, 11)
        assert {day.weekday() for day in held(asked.booking)} == {2}
        assert list(recount.differences(session)) == []
        assert bookings.get_booking(session, staff_of(there), asked.booking.id).state == "applied"


def test_transfer_of_named_days_takes_those_still_ahead(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        here, there = make_centre(session), make_centre(session)
        [child] = make_children(session, here, 1)
        days = (MONDAY, date(2026, 3, 4), date(2026, 3, 6))
        old = ask_for_days(session, policy, here.id, child, *days).booking
        thursday = datetime(2026, 3, 5, 9, tzinfo=SEOUL)
        new = bookings.transfer(session, parent_of(child), old.id, there.id, now=thursday, policy=policy)
        assert held(new.booking) == [date(2026, 3, 6)]
        late = datetime(2026, 3, 7, 9, tzinfo=SEOUL)
        with pytest.raises(Refused, match="No day of use is still ahead"):
            bookings.transfer(session, parent_of(child), new.booking.id, here.id, now=late, policy=policy)


def test_families_that_change_places_at_once_do_not_lock_each_other_out(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        here, there = make_centre(session), make_centre(session)
        [first], [second] = make_children(session, here, 1), make_children(session, there, 1)
        one, other = (
            ask(session, policy, here.id, first).booking,
            ask(session, policy, there.id, second).booking,
        )
    together = threading.Barrier(2, timeout=20)

    def go(asked) -> str:
        booking_id, actor, centre_id = asked
        together.wait()
        with db.session(write=True) as session:
            return bookings.transfer(
                session, actor, booking_id, centre_id, now=NOW, policy=policy
            ).booking.state

    with ThreadPoolExecutor(2) as threads:
        moves = [(one.id, parent_of(first), there.id), (other.id, parent_of(second), here.id)]
        assert list(threads.map(go, moves)) == ["applied", "applied"]
    with db.session() as session:
        assert list(recount.differences(session)) == []
        active = session.scalars(select(BookingDay).where(BookingDay.holds_seat)).all()
        assert {(day.child_id, day.centre_id) for day in active} == {
            (first.id, there.id),
            (second.id, here.id),
        }
