"""How fast a booking of 30 to 120 days is made: decided, written with its days, its audit line and its message."""

import threading
import time as clock
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import time
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median

from benchmarks.figure import Figure
from benchmarks.records_city import NOW, make_centres, make_children, periods
from benchmarks.records_engines import databases, postgresql_commits, slower_flushes, sqlite_commits
from kium_rules.policy import Policy
from kium_rules.records import Database
from kium_rules.records.actors import Actor
from kium_rules.records.bookings import apply
from kium_rules.vocabulary import CareType, Outcome, Role

BOOKINGS = 192
ROUNDS = 5
PLENTY = 100_000
ALONE_GOAL = {"SQLite": 0.10, "PostgreSQL": 0.08}
CROWD_GOAL = {8: 0.7, 32: 0.5}
SLOWEST_WAIT_S = 0.5


@dataclass(frozen=True, slots=True)
class Crowd:
    """What so many clients at one centre achieved together.

    Args:
        rate: Bookings a second.
        slowest_s: The longest any of them waited for one booking.
    """

    rate: float
    slowest_s: float


@dataclass(frozen=True, slots=True)
class Round:
    """One round: the peer's rate, one client's, and those of crowds by their number of clients."""

    peer: float
    alone: Crowd
    together: dict[int, Crowd]


def figures(folder: Path) -> list[Figure]:
    """Measure both engines."""
    policy = Policy.load().remembering()  # as the server asks it
    found: list[Figure] = []
    with databases(folder) as engines:
        for name, db in engines.items():
            found += _engine_figures(name, db, policy, folder)
    return found


def _engine_figures(name: str, db: Database, policy: Policy, folder: Path) -> list[Figure]:
    _crowd(db, policy, clients=1)  # the first bookings make counters, compile statements and ask the tables
    rounds = [_round(db, policy, folder / f"{name}-{number}") for number in range(ROUNDS)]
    alone = median(each.alone.rate for each in rounds)
    found = [
        Figure(
            what=f"{name}: bookings through the use case, 1 client",
            figure=f"{alone:.0f}/s",
            peer="one-row durable commits" if db.is_sqlite else "pgbench, one-row insert, 1 client",
            peer_figure=f"{median(each.peer for each in rounds):.0f}/s",
            ratio=median(each.alone.rate / each.peer for each in rounds),
            goal=ALONE_GOAL[name],
            better="higher",
        )
    ]
    if not db.is_sqlite:
        found.append(_on_a_disk(name, db, policy, folder))
    for clients, goal in CROWD_GOAL.items():
        found.append(
            Figure(
                what=f"{name}: one hot centre, {clients} clients",
                figure=f"{median(each.together[clients].rate for each in rounds):.0f}/s",
                peer="the same, 1 client",
                peer_figure=f"{alone:.0f}/s",
                ratio=median(each.together[clients].rate / each.alone.rate for each in rounds),
                goal=goal,
                better="higher",
            )
        )
    if db.is_sqlite:
        slowest = max(each.together[max(CROWD_GOAL)].slowest_s for each in rounds)
        found.append(
            Figure(
                what=f"{name}: slowest wait of 32 clients",
                figure=f"{slowest * 1000:.0f} ms",
                peer="allowed",
                peer_figure=f"{SLOWEST_WAIT_S * 1000:.0f} ms",
                ratio=slowest / SLOWEST_WAIT_S,
                goal=1.0,
                better="lower",
            )
        )
    return found


def _on_a_disk(name: str, db: Database, policy: Policy, folder: Path) -> Figure:
    """Measure one client again where a flush takes as long as on a disk."""
    with slower_flushes(db):
        rounds = [
            (postgresql_commits(db, folder / f"{name}-{number}"), _crowd(db, policy, clients=1).rate)
            for number in range(ROUNDS)
        ]
    return Figure(
        what=f"{name}: the same, every flush a millisecond slower",
        figure=f"{median(rate for _, rate in rounds):.0f}/s",
        peer="pgbench, one-row insert, 1 client",
        peer_figure=f"{median(peer for peer, _ in rounds):.0f}/s",
        ratio=median(rate / peer for peer, rate in rounds),
        goal=ALONE_GOAL[name],
        better="higher",
    )


def _round(db: Database, policy: Policy, folder: Path) -> Round:
    """Measure the peer and every crowd one after another: only what was measured side by side is compared."""
    folder.mkdir()
    peer = sqlite_commits(folder) if db.is_sqlite else postgresql_commits(db, folder)
    alone = _crowd(db, policy, clients=1)
    return Round(peer, alone, {clients: _crowd(db, policy, clients=clients) for clients in CROWD_GOAL})


def _crowd(db: Database, policy: Policy, *, clients: int) -> Crowd:
    """Let clients, each in a thread, book seats at one new centre where there is room for all."""
    with db.session(write=True) as session:
        [centre_id] = make_centres(session, 1, base=PLENTY)
        children = make_children(session, BOOKINGS)
    chance = Random(7)  # noqa: S311 - the same wishes in every run
    wishes = list(zip(children, islice(periods(chance), BOOKINGS), strict=True))
    gate = threading.Barrier(clients + 1)

    def client(mine: Sequence[tuple[tuple[int, int], tuple[object, object]]]) -> float:
        gate.wait()
        slowest = 0.0
        for (child_id, guardian_id), (from_on, until_on) in mine:
            begun = clock.perf_counter()
            with db.session(write=True) as session:
                applied = apply(
                    session,
                    Actor(None, Role.PARENT, guardian_id=guardian_id, name="김샘플"),
                    centre_id=centre_id,
                    child_id=child_id,
                    care_type=CareType.REGULAR,
                    from_on=from_on,
                    until_on=until_on,
                    weekdays=range(5),
                    days=None,
                    starts=time(13),
                    ends=time(17),
                    now=NOW,
                    policy=policy,
                )
            assert applied.decision.outcome is Outcome.ADMIT, applied.decision.ko
            slowest = max(slowest, clock.perf_counter() - begun)
        return slowest

    with ThreadPoolExecutor(clients) as threads:
        working = [threads.submit(client, wishes[number::clients]) for number in range(clients)]
        gate.wait()
        begun = clock.perf_counter()
        slowest = max(each.result() for each in working)
        took = clock.perf_counter() - begun
    return Crowd(BOOKINGS / took, slowest)
