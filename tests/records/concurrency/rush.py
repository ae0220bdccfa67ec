"""A rush on one centre: processes full of clients, what they were told, and what the database says afterwards."""

import os
import random
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from records.concurrency.client import NO_LIMIT, Task
from sqlalchemy import insert, select, text
from worlds import MONDAY, NOW, make_centre, staff_of

from kium_rules.policy import Policy
from kium_rules.records import Database, audit, recount, seats
from kium_rules.records.centres import as_value, get_centre
from kium_rules.records.children import register_guardian
from kium_rules.records.models import Booking, BookingDay, Child, Consent, ConsentKind, DayCounter
from kium_rules.vocabulary import CareType

TESTS = Path(__file__).parents[2]
BUSY_DAY = date(2026, 3, 30)
"""A Monday that lies in every wished period, so that it fills up first."""
LAST_DAY = date(2026, 7, 20)
PATIENCE_S = 240
"""After this a rush is given up as hung; no test says how long it may take."""

Wish = tuple[int, str, str, list[int]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one client was told: `outcome` as the policy words it, "busy", or the name of an error."""

    child_id: int
    outcome: str
    booking_id: int


@dataclass
class Process:
    """One process of clients and what it has acknowledged so far."""

    popen: "subprocess.Popen[str]"
    answers: list[Answer] = field(default_factory=list)
    heard: threading.Condition = field(default_factory=threading.Condition)

    def listen(self) -> None:
        """Read its lines until it ends. A line cut off by its death was not acknowledged."""
        assert self.popen.stdout is not None
        for line in self.popen.stdout:
            parts = line.split(" ")
            if line.endswith("\n") and len(parts) == 3:
                with self.heard:
                    self.answers.append(Answer(int(parts[0]), parts[1], int(parts[2])))
                    self.heard.notify_all()

    def wait_for(self, answers: int) -> None:
        """Wait until it has acknowledged so many applications."""
        with self.heard:
            assert self.heard.wait_for(lambda: len(self.answers) >= answers, PATIENCE_S), "the clients hang"


class Rush:
    """Processes that apply at the same time."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        path = os.pathsep.join([str(TESTS), str(TESTS.parent)])
        self.processes = [
            Process(
                subprocess.Popen(
                    [sys.executable, "-m", "records.concurrency.client", task.to_json()],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                    env={**os.environ, "PYTHONPATH": path},
                )
            )
            for task in tasks
        ]
        for process in self.processes:
            assert process.popen.stdout is not None
            assert process.popen.stdout.readline() == "ready\n"
        self._listeners = [threading.Thread(target=process.listen) for process in self.processes]
        for listener, process in zip(self._listeners, self.processes, strict=True):
            listener.start()
            assert process.popen.stdin is not None
            process.popen.stdin.write("go\n")
            process.popen.stdin.flush()

    def wait_for(self, answers: int) -> None:
        """Wait until every process has acknowledged so many applications."""
        for process in self.processes:
            process.wait_for(answers)

    def kill(self, count: int, *, after: int = 0) -> None:
        """Kill the first processes where they stand, each once it has acknowledged so many applications."""
        for process in self.processes[:count]:
            process.wait_for(after)
            process.popen.kill()

    def finish(self) -> list[Answer]:
        """Wait until all have stopped, and give what they acknowledged."""
        for process in self.processes:
            process.popen.wait(PATIENCE_S)
        for listener in self._listeners:
            listener.join(PATIENCE_S)
        for process in self.processes:
            for pipe in (process.popen.stdin, process.popen.stdout):
                assert pipe is not None
                pipe.close()
        return [answer for process in self.processes for answer in process.answers]


@contextmanager
def rush(tasks: Sequence[Task]) -> Iterator[Rush]:
    """Start a rush; whatever happens, no process of it is left behind."""
    started = Rush(tasks)
    try:
        yield started
    finally:
        started.kill(len(started.processes))


def prepare(db: Database, *, base: int, children: int) -> tuple[int, list[Wish]]:
    """Make a centre, and children who will apply for 30 to 110 days that all hold the busy day."""
    chance = random.Random(20260302)  # noqa: S311 - the same wishes in every run
    with db.session(write=True) as session:
        centre = make_centre(session, base=base)
        guardian = register_guardian(session, staff_of(centre), name="김샘플", phone="010-0000-0001", now=NOW)
        child = {
            "guardian_id": guardian.id,
            "name": "김견본",
            "grade": 2,
            "school": "견본초등학교",
            "registered_at": NOW,
        }
        given = session.scalars(insert(Child).returning(Child.id), [child] * children).all()
        consent = {
            "guardian_id": guardian.id,
            "kind": ConsentKind.CHILD,
            "text_version": "1",
            "given_at": NOW,
            "how": "online",
        }
        session.execute(insert(Consent), [{**consent, "child_id": each} for each in given])
        return centre.id, [_wish(chance, each) for each in given]


def open_without_limits(db: Database, centre_id: int) -> None:
    """Make every counter beforehand with limits that stop nobody, so that no client waits for another's new row."""
    days = [MONDAY + timedelta(days=number) for number in range((LAST_DAY - MONDAY).days + 1)]
    with db.session(write=True) as session:
        seats.open_days(session, centre_id, days, seats.Limits((NO_LIMIT,) * len(seats.LIMITS)))


def _wish(chance: random.Random, child_id: int) -> Wish:
    from_on = MONDAY + timedelta(days=chance.randrange(29))
    until_on = min(from_on + timedelta(days=chance.randrange(29, 110)), LAST_DAY)
    weekdays = [0, *chance.sample(range(1, 5), chance.randrange(5))]
    return child_id, from_on.isoformat(), until_on.isoformat(), sorted(weekdays)


def share(
    url: str, centre_id: int, wishes: Sequence[Wish], *, processes: int, threads: int, **more: int | bool
) -> list[Task]:
    """Share applications out among processes."""
    parts = [list(wishes[number::processes]) for number in range(processes)]
    return [Task(url, centre_id, part, threads, **more) for part in parts]


def url_of(db: Database) -> str:
    """Give a database's whole address, for another process."""
    return db.url.render_as_string(hide_password=False)


def wait_until_alone(db: Database) -> None:
    """Wait until the server has rolled back what clients that are gone had begun."""
    if db.is_sqlite:
        return
    others = text(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    for _ in range(PATIENCE_S * 20):
        with db.session() as session:
            if session.scalar(others) == 0:
                return
        threading.Event().wait(0.05)
    raise AssertionError("the server keeps transactions of clients that are gone")


def require_whole(db: Database, centre_id: int, answers: Sequence[Answer]) -> None:
    """Find every acknowledged booking, no child twice, counters as recounted, and an unbroken audit chain."""
    acknowledged = {answer.booking_id for answer in answers} - {0}
    with db.session() as session:
        kept = dict(
            session.execute(select(Booking.id, Booking.child_id).where(Booking.centre_id == centre_id)).all()
        )
        days = session.scalars(select(BookingDay.booking_id).distinct()).all()
        assert acknowledged <= kept.keys()
        assert len(set(kept.values())) == len(kept)
        assert set(days) == kept.keys()
        assert list(recount.differences(session)) == []
        assert list(audit.broken_lines(session, centre_id=centre_id)) == []


def peak(db: Database, centre_id: int) -> tuple[int, int]:
    """Give the most seats taken, and the most places of the queue taken, on any day."""
    with db.session() as session:
        rows = session.execute(
            select(DayCounter.regular + DayCounter.temporary, DayCounter.waiting_regular).where(
                DayCounter.centre_id == centre_id
            )
        ).all()
    return max(row[0] for row in rows), max(row[1] for row in rows)


def waiting_limit(db: Database, policy: Policy, centre_id: int) -> int:
    """Give how many may wait for one day, as the rules say."""
    with db.session() as session:
        return policy.waiting_limit(as_value(get_centre(session, centre_id)), CareType.REGULAR, MONDAY)


def outcomes(answers: Sequence[Answer]) -> Counter[str]:
    """Count what the clients were told."""
    return Counter(answer.outcome for answer in answers)
