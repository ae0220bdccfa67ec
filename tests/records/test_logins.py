"""Signing in and up, and issuing logins."""

import pytest
from databases import CHEAP
from sqlalchemy import select
from worlds import MONDAY, NOW, make_centre

from kium_rules.errors import NotAllowed, Refused
from kium_rules.policy import Policy
from kium_rules.records import Database
from kium_rules.records.actors import SYSTEM, Actor
from kium_rules.records.logins import issue_login, load_actor, sign_in, sign_up
from kium_rules.records.models import AuditLine, Consent, Guardian, Login
from kium_rules.records.passwords import PASSWORDS, Passwords
from kium_rules.vocabulary import Role

PASSWORD = "kium-demo-2026"
SIGN_UP = {
    "name": "김샘플",
    "phone": "010 0000 0001",
    "consents": {"privacy": "2026-03"},
}


def signed_up(
    db: Database,
    policy: Policy,
    *,
    login_id: str = "Parent1",
    password: str = PASSWORD,
    passwords: Passwords = CHEAP,
    **more: object,
) -> Actor:
    """Sign a parent up."""
    credentials = passwords.choose(login_id, password, now=NOW, policy=policy)
    with db.session(write=True) as session:
        return sign_up(session, credentials, **{**SIGN_UP, **more}, now=NOW, policy=policy)


def try_to_sign_in(
    db: Database, policy: Policy, password: str, login_id: str = "parent1", passwords: Passwords = CHEAP
) -> Actor:
    """Sign in."""
    return sign_in(db, login_id, password, now=NOW, policy=policy, passwords=passwords)


def test_parent_signs_up_and_in(db: Database, policy: Policy) -> None:
    actor = signed_up(db, policy)
    assert try_to_sign_in(db, policy, PASSWORD, " PARENT1 ") == actor
    assert actor.role is Role.PARENT
    with db.session() as session:
        guardian = session.get_one(Guardian, actor.guardian_id)
        assert (guardian.phone, guardian.is_member) == ("010-0000-0001", True)
        consent = session.scalars(select(Consent)).one()
        assert (consent.kind, consent.text_version, consent.how) == ("privacy", "2026-03", "online")
        assert load_actor(session, actor.login_id or 0) == actor


def test_password_is_kept_as_an_argon2id_hash_only(db: Database, policy: Policy) -> None:
    signed_up(db, policy, passwords=PASSWORDS)
    with db.session() as session:
        kept = session.scalars(select(Login.password_hash)).one()
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert PASSWORD not in kept
    assert try_to_sign_in(db, policy, PASSWORD, passwords=PASSWORDS).name == "김샘플"


def test_failures_are_counted_although_they_are_refused_and_lock_the_login(
    db: Database, policy: Policy
) -> None:
    actor = signed_up(db, policy)
    limit = policy.account_setting("failures_before_lock", MONDAY)
    for _ in range(limit - 1):
        with pytest.raises(Refused, match="wrong") as refused:
            try_to_sign_in(db, policy, "not the password")
    with pytest.raises(Refused, match=f"wrong {limit} times"):
        try_to_sign_in(db, policy, "not the password")
    with pytest.raises(Refused, match="locked") as refused:
        try_to_sign_in(db, policy, PASSWORD)
    assert "잠긴" in refused.value.ko
    with db.session() as session:
        assert load_actor(session, actor.login_id or 0) is None
        assert [line.action for line in session.scalars(select(AuditLine))] == ["sign_up", "lock"]


def test_right_password_sets_the_count_back(db: Database, policy: Policy) -> None:
    signed_up(db, policy)
    for password in ("wrong", PASSWORD):
        for _ in range(policy.account_setting("failures_before_lock", MONDAY) - 1):
            if password == "wrong":
                with pytest.raises(Refused):
                    try_to_sign_in(db, policy, password)
        try_to_sign_in(db, policy, PASSWORD)
    with db.session() as session:
        assert session.scalars(select(Login.failed_count)).one() == 0


def test_unknown_login_gets_the_same_words_as_a_wrong_password(db: Database, policy: Policy) -> None:
    signed_up(db, policy)
    said = set()
    for login_id in ("parent1", "nobody"):
        with pytest.raises(Refused) as refused:
            try_to_sign_in(db, policy, "wrong", login_id)
        said.add(refused.value.ko)
    assert len(said) == 1


def test_disabled_login_is_told_whom_to_ask(db: Database, policy: Policy) -> None:
    actor = signed_up(db, policy)
    with db.session(write=True) as session:
        session.get_one(Login, actor.login_id).is_enabled = False
    with pytest.raises(Refused) as refused:
        try_to_sign_in(db, policy, PASSWORD)
    assert "자치구" in refused.value.ko
    with db.session() as session:
        assert load_actor(session, actor.login_id or 0) is None


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"consents": {}}, "consent"),
        ({"password": "short"}, "at least 10"),
        ({"password": "my-parent1-password"}, "may not contain"),
        ({"login_id": "한글"}, "login id has"),
        ({"login_id": "abc"}, "login id has"),
        ({"phone": "12345"}, "no Korean phone number"),
        ({"name": "  "}, "A name has"),
    ],
)
def test_sign_up_says_what_is_wrong(
    db: Database, policy: Policy, wrong: dict[str, object], reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        signed_up(db, policy, **wrong)
    with db.session() as session:
        assert session.scalars(select(Login)).all() == []


def test_login_id_is_taken_once(db: Database, policy: Policy) -> None:
    signed_up(db, policy)
    with pytest.raises(Refused, match="taken"):
        signed_up(db, policy, login_id="PARENT1")


@pytest.mark.faq(5, 25)
def test_district_issues_logins_for_its_own_centres_only(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        here, there = make_centre(session), make_centre(session, district="강남구")
        officer = Actor(None, Role.DISTRICT, district_id=here.district_id, name="구견본")
        staff = {"role": Role.CENTRE, "name": "나견본", "now": NOW}
        nowon, gangnam, city, nobody = (
            CHEAP.choose(name, PASSWORD, now=NOW, policy=policy)
            for name in ("nowon1", "gangnam1", "city1", "nobody1")
        )
        login = issue_login(session, officer, nowon, centre_id=here.id, **staff)
        assert load_actor(session, login.id) == Actor(login.id, Role.CENTRE, centre_id=here.id, name="나견본")
        with pytest.raises(NotAllowed):
            issue_login(session, officer, gangnam, centre_id=there.id, **staff)
        with pytest.raises(NotAllowed):
            issue_login(session, officer, city, **{**staff, "role": Role.CITY})
        with pytest.raises(NotAllowed):
            issue_login(session, SYSTEM, nobody, **{**staff, "role": Role.PARENT})
