"""Two parents, one seat, the same moment. First without the lock, so that the test with it proves something."""

import threading
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session
from worlds import MONDAY, NOW, PAPERS, ask, make_centre, make_children, parent_of, staff_of

from kium_rules.decision import Decision
from kium_rules.errors import Busy, Refused
from kium_rules.policy import Policy
from kium_rules.records import Database, bookings, held, locks, recount, seats, writers
from kium_rules.records.held import HeldCentre
from kium_rules.records.models import Centre, Child
from kium_rules.values import Application, DayLoad
from kium_rules.values import Centre as CentreValue

NO_LIMIT = 1_000_000


class MeetingPolicy:
    """The policy, but those who decide wait for each other once before they go on to write."""

    def __init__(self, policy: Policy, parties: int) -> None:
        self._policy = policy
        self._barrier = threading.Barrier(parties, timeout=20)
        self._met = threading.local()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._policy, name)

    def decide(self, application: Application, centre: CentreValue, load: Mapping[date, DayLoad]) -> Decision:
        """Decide, and meet the others."""
        decision = self._policy.decide(application, centre, load)
        if not getattr(self._met, "done", False):
            self._met.done = True
            self._barrier.wait()
        return decision


@pytest.fixture
def without_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Switch off every lock that makes writers of one centre wait for each other."""

    def read_only(session: Session, centre_id: int) -> Centre | None:
        return session.get(Centre, centre_id, populate_existing=True)

    def look_only(session: Session, centre_id: int) -> HeldCentre | None:
        centre = read_only(session, centre_id)
        return centre and HeldCentre(centre.id, centre.name, centre.is_open, centre.revision)

    monkeypatch.setattr(locks, "lock_centre", read_only)
    monkeypatch.setattr(held, "hold_centre", look_only)
    monkeypatch.setattr(writers, "SERIALISED_BEGIN", "BEGIN")
    monkeypatch.setattr(writers.WritersQueue, "__enter__", lambda self: None)
    monkeypatch.setattr(writers.WritersQueue, "__exit__", lambda self, *_: None)


@pytest.fixture
def without_the_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give counters limits that stop nobody, so that only the decision under the lock stands between."""
    monkeypatch.setattr(seats, "limits_of", lambda *_: seats.Limits((NO_LIMIT,) * len(seats.LIMITS)))


def rush(db: Database, policy: Any, centre_id: int, children: list[Child]) -> Counter[str]:
    """Let everybody apply at once, each in a thread and a session of its own; count what they were told."""
    together = threading.Barrier(len(children), timeout=20)

    def one(child: Child) -> str:
        together.wait()
        try:
            with db.session(write=True) as session:
                return ask(session, policy, centre_id, child).decision.outcome.value
        except Busy:
            return "busy"

    with ThreadPoolExecutor(len(children)) as threads:
        return Counter(threads.map(one, children))


def prepare(db: Database, policy: Policy, *, base: int, count: int) -> tuple[int, list[Child]]:
    """Make a centre whose days have counters already, and children who will apply."""
    with db.session(write=True) as session:
        centre = make_centre(session, base=base)
        early, *children = make_children(session, centre, count + 1)
        booking = ask(session, policy, centre.id, early).booking
        assert booking is not None
        bookings.cancel(session, parent_of(early), booking.id, now=NOW, policy=policy)
    return centre.id, children


@pytest.mark.usefixtures("without_the_lock", "without_the_guard")
@pytest.mark.parametrize("engine_name", [pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_without_lock_and_guard_the_last_seat_is_sold_twice(db: Database, policy: Policy) -> None:
    centre_id, children = prepare(db, policy, base=1, count=2)
    assert rush(db, MeetingPolicy(policy, 2), centre_id, children) == {"admit": 2}
    with db.session() as session:
        assert seats.loads_between(session, centre_id, MONDAY, MONDAY)[MONDAY].regular == 2


@pytest.mark.usefixtures("without_the_lock", "without_the_guard")
@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_without_the_lock_sqlite_turns_the_second_writer_away(db: Database, policy: Policy) -> None:
    centre_id, children = prepare(db, policy, base=1, count=2)
    assert rush(db, MeetingPolicy(policy, 2), centre_id, children) == {"admit": 1, "busy": 1}


@pytest.mark.usefixtures("without_the_lock")
@pytest.mark.parametrize("engine_name", [pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_without_the_lock_the_guard_catches_it_and_the_policy_is_asked_again(
    db: Database, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre_id, children = prepare(db, policy, base=1, count=2)
    taken: list[bool] = []
    take = seats.take
    monkeypatch.setattr(seats, "take", lambda *facts, **how: taken.append(take(*facts, **how)) or taken[-1])
    assert rush(db, MeetingPolicy(policy, 2), centre_id, children) == {"admit": 1, "wait": 1}
    assert sorted(taken) == [False, True, True]
    with db.session() as session:
        assert list(recount.differences(session)) == []


@pytest.mark.usefixtures("without_the_guard")
def test_with_the_lock_alone_the_last_seat_is_sold_once(db: Database, policy: Policy) -> None:
    centre_id, children = prepare(db, policy, base=1, count=2)
    assert rush(db, policy, centre_id, children) == {"admit": 1, "wait": 1}


def test_rush_of_parents_fills_centre_and_queue_exactly(db: Database, policy: Policy) -> None:
    centre_id, children = prepare(db, policy, base=2, count=8)
    assert rush(db, policy, centre_id, children) == {"admit": 2, "wait": 4, "refuse": 2}
    with db.session() as session:
        assert list(recount.differences(session)) == []
        load = seats.loads_between(session, centre_id, MONDAY, MONDAY)[MONDAY]
        assert (load.regular, load.waiting_regular) == (2, 4)


def test_child_whose_parents_apply_at_two_centres_at_once_gets_one_place(
    db: Database, policy: Policy
) -> None:
    with db.session(write=True) as session:
        here, there = make_centre(session), make_centre(session)
        [child] = make_children(session, here, 1)
    together = threading.Barrier(2, timeout=20)

    def one(centre_id: int) -> str:
        together.wait()
        with db.session(write=True) as session:
            return ask(session, policy, centre_id, child).decision.outcome.value

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(one, (here.id, there.id))) == ["admit", "refuse"]


def test_two_who_approve_at_once_approve_once(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        [child] = make_children(session, centre, 1)
        booking = ask(session, policy, centre.id, child).booking
    assert booking is not None
    together = threading.Barrier(2, timeout=20)

    def one(_: int) -> str:
        together.wait()
        try:
            with db.session(write=True) as session:
                staff = staff_of(centre)
                return bookings.approve(
                    session, staff, booking.id, documents=PAPERS, now=NOW, policy=policy
                ).state
        except Refused as refused:
            return refused.reasons[0].code

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(one, range(2))) == ["already_approved", "scheduled"]
