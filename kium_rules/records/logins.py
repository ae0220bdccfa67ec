"""Logins: signing in and up, and making those of staff."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kium_rules.errors import NotAllowed, Refused
from kium_rules.policy import Policy
from kium_rules.records import audit
from kium_rules.records.access import require_centre
from kium_rules.records.actors import Actor
from kium_rules.records.children import record_consents, require_name
from kium_rules.records.database import Database, RefusedButRecorded
from kium_rules.records.days import day_in_seoul
from kium_rules.records.models import ConsentKind, Guardian, Login
from kium_rules.records.passwords import PASSWORDS, Credentials, Passwords
from kium_rules.records.phones import canonical_phone
from kium_rules.vocabulary import Role

LOGIN_ID_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_.")


def sign_in(
    db: Database,
    login_id: str,
    password: str,
    *,
    now: datetime,
    policy: Policy,
    passwords: Passwords = PASSWORDS,
    may_enter: Callable[[Actor], None] | None = None,
) -> Actor:
    """Sign in. A wrong password is counted, and enough of them lock the login.

    Unlike other use cases it takes the database: the password is checked between two transactions of its own, so that
    checking many holds nobody up. What it found counts only if the login is by then as it was read, and not locked.

    Args:
        db: The records.
        login_id: Who.
        password: The password as typed.
        now: When.
        policy: The rules.
        passwords: Checks the password.
        may_enter: Raises Refused for somebody whose password is right, but who has no business where it was typed;
            nothing is written then. None: everybody may.

    Raises:
        Refused: Unknown login, wrong password, locked or disabled. A failure is counted although it is refused.

    Source: accounts.
    """
    name = login_id.strip().lower()
    while True:
        with db.session() as session:
            kept = session.scalar(select(Login.password_hash).where(Login.login_id == name))
        is_right = passwords.is_right(kept, password)
        if kept is None:
            raise Refused.because("records.sign_in_failed")
        renewed = passwords.renewed(kept, password) if is_right else None
        with db.session(write=True) as session:
            same = select(Login).where(Login.login_id == name, Login.password_hash == kept)
            login = session.scalars(same.with_for_update(key_share=True)).one_or_none()
            if login is not None:
                actor = _as_actor(login, now=now, policy=policy)
                _admit(session, login, actor, is_right=is_right, now=now, policy=policy)
                if may_enter is not None:
                    may_enter(actor)
                login.password_hash = renewed or kept
                audit.record(
                    session, actor, "sign_in", "login", login.id, {}, now=now, centre_id=actor.centre_id
                )
                return actor


def _admit(
    session: Session, login: Login, actor: Actor, *, is_right: bool, now: datetime, policy: Policy
) -> None:
    """Let a login in, or refuse it and count the failure."""
    if login.locked_at is not None:
        raise Refused.because("records.login_locked")
    if not is_right:
        limit = policy.account_setting("failures_before_lock", day_in_seoul(now))
        login.failed_count += 1
        if login.failed_count < limit:
            raise RefusedButRecorded.because("records.sign_in_failed")
        login.locked_at = now
        audit.record(session, actor, "lock", "login", login.id, {"failures": limit}, now=now)
        raise RefusedButRecorded.because("records.login_just_locked", failures=limit)
    if not login.is_enabled:
        raise Refused.because("records.login_disabled")
    login.failed_count = 0


def sign_up(
    session: Session,
    credentials: Credentials,
    *,
    name: str,
    phone: str,
    consents: Mapping[str, str],
    now: datetime,
    policy: Policy,
) -> Actor:
    """Make a parent's login and the guardian behind it.

    Args:
        session: The transaction.
        credentials: The wanted login id and password, hashed before the transaction began.
        name: The parent's name.
        phone: Mobile number for messages.
        consents: What was agreed to, with the version of each text; `privacy` is needed.
        now: When.
        policy: The rules.

    Raises:
        Refused: A value cannot be used, the login id is taken, or the privacy consent is missing.

    Source: accounts.
    """
    if ConsentKind.PRIVACY not in consents:
        raise Refused.because("records.privacy_consent_missing")
    guardian = Guardian(name=require_name(name), phone=canonical_phone(phone), registered_at=now)
    login = Login(
        login_id=_free_login_id(session, credentials.login_id),
        password_hash=credentials.password_hash,
        role=Role.PARENT,
        name=guardian.name,
        guardian=guardian,
        created_at=now,
    )
    session.add(login)
    session.flush()
    actor = _as_actor(login, now=now, policy=policy)
    record_consents(session, actor, guardian_id=guardian.id, child_id=None, consents=consents, now=now)
    audit.record(session, actor, "sign_up", "login", login.id, {"consents": dict(consents)}, now=now)
    return actor


def issue_login(
    session: Session,
    actor: Actor,
    credentials: Credentials,
    *,
    role: Role,
    name: str,
    now: datetime,
    centre_id: int | None = None,
    district_id: int | None = None,
) -> Login:
    """Make a login for staff: the district for its centres, the city for everybody.

    Raises:
        NotAllowed: The actor may not issue such a login.
        NotFound: There is no such centre.
        Refused: A value cannot be used, or the login id is taken.
    """
    if (
        role is Role.CENTRE
        and centre_id is not None
        and actor.role in {Role.DISTRICT, Role.CITY, Role.SYSTEM}
    ):
        require_centre(session, actor, centre_id, "manage_logins")
    elif role not in {Role.DISTRICT, Role.CITY, Role.POLICY} or actor.role not in {Role.CITY, Role.SYSTEM}:
        raise NotAllowed.because("records.may_not_issue_login")
    login = Login(
        login_id=_free_login_id(session, credentials.login_id),
        password_hash=credentials.password_hash,
        role=role,
        name=require_name(name),
        centre_id=centre_id,
        district_id=district_id,
        created_at=now,
    )
    session.add(login)
    session.flush()
    details = {"login_id": login.login_id, "role": role.value}
    audit.record(session, actor, "issue", "login", login.id, details, now=now, centre_id=centre_id)
    return login


def load_actor(
    session: Session, login_row_id: int, *, now: datetime | None = None, policy: Policy | None = None
) -> Actor | None:
    """Give who is signed in by the login's row id; None: gone, disabled or locked since.

    Args:
        session: The transaction.
        login_row_id: The login.
        now: When.
        policy: The rules that say what the login may do; None: those that come with the library.

    Source: access.
    """
    login = session.get(Login, login_row_id)
    if login is None or not login.is_enabled or login.locked_at is not None:
        return None
    return _as_actor(login, now=now, policy=policy)


def _as_actor(login: Login, *, now: datetime | None, policy: Policy | None) -> Actor:
    return Actor(
        login_id=login.id,
        role=login.role,
        centre_id=login.centre_id,
        district_id=login.district_id,
        guardian_id=login.guardian_id,
        name=login.name,
        access=policy.access_of(login.role, day_in_seoul(now))
        if policy is not None and now is not None
        else None,
    )


def _free_login_id(session: Session, login_id: str) -> str:
    if not 4 <= len(login_id) <= 60 or not LOGIN_ID_CHARACTERS.issuperset(login_id):
        raise Refused.because("records.bad_login_id")
    if session.scalar(select(func.count()).where(Login.login_id == login_id)):
        raise Refused.because("records.login_id_taken")
    return login_id
