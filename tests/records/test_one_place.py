"""One child, one place: the database's own guard, against whatever statement comes past the policy."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from typing import Any

import pytest
from records.plain_bookings import CANCELLED, HELD, WAITING, write_booking, write_days
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from worlds import MONDAY, NOW, ask_for_days, make_centre, make_children, parent_of

from kium_rules.errors import Refused
from kium_rules.policy import Policy
from kium_rules.records import Database, bookings
from kium_rules.records.models import Booking, BookingDay, Centre, Child

TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
Town = tuple[Centre, Centre, Child, Child]


@pytest.fixture
def town(db: Database) -> Town:
    """Give two centres and two children of one family."""
    with db.session(write=True) as session:
        here, there = make_centre(session), make_centre(session)
        return (here, there, *make_children(session, here, 2))


@contextmanager
def refused(db: Database) -> Iterator[Session]:
    """Give a transaction that has to end in the guard's own words."""
    with pytest.raises(Refused, match="same time"), db.session(write=True) as session:
        yield session


def change(session: Session, booking_id: int, /, *on: date, **values: Any) -> None:
    """Change days of a booking in one statement: those named, or all."""
    days = update(BookingDay).where(BookingDay.booking_id == booking_id)
    session.execute((days.where(BookingDay.on.in_(on)) if on else days).values(**values))


@pytest.mark.parametrize("held", [HELD, WAITING])
@pytest.mark.parametrize("hours", [(13, 15), (14, 16), (12, 14), (12, 19), (13, 14)])
def test_hours_that_meet_at_two_centres_are_refused(
    db: Database, town: Town, hours: tuple[int, int], held: dict[str, bool]
) -> None:
    here, there, child, sibling = town
    starts, ends = map(time, hours)
    with db.session(write=True) as session:
        write_booking(session, here, child, [MONDAY, TUESDAY], **held)
        write_booking(session, there, sibling, [MONDAY, TUESDAY], starts=starts, ends=ends)
    with refused(db) as session:
        write_booking(session, there, child, [TUESDAY, WEDNESDAY], starts=starts, ends=ends)


def test_hours_that_only_touch_are_kept(db: Database, town: Town) -> None:
    here, there, child, _ = town
    with db.session(write=True) as session:
        write_booking(session, here, child)
        write_booking(session, there, child, starts=time(15), ends=time(17))
        write_booking(session, there, child, starts=time(11), ends=time(13))
        write_booking(session, there, child, [TUESDAY])


def test_a_day_added_to_a_booking_is_guarded_like_its_first_ones(db: Database, town: Town) -> None:
    here, there, child, _ = town
    with db.session(write=True) as session:
        booking_id = write_booking(session, here, child)
        write_days(session, booking_id, here, child, [TUESDAY])
    for day in (MONDAY, TUESDAY):
        with refused(db) as session:
            write_booking(session, there, child, [day])
    with db.session(write=True) as session:
        write_booking(session, there, child, [WEDNESDAY])
    with refused(db) as session:
        write_days(session, booking_id, here, child, [WEDNESDAY])


def test_a_cancelled_day_frees_its_time_and_the_others_do_not(
    db: Database, policy: Policy, town: Town
) -> None:
    here, there, child, _ = town
    with db.session(write=True) as session:
        booking = ask_for_days(session, policy, here.id, child, MONDAY, TUESDAY, WEDNESDAY).booking
        assert booking is not None
        how: dict[str, Any] = {"reason": "병원", "now": NOW, "policy": policy}
        bookings.cancel_days(session, parent_of(child), booking.id, [TUESDAY], **how)
        write_booking(session, there, child, [TUESDAY])
    with refused(db) as session:
        write_booking(session, there, child, [WEDNESDAY])
    with db.session(write=True) as session:
        bookings.cancel(session, parent_of(child), booking.id, **how)
        write_booking(session, there, child, [WEDNESDAY])


def test_a_day_does_not_come_back_into_a_time_that_was_taken_meanwhile(db: Database, town: Town) -> None:
    here, there, child, _ = town
    with db.session(write=True) as session:
        booking_id = write_booking(session, here, child, [MONDAY, TUESDAY], **CANCELLED)
        write_booking(session, there, child, [TUESDAY])
    with refused(db) as session:
        change(session, booking_id, **WAITING)
    with db.session(write=True) as session:
        change(session, booking_id, MONDAY, **WAITING)
        change(session, booking_id, MONDAY, **HELD)
    with refused(db) as session:
        write_booking(session, there, child, [MONDAY])


def test_a_deleted_day_frees_its_time_and_a_deleted_booking_all_of_it(db: Database, town: Town) -> None:
    here, there, child, _ = town
    with db.session(write=True) as session:
        booking_id = write_booking(session, here, child, [MONDAY, TUESDAY])
        session.execute(delete(BookingDay).where(BookingDay.on == MONDAY))
        write_booking(session, there, child, [MONDAY])
    with refused(db) as session:
        write_booking(session, there, child, [TUESDAY])
    with db.session(write=True) as session:
        session.execute(delete(BookingDay).where(BookingDay.booking_id == booking_id))
        session.execute(delete(Booking).where(Booking.id == booking_id))
        write_booking(session, there, child, [TUESDAY])


def test_a_moved_day_frees_the_time_it_had_and_takes_the_one_it_gets(db: Database, town: Town) -> None:
    here, there, child, _ = town
    with db.session(write=True) as session:
        booking_id = write_booking(session, here, child, [MONDAY, TUESDAY])
        change(session, booking_id, MONDAY, on=WEDNESDAY)
        change(session, booking_id, TUESDAY, starts=time(15), ends=time(17))
        write_booking(session, there, child, [MONDAY, TUESDAY])
    with refused(db) as session:
        write_booking(session, there, child, [WEDNESDAY])
    with refused(db) as session:
        change(session, booking_id, TUESDAY, starts=time(14))
    with refused(db) as session:
        change(session, booking_id, WEDNESDAY, on=MONDAY)


def test_days_can_move_from_one_booking_to_another_in_one_statement(db: Database, town: Town) -> None:
    here, there, child, _ = town
    with db.session(write=True) as session:
        first = write_booking(session, here, child, [WEDNESDAY])
        second = write_booking(session, here, child, [MONDAY, TUESDAY])
        change(session, second, booking_id=first)
        session.execute(delete(Booking).where(Booking.id == second))
        third = write_booking(session, here, child, [])
        change(session, first, booking_id=third)
    for day in (MONDAY, TUESDAY, WEDNESDAY):
        with refused(db) as session:
            write_booking(session, there, child, [day])


@pytest.mark.parametrize("which", ["centre", "child"])
def test_a_day_names_the_centre_and_the_child_of_its_booking(db: Database, town: Town, which: str) -> None:
    here, there, child, sibling = town
    other = {"centre": (there, child), "child": (here, sibling)}[which]
    strange = {"centre": {"centre_id": there.id}, "child": {"child_id": sibling.id}}[which]
    with db.session(write=True) as session:
        booking_id = write_booking(session, here, child)
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), db.session(write=True) as session:
        write_days(session, booking_id, *other, [TUESDAY])
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), db.session(write=True) as session:
        change(session, booking_id, **strange)
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), db.session(write=True) as session:
        session.execute(update(Booking).where(Booking.id == booking_id).values(**strange))


def test_a_booking_that_gets_another_child_while_it_has_no_days_is_guarded_for_that_child(
    db: Database, town: Town
) -> None:
    here, there, child, sibling = town
    with db.session(write=True) as session:
        booking_id = write_booking(session, here, child)
        session.execute(delete(BookingDay))
        session.execute(update(Booking).values(child_id=sibling.id))
        write_days(session, booking_id, here, sibling, [MONDAY])
        write_booking(session, there, child)
    with refused(db) as session:
        write_booking(session, there, sibling)
