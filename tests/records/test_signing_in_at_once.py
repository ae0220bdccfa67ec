"""Many who sign in at the same moment: passwords are checked outside any transaction, failures counted inside one."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from databases import CHEAP
from sqlalchemy import select
from worlds import MONDAY, NOW, make_centre

from kium_rules.errors import Refused
from kium_rules.labels import sentence
from kium_rules.policy import Policy
from kium_rules.records import Database
from kium_rules.records.logins import sign_in, sign_up
from kium_rules.records.models import AuditLine, Login
from kium_rules.records.passwords import Passwords

PASSWORD, OTHER = "kium-demo-2026", "another-demo-2026"
TRIES = 12
WRONG, LOCKED = (sentence(f"records.{key}", "en") for key in ("sign_in_failed", "login_locked"))


class Meeting(Passwords):
    """Checks passwords as soon as so many are waiting to be checked."""

    def __init__(self, count: int) -> None:
        super().__init__(passes=1, memory_kib=8, lanes=1)
        self.barrier = Barrier(count, timeout=30)

    def is_right(self, kept: str | None, password: str) -> bool:
        self.barrier.wait()
        return super().is_right(kept, password)


class Interrupted(Passwords):
    """Does something while the first password is being checked."""

    def __init__(self, interruption) -> None:
        super().__init__(passes=1, memory_kib=8, lanes=1)
        self.interruptions = [interruption]

    def is_right(self, kept: str | None, password: str) -> bool:
        while self.interruptions:
            self.interruptions.pop()()
        return super().is_right(kept, password)


@pytest.fixture
def parent(db: Database, policy: Policy) -> str:
    with db.session(write=True) as session:
        sign_up(
            session,
            CHEAP.choose("parent1", PASSWORD, now=NOW, policy=policy),
            name="김샘플",
            phone="010-0000-0001",
            consents={"privacy": "1"},
            now=NOW,
            policy=policy,
        )
    return "parent1"


def answer(db: Database, policy: Policy, login_id: str, password: str, passwords: Passwords) -> str:
    try:
        return sign_in(db, login_id, password, now=NOW, policy=policy, passwords=passwords).name
    except Refused as refused:
        return str(refused)


def test_tries_at_once_are_each_counted_and_lock_once(db: Database, policy: Policy, parent: str) -> None:
    """Whoever guesses right among more guesses than the limit allows, all checked at once, learns nothing by it."""
    limit = policy.account_setting("failures_before_lock", MONDAY)
    passwords = Meeting(TRIES)
    with ThreadPoolExecutor(TRIES) as pool:
        said = list(pool.map(lambda _: answer(db, policy, parent, "a wrong one", passwords), range(TRIES)))
    just_locked = sentence("records.login_just_locked", "en", failures=limit)
    assert Counter(said) == {WRONG: limit - 1, just_locked: 1, LOCKED: TRIES - limit}
    assert answer(db, policy, parent, PASSWORD, CHEAP) == LOCKED
    with db.session() as session:
        assert session.scalars(select(Login.failed_count)).one() == limit
        assert [line.action for line in session.scalars(select(AuditLine))].count("lock") == 1


def test_others_write_while_a_password_is_checked(db: Database, policy: Policy, parent: str) -> None:
    def book() -> None:
        with db.session(write=True) as session:
            make_centre(session, name="새 센터")

    assert answer(db, policy, parent, PASSWORD, Interrupted(book)) == "김샘플"


def test_a_login_that_is_locked_while_its_password_is_checked_stays_out(
    db: Database, policy: Policy, parent: str
) -> None:
    def lock() -> None:
        for _ in range(policy.account_setting("failures_before_lock", MONDAY)):
            answer(db, policy, parent, "a wrong one", CHEAP)

    assert answer(db, policy, parent, PASSWORD, Interrupted(lock)) == LOCKED


def test_a_password_that_is_changed_while_it_is_checked_is_checked_again(
    db: Database, policy: Policy, parent: str
) -> None:
    def change() -> None:
        with db.session(write=True) as session:
            login = session.scalars(select(Login)).one()
            login.password_hash = CHEAP.choose(parent, OTHER, now=NOW, policy=policy).password_hash

    assert answer(db, policy, parent, PASSWORD, Interrupted(change)) == WRONG
    assert answer(db, policy, parent, OTHER, CHEAP) == "김샘플"


def test_a_hash_made_at_another_cost_is_made_anew_at_sign_in(
    db: Database, policy: Policy, parent: str
) -> None:
    dearer = Passwords(passes=2, memory_kib=16, lanes=1)
    assert answer(db, policy, parent, PASSWORD, dearer) == "김샘플"
    with db.session() as session:
        assert "m=16,t=2,p=1" in session.scalars(select(Login.password_hash)).one()
    assert answer(db, policy, parent, PASSWORD, dearer) == "김샘플"


def test_who_has_no_business_at_a_door_leaves_no_trace_there(
    db: Database, policy: Policy, parent: str
) -> None:
    def nobody_enters(actor: object) -> None:
        raise Refused("여기가 아닙니다", "not here")

    with pytest.raises(Refused, match="not here"):
        sign_in(db, parent, PASSWORD, now=NOW, policy=policy, passwords=CHEAP, may_enter=nobody_enters)
    with db.session() as session:
        assert [line.action for line in session.scalars(select(AuditLine))] == ["sign_up"]
