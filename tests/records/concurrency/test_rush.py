"""Thirty-two clients, one centre. First without the lock, so that the test with it proves something."""

from collections.abc import Iterator

import pytest
from databases import Engines
from records.concurrency import rush as rushes

from kium_rules.policy import Policy
from kium_rules.records import Database
from kium_rules.records.models import DayCounter

pytestmark = pytest.mark.slow
PROCESSES, THREADS = 4, 8
SEATS, APPLICATIONS = 100, 1280


@pytest.fixture
def postgresql(engines: Engines) -> Iterator[Database]:
    """Give a migrated PostgreSQL database."""
    with engines.database("postgresql") as database:
        yield database


@pytest.fixture
def sqlite(engines: Engines) -> Iterator[Database]:
    """Give a migrated SQLite database."""
    with engines.database("sqlite") as database:
        yield database


def unlocked(db: Database) -> tuple[int, list[rushes.Answer]]:
    """Let 32 clients apply for 2 seats, 8 of them deciding on the same facts at first, with nothing to stop them."""
    centre_id, wishes = rushes.prepare(db, base=2, children=64)
    rushes.open_without_limits(db, centre_id)
    tasks = rushes.share(
        rushes.url_of(db), centre_id, wishes, processes=PROCESSES, threads=THREADS, locked=False
    )
    with rushes.rush(tasks) as rush:
        return centre_id, rush.finish()


@pytest.mark.postgres
def test_without_the_lock_thirty_two_clients_overbook_the_centre(postgresql: Database) -> None:
    centre_id, answers = unlocked(postgresql)
    assert rushes.outcomes(answers)["admit"] > 2
    assert rushes.peak(postgresql, centre_id)[0] > 2


def test_without_the_lock_sqlite_turns_writers_away_rather_than_overbook(sqlite: Database) -> None:
    centre_id, answers = unlocked(sqlite)
    told = rushes.outcomes(answers)
    assert told["busy"] > 0
    assert told["admit"] + told["wait"] < len(answers)
    assert rushes.peak(sqlite, centre_id)[0] <= 2


def test_with_the_lock_seats_and_queue_fill_up_exactly(db: Database, policy: Policy) -> None:
    centre_id, wishes = rushes.prepare(db, base=SEATS, children=APPLICATIONS)
    tasks = rushes.share(rushes.url_of(db), centre_id, wishes, processes=PROCESSES, threads=THREADS, tries=20)
    with rushes.rush(tasks) as rush:
        answers = rush.finish()
    rushes.wait_until_alone(db)
    queue = rushes.waiting_limit(db, policy, centre_id)
    assert queue == 2 * SEATS
    assert rushes.outcomes(answers) == {
        "admit": SEATS,
        "wait": queue,
        "refuse": APPLICATIONS - SEATS - queue,
    }
    assert rushes.peak(db, centre_id) == (SEATS, queue)
    rushes.require_whole(db, centre_id, answers)
    with db.session() as session:
        busiest = session.get_one(DayCounter, (centre_id, rushes.BUSY_DAY))
        assert (busiest.regular, busiest.waiting_regular) == (SEATS, queue)
