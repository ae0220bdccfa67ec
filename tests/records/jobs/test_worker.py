"""A worker as a process of its own: it catches up, ends in good order, and may be killed at any moment."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from records.outbox.gateway_server import GatewayServer
from sqlalchemy import func, select, update
from worlds import make_centre, make_children

from kium_rules.policy import Policy
from kium_rules.records import Database, outbox
from kium_rules.records.jobs import JOBS, Work, run_job
from kium_rules.records.models import JobLease, OutboxMessage, OutboxState
from kium_rules.records.outbox_gateways import HttpGateway

COMMAND = (sys.executable, "-c", "from kium_rules.cli import main; main()", "jobs")
PATIENCE_S = 40


def now() -> datetime:
    return datetime.now(UTC)


def write(db: Database, count: int) -> None:
    """Put messages into the outbox."""
    with db.session(write=True) as session:
        centre = make_centre(session)
        [child] = make_children(session, centre, 1)
        for number in range(count):
            facts = {"child": child.name, "time": f"13:{number:02}", "centre_id": centre.id}
            outbox.queue(session, "checked_in", phone="010-0000-0001", now=now(), **facts)


def sent(db: Database) -> int:
    """Count the messages that are known to be sent."""
    with db.session() as session:
        query = select(func.count()).where(OutboxMessage.state == OutboxState.SENT)
        return session.scalar(query) or 0


@contextmanager
def worker(db: Database, gateway: str, *more: str) -> Iterator["subprocess.Popen[str]"]:
    """Start a worker that sends messages; it is killed at the end, if it still runs."""
    environment = os.environ | {
        "KIUM_DATABASE_URL": db.url.render_as_string(hide_password=False),
        "KIUM_GATEWAY": gateway,
    }
    command = [*COMMAND, "run", "--only", "deliver-messages", *more]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def until(so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE_S
    while not so():
        assert time.monotonic() < end, "it never became so"
        time.sleep(0.05)


def forget_claims(db: Database) -> None:
    """Let time pass until whatever a killed worker held has run out."""
    with db.session(write=True) as session:
        past = now() - timedelta(seconds=1)
        session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.claimed_until_at.is_not(None))
            .values(claimed_until_at=past)
        )
        session.execute(
            update(JobLease).where(JobLease.held_until_at.is_not(None)).values(held_until_at=past)
        )


@pytest.mark.slow
def test_worker_catches_up_at_once_and_ends_in_good_order(db: Database, tmp_path: Path) -> None:
    write(db, 5)
    file = tmp_path / "sent.jsonl"
    with worker(db, f"file:{file}") as process:
        until(lambda: sent(db) == 5)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, said
    assert "deliver-messages: 5 sent" in said
    assert "SIGTERM: ending" in said
    assert len(file.read_text("utf-8").splitlines()) == 5
    with db.session() as session:
        assert session.get_one(JobLease, "deliver-messages").holder == ""


@pytest.mark.slow
def test_worker_killed_while_it_sends_doubles_no_key(db: Database, policy: Policy) -> None:
    write(db, 6)
    with GatewayServer() as server:
        with worker(db, server.url) as process:
            for _ in range(2):
                assert server.arrived.acquire(timeout=PATIENCE_S)
            # The third message is at the gateway, and its answer never comes.
            server.answer.clear()
            assert server.arrived.acquire(timeout=PATIENCE_S)
            process.send_signal(signal.SIGKILL)
            process.wait(PATIENCE_S)
        known = sent(db)
        assert known < 6
        server.answer.set()
        work = Work(db, policy, now, HttpGateway(server.url))
        # As long as the lease has not run out the job is left alone.
        assert run_job(JOBS["deliver-messages"], work).ran is False
        forget_claims(db)
        run_job(JOBS["deliver-messages"], work)
        assert sent(db) == 6
        keys = [post["key"] for post in server.posts]
    assert len(keys) > 6
    with db.session() as session:
        assert set(session.scalars(select(OutboxMessage.key))) == set(keys) == server.accepted.keys()


@pytest.mark.slow
def test_two_workers_send_each_message_once(db: Database) -> None:
    write(db, 40)
    with GatewayServer() as server:
        with worker(db, server.url), worker(db, server.url):
            until(lambda: sent(db) == 40)
        keys = [post["key"] for post in server.posts]
    assert len(keys) == len(set(keys)) == 40
