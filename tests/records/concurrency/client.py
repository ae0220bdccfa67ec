"""A process full of clients, each applying in a thread and a session of its own.

Started by `rush.Rush` with what to do as JSON; says "ready", waits for a line, and then writes one line per
application after its transaction was committed. What was written there was acknowledged, whatever happens to the
process afterwards.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from worlds import ask, parent_of

from kium_rules.errors import Busy, Unavailable
from kium_rules.policy import Policy
from kium_rules.records import Database, held, locks, seats, writers
from kium_rules.records.held import HeldCentre
from kium_rules.records.models import Centre, Child

NO_LIMIT = 1_000_000
RETRY_AFTER_S = 0.1


@dataclass(frozen=True, slots=True)
class Task:
    """What the clients of one process do.

    Args:
        url: The database.
        centre_id: Where everybody applies.
        wishes: Child, first day, last day and weekdays of each application.
        threads: How many clients.
        locked: False: without the lock on the centre, without SQLite's single writer and without the counters' own
            limits, so that nothing but luck stands between two clients and one seat.
        tries: How often a client that is told "busy", or loses the connection, asks again.
    """

    url: str
    centre_id: int
    wishes: list[tuple[int, str, str, list[int]]]
    threads: int
    locked: bool = True
    tries: int = 1

    def to_json(self) -> str:
        """Write it for the command line of a client."""
        return json.dumps(asdict(self))


class DecidingTogether:
    """The policy, but the first decisions are given only when every client of the process has one."""

    def __init__(self, policy: Policy, parties: int) -> None:
        self._policy = policy
        self._barrier = threading.Barrier(parties, timeout=60)
        self._met = threading.local()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._policy, name)

    def decide(self, *facts: Any) -> Any:
        """Decide, and meet the others."""
        decision = self._policy.decide(*facts)
        if not getattr(self._met, "done", False):
            self._met.done = True
            self._barrier.wait()
        return decision


def switch_off_the_lock() -> None:
    """Take away everything that makes writers of one centre wait for each other, or stops the second of them."""

    def read_only(session: Session, centre_id: int) -> Centre | None:
        return session.get(Centre, centre_id, populate_existing=True)

    def look_only(session: Session, centre_id: int) -> HeldCentre | None:
        centre = read_only(session, centre_id)
        return centre and HeldCentre(centre.id, centre.name, centre.is_open, centre.revision)

    seats.limits_of = lambda *_: seats.Limits((NO_LIMIT,) * len(seats.LIMITS))
    locks.lock_centre = read_only
    held.hold_centre = look_only
    writers.SERIALISED_BEGIN = "BEGIN"
    writers.WritersQueue.__enter__ = lambda self: None
    writers.WritersQueue.__exit__ = lambda self, *_: None


def apply_once(task: Task, db: Database, policy: Any, wish: tuple[int, str, str, list[int]]) -> str:
    """Apply for one child and say what came of it, with the booking's number where there is one."""
    child_id, from_on, until_on, weekdays = wish
    period = {"from_on": date.fromisoformat(from_on), "until_on": date.fromisoformat(until_on)}
    with db.session(write=True) as session:
        child = session.get_one(Child, child_id)
        applied = ask(
            session,
            policy,
            task.centre_id,
            child,
            actor=parent_of(child),
            weekdays=frozenset(weekdays),
            **period,
        )
        answer = f"{applied.decision.outcome.value} {applied.booking.id if applied.booking else 0}"
    return f"{child_id} {answer}"


def apply_in_the_end(task: Task, apply: Callable[[], str], child_id: int) -> str:
    """Apply, and ask again after "busy" or a lost connection as often as the task allows."""
    for attempt in range(task.tries):
        try:
            return apply()
        except (Busy, Unavailable, DBAPIError) as error:
            last = error
            if attempt + 1 < task.tries:
                time.sleep(RETRY_AFTER_S)
    return f"{child_id} {'busy' if isinstance(last, Busy) else type(last).__name__} 0"


def main(task: Task) -> None:
    """Apply for every child of the task, with as many clients as it says."""
    db = Database(task.url, lock_timeout_s=20.0, pool_size=task.threads)
    policy: Any = Policy.load()
    if not task.locked:
        switch_off_the_lock()
        policy = DecidingTogether(policy, task.threads)
    wishes: Iterator[tuple[int, str, str, list[int]]] = iter(task.wishes)
    choosing = threading.Lock()

    def client() -> None:
        while True:
            with choosing:
                wish = next(wishes, None)
            if wish is None:
                return
            answer = apply_in_the_end(task, lambda wish=wish: apply_once(task, db, policy, wish), wish[0])
            os.write(1, f"{answer}\n".encode())

    os.write(1, b"ready\n")
    sys.stdin.readline()
    clients = [threading.Thread(target=client) for _ in range(task.threads)]
    for each in clients:
        each.start()
    for each in clients:
        each.join()
    db.close()


if __name__ == "__main__":
    main(Task(**json.loads(sys.argv[1])))
