"""The step to one reference and one row of time a booking: with data, down and up, and what stands on either side."""

from datetime import time, timedelta

import pytest
from databases import Engines
from records.plain_bookings import CANCELLED, write_booking, write_days
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import IntegrityError
from worlds import MONDAY, NOW, make_centre, make_children

from kium_rules.errors import Refused
from kium_rules.records import Database
from kium_rules.records.models import BookingDay, Centre, Child, Tap, Visit
from kium_rules.vocabulary import TapOutcome

BEFORE, AFTER = "0009", "0010"
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)


def attend(db: Database, child: Child) -> None:
    """Let a tap and a visit name the child's first day of use."""
    with db.session(write=True) as session:
        first = select(BookingDay).where(BookingDay.child_id == child.id, BookingDay.on == MONDAY)
        day = session.scalars(first).one()
        here = {"centre_id": day.centre_id, "child_id": child.id, "booking_day_id": day.id}
        session.add(Visit(**here, on=day.on, in_at=NOW, is_open=True))
        tap = {"uid": "04A1B2C3", "nonce": "1", "reader": "현관", "outcome": TapOutcome.CHECKED_IN}
        session.add(Tap(**here, **tap, happened_at=NOW, received_at=NOW, answer={}))


def require_one_place(db: Database, centre: Centre, child: Child) -> None:
    """See that Monday and Tuesday of the child are taken from 13 to 15, and nothing else."""
    for day in (MONDAY, TUESDAY):
        with pytest.raises(Refused, match="same time"), db.session(write=True) as session:
            write_booking(session, centre, child, [day], starts=time(14), ends=time(16))
    with db.session(write=True) as session:
        write_booking(session, centre, child, [MONDAY], starts=time(15), ends=time(16))
        write_booking(session, centre, child, [WEDNESDAY])
        session.rollback()


def test_the_guard_stands_on_either_side_of_the_step_for_what_was_there(
    engines: Engines, engine_name: str
) -> None:
    db = Database(engines.empty_url(engine_name))
    db.migrate()
    with db.session(write=True) as session:
        here, there = make_centre(session), make_centre(session)
        child, sibling = make_children(session, here, 2)
        booking_id = write_booking(session, here, child, [MONDAY, TUESDAY])
        write_days(session, booking_id, here, child, [WEDNESDAY], **CANCELLED)
        write_booking(session, here, sibling, [MONDAY, WEDNESDAY])
    attend(db, child)
    for step in (None, BEFORE, AFTER):
        if step == BEFORE:
            db.downgrade(BEFORE)
        elif step == AFTER:
            db.migrate(AFTER)
        require_one_place(db, there, child)
        # A day that somebody came on stays as long as that is written down.
        with pytest.raises(IntegrityError, match=r"(?i)foreign key"), db.session(write=True) as session:
            session.execute(delete(BookingDay).where(BookingDay.on == MONDAY))
    db.close()


def test_days_of_another_child_are_named_and_nothing_is_changed(engines: Engines, engine_name: str) -> None:
    db = Database(engines.empty_url(engine_name))
    db.migrate()
    db.downgrade(BEFORE)
    with db.session(write=True) as session:
        here, there = make_centre(session), make_centre(session)
        child, sibling = make_children(session, here, 2)
        booking_id = write_booking(session, here, child)
        write_days(session, booking_id, here, sibling, [TUESDAY])
        write_days(session, booking_id, there, child, [WEDNESDAY])
    with pytest.raises(ValueError, match=r"another centre or child than their booking: .* \[2, 3\]"):
        db.migrate()
    with db.session(write=True) as session:
        assert session.scalar(text("SELECT version_num FROM alembic_version")) == BEFORE
        session.execute(update(BookingDay).values(centre_id=here.id, child_id=child.id))
        session.execute(delete(BookingDay).where(BookingDay.on == WEDNESDAY))
    db.migrate()
    require_one_place(db, there, child)
    db.close()


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_every_trigger_is_there_again_after_the_table_was_copied(engines: Engines, engine_name: str) -> None:
    db = Database(engines.empty_url(engine_name))

    def triggers() -> dict[str, str]:
        with db.session() as session:
            rows = session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
            return {name: " ".join(sql.split()) for name, sql in rows}

    db.migrate("0005")
    made = triggers()
    assert len(made) == 7
    for step in (BEFORE, AFTER):
        db.migrate(step)
        assert triggers() == made
    db.downgrade(BEFORE)
    assert triggers() == made
    db.close()
