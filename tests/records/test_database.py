"""Sessions: one transaction each, writers one after another, and a polite answer when it takes too long."""

import fcntl
import shutil
import threading
from pathlib import Path

import pytest
from databases import Engines
from sqlalchemy import func, insert, make_url, select, text
from sqlalchemy.exc import DBAPIError
from worlds import ask, make_centre, make_children

from kium_rules.errors import Busy
from kium_rules.policy import Policy
from kium_rules.records import Database, locks
from kium_rules.records.database import RefusedButRecorded
from kium_rules.records.models import Centre, District
from kium_rules.vocabulary import Outcome


def centres(db: Database) -> int:
    """Count the centres that are kept."""
    with db.session() as session:
        return session.scalar(select(func.count()).select_from(Centre)) or 0


def write_and_raise(db: Database, error: Exception) -> None:
    """Make a centre in a session that ends in an error."""

    def write() -> None:
        with db.session(write=True) as session:
            make_centre(session)
            raise error

    with pytest.raises(type(error)):
        write()


def test_error_takes_everything_of_its_session_back(db: Database) -> None:
    write_and_raise(db, ZeroDivisionError())
    assert centres(db) == 0


def test_refusal_that_must_be_remembered_keeps_what_was_written(db: Database) -> None:
    write_and_raise(db, RefusedButRecorded("아니요", "no"))
    assert centres(db) == 1


def test_reading_session_cannot_write(db: Database) -> None:
    with db.session() as session, pytest.raises(DBAPIError, match=r"readonly|read-only"):
        session.execute(insert(District), [{"code": "99999", "name": "견본구", "portal_prefix": "ZZ"}])
    with db.session(write=True) as session:
        make_centre(session)
    assert centres(db) == 1


def test_what_a_session_gave_can_be_read_after_it(db: Database) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, name="시험센터")
    assert (centre.id > 0, centre.name) == (True, "시험센터")


def test_writer_who_waits_too_long_is_told_that_it_is_busy(engines: Engines, engine_name: str) -> None:
    url = engines.sqlite_url() if engine_name == "sqlite" else engines.postgresql_url()
    patient, hasty = Database(url), Database(url, lock_timeout_s=0.05)
    with patient.session(write=True) as session:
        centre = make_centre(session)
    with patient.session(write=True) as session:
        locks.lock_centre(session, centre.id)
        for _ in range(2):
            with pytest.raises(Busy) as busy, hasty.session(write=True) as other:
                locks.lock_centre(other, centre.id)
        assert "잠시 후" in busy.value.ko
    with hasty.session(write=True) as other:
        assert locks.lock_centre(other, centre.id) == other.get_one(Centre, centre.id)
    patient.close()
    hasty.close()


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_writers_of_one_process_queue_and_the_last_is_told_that_it_is_busy(
    engines: Engines, engine_name: str
) -> None:
    db = Database(engines.sqlite_url(), lock_timeout_s=0.05)
    answers: list[str] = []

    def write() -> None:
        try:
            with db.session(write=True):
                answers.append("written")
        except Busy:
            answers.append("busy")

    with db.session(write=True) as session:
        make_centre(session)
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
    write()
    assert answers == ["busy", "written"]
    db.close()


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_writers_of_one_process_write_in_the_order_in_which_they_came(db: Database) -> None:
    written: list[int] = []

    def write(number: int) -> None:
        with db.session(write=True):
            written.append(number)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    with db.session(write=True):
        for number, thread in enumerate(threads, 1):
            thread.start()
            while len(db._writers) < number:
                threading.Event().wait(0.001)
    for thread in threads:
        thread.join()
    assert written == list(range(8))


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_processes_on_one_file_write_in_turn(engines: Engines, engine_name: str) -> None:
    # Two databases on one file queue like two processes: nothing of the first one's queue is known to the second.
    url = engines.sqlite_url()
    mine, other = Database(url), Database(url)
    written: list[str] = []

    def write() -> None:
        with other.session(write=True):
            written.append("other")

    thread = threading.Thread(target=write)
    with mine.session(write=True):
        written.append("mine")
        thread.start()
        turn = Path(f"{mine.url.database}-turn")
        while not is_locked(turn):
            threading.Event().wait(0.001)
    with mine.session(write=True):
        written.append("mine again")
    thread.join()
    assert written == ["mine", "other", "mine again"]
    mine.close()
    other.close()


def is_locked(path: Path) -> bool:
    """Whether somebody holds the lock on a file."""
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_second_writing_session_in_one_thread_is_a_mistake_that_is_named(db: Database) -> None:
    with db.session(write=True), pytest.raises(RuntimeError, match="already has"), db.session(write=True):
        pass


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_sqlite_keeps_what_it_acknowledged(db: Database) -> None:
    with db.session() as session:
        pragmas = [
            session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert pragmas == ["wal", 2, 1]


def test_reading_session_for_frameworks_is_one_per_thread_and_reads_only(db: Database) -> None:
    with db.session(write=True) as session:
        make_centre(session)
    scoped = db.reading_session()
    assert scoped.scalar(select(func.count()).select_from(Centre)) == 1
    with pytest.raises(DBAPIError, match=r"readonly|read-only"):
        scoped.execute(text("DELETE FROM quarter"))
    scoped.remove()


def test_a_file_that_was_exchanged_while_it_was_closed_is_read_anew(engines: Engines, policy: Policy) -> None:
    with engines.database("sqlite") as db:
        found = []
        for seats in (2, 0):
            with db.session(write=True) as session:
                centre = make_centre(session, base=seats)
                (child,) = make_children(session, centre, 1)
                found.append((centre.id, centre.revision))
            with db.session(write=True) as session:
                applied = ask(session, policy, centre.id, child)
            assert (applied.decision.outcome is Outcome.ADMIT) == bool(seats)
            db.close()
            shutil.copy(str(make_url(engines.sqlite_url()).database), str(db.url.database))
        assert found[0] == found[1]
