"""One child, one place on PostgreSQL: without a lock of ours, and kept in step by every statement."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, time, timedelta
from random import Random

import pytest
from records.plain_bookings import CANCELLED, HELD, WAITING, days_apart, write_booking, write_days
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from worlds import MONDAY, make_centre, make_children

from kium_rules.errors import Refused
from kium_rules.records import Database
from kium_rules.records.models import BookingDay, Centre, Child

pytestmark = [pytest.mark.postgres, pytest.mark.parametrize("engine_name", ["postgresql"])]
DAYS = [MONDAY + timedelta(days=number) for number in range(5)]
Town = tuple[Centre, Centre, Child, Child]
WAITS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.fixture
def town(db: Database) -> Town:
    """Give two centres and two children of one family."""
    with db.session(write=True) as session:
        here, there = make_centre(session), make_centre(session)
        return (here, there, *make_children(session, here, 2))


def at_once(
    db: Database, first: Callable[[Session], object], second: Callable[[Session], object], *, stays: bool
) -> str:
    """Let the second begin while the first has written and not committed; say what became of the second."""

    def other() -> str:
        try:
            with db.session(write=True) as session:
                second(session)
        except Refused as refusal:
            return refusal.en
        return "written"

    with ThreadPoolExecutor(1) as pool:
        with db.session(write=True) as session:
            first(session)
            answer = pool.submit(other)
            with db.session() as watching:
                while not answer.done() and not watching.scalar(WAITS):
                    watching.rollback()
                    threading.Event().wait(0.005)
            assert not answer.done()
            if not stays:
                session.rollback()
        return answer.result()


@pytest.mark.parametrize("stays", [True, False])
def test_of_two_who_book_the_same_time_at_once_the_second_waits_for_the_first(
    db: Database, town: Town, stays: bool
) -> None:
    here, there, child, _ = town
    said = at_once(
        db,
        lambda session: write_booking(session, here, child, DAYS),
        lambda session: write_booking(session, there, child, DAYS[4:], starts=time(14), ends=time(18)),
        stays=stays,
    )
    assert ("same time" in said) if stays else (said == "written")


def test_days_added_to_one_booking_by_two_at_once_are_all_guarded(db: Database, town: Town) -> None:
    here, there, child, _ = town
    with db.session(write=True) as session:
        booking_id = write_booking(session, here, child, [])
    said = at_once(
        db,
        lambda session: write_days(session, booking_id, here, child, DAYS[:2]),
        lambda session: write_days(session, booking_id, here, child, DAYS[2:]),
        stays=True,
    )
    assert said == "written"
    require_guarded(db, there, child, DAYS)


def test_days_changed_in_one_booking_by_two_at_once_are_all_guarded(db: Database, town: Town) -> None:
    here, there, child, _ = town

    def change(*on: date, **values: object) -> Callable[[Session], object]:
        return lambda session: session.execute(
            update(BookingDay).where(BookingDay.on.in_(on)).values(**values)
        )

    with db.session(write=True) as session:
        write_booking(session, here, child, DAYS, **CANCELLED)
    # Once where no time was kept yet, and once where it was.
    for first, second in ((DAYS[0], DAYS[1]), (DAYS[2], DAYS[3])):
        assert at_once(db, change(first, **HELD), change(second, **WAITING), stays=True) == "written"
    require_guarded(db, there, child, DAYS[:4])
    assert at_once(db, change(DAYS[0], **CANCELLED), change(DAYS[1], **CANCELLED), stays=True) == "written"
    require_guarded(db, there, child, DAYS[2:4])
    with db.session(write=True) as session:
        write_booking(session, there, child, DAYS[:2])


def require_guarded(db: Database, centre: Centre, child: Child, days: list[date]) -> None:
    """See that the child can be nowhere else on any of the days."""
    for day in days:
        with pytest.raises(Refused, match="same time"), db.session(write=True) as session:
            write_booking(session, centre, child, [day])


def test_booking_and_days_can_go_to_another_child_together_and_the_guard_goes_along(
    db: Database, town: Town
) -> None:
    here, there, child, sibling = town
    both = text(
        """
        WITH whole AS (UPDATE booking SET child_id = :child WHERE id = :id)
        UPDATE booking_day SET child_id = :child WHERE booking_id = :id
        """
    )
    with db.session(write=True) as session:
        booking_id = write_booking(session, here, child, DAYS[:2])
        session.execute(both, {"id": booking_id, "child": sibling.id})
        write_booking(session, there, child, DAYS[:2])
    require_guarded(db, there, sibling, DAYS[:2])
    with pytest.raises(Refused, match="same time"), db.session(write=True) as session:
        session.execute(both, {"id": booking_id, "child": child.id})


def test_what_does_not_change_the_time_leaves_the_guards_row_alone(db: Database, town: Town) -> None:
    here, _, child, _ = town
    row = text("SELECT ctid::text FROM booked_time")
    with db.session(write=True) as session:
        write_booking(session, here, child, DAYS)
    with db.session(write=True) as session:
        before = session.scalar(row)
        for change in (WAITING, {"is_released": True, "cancel_reason": "방역"}, {"starts": time(13)}):
            session.execute(update(BookingDay).values(**change))
        session.execute(delete(BookingDay).where(BookingDay.is_cancelled))
        assert session.scalar(row) == before
        session.execute(update(BookingDay).values(starts=time(12)))
        assert session.scalar(row) != before


def test_the_guard_forgets_what_a_truncate_took(db: Database, town: Town) -> None:
    here, there, child, _ = town
    with db.session(write=True) as session:
        write_booking(session, here, child)
        session.execute(text("TRUNCATE booking_day CASCADE"))
        write_booking(session, there, child)


@pytest.mark.parametrize("seed", range(3))
def test_the_guard_knows_after_any_statements_what_a_recount_finds(
    db: Database, town: Town, seed: int
) -> None:
    here, _, *children = town
    chance = Random(seed)  # noqa: S311 - the same statements in every run
    written = 0

    def anything(session: Session) -> None:
        some = chance.sample(DAYS, chance.randint(1, 4))
        days = BookingDay.on.in_(some)
        child = chance.choice(children)
        hours = chance.choice([(9, 11), (11, 13), (13, 15), (10, 14)])
        values = {
            "starts": time(hours[0]),
            "ends": time(hours[1]),
            **chance.choice([HELD, WAITING, CANCELLED]),
        }
        bookings = session.scalars(
            select(BookingDay.booking_id).where(BookingDay.child_id == child.id).distinct()
        ).all()
        match chance.randrange(5) if bookings else 0:
            case 0:
                write_booking(session, here, child, some, **values)
            case 1:
                write_days(session, chance.choice(bookings), here, child, some, **values)
            case 2:
                session.execute(update(BookingDay).where(days).values(**values))
            case 3:
                session.execute(delete(BookingDay).where(days, BookingDay.booking_id.in_(bookings[::2])))
            case _:
                moved = update(BookingDay).where(days, BookingDay.booking_id == chance.choice(bookings))
                session.execute(moved.values(booking_id=chance.choice(bookings)))

    with db.session(write=True) as session:
        for _ in range(60):
            # Refused by the guard, or two rows for one day of a booking.
            with suppress(IntegrityError), session.begin_nested():
                anything(session)
                written += 1
            assert days_apart(session) == 0
    assert written > 20
