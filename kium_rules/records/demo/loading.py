"""Loading the demo, once or again: what is there stays as it is."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import as_file, files

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from kium_rules.policy import Policy
from kium_rules.records.actors import SYSTEM
from kium_rules.records.days import day_in_seoul
from kium_rules.records.demo.calendar import demo_file, ensure_calendar
from kium_rules.records.demo.people import add_people
from kium_rules.records.districts import ensure_districts
from kium_rules.records.imports import import_centres
from kium_rules.records.logins import issue_login
from kium_rules.records.models import Centre, Login, Reader
from kium_rules.records.passwords import PASSWORDS, Credentials, Passwords
from kium_rules.records.readers import hash_token, register_reader
from kium_rules.vocabulary import Role


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """One login of the demo: its id, its role, whose it is, and the centre or district it belongs to."""

    login_id: str
    role: Role
    name: str
    place: str


@dataclass(frozen=True, slots=True)
class DemoLogins:
    """What somebody who tries the demo needs to know.

    Args:
        password: The password of every demo login.
        logins: The logins.
        reader_token: The token of the demo's reader.
        reader_centre: Where that reader stands.
        card_uid: A card that is in use there.
        small_centre: A centre so small that one person can fill it.
    """

    password: str
    logins: tuple[DemoLogin, ...]
    reader_token: str
    reader_centre: str
    card_uid: str
    small_centre: str


def load_demo(
    session: Session, *, now: datetime, policy: Policy, passwords: Passwords = PASSWORDS
) -> DemoLogins:
    """Load the demo's centres and people. Loading again changes nothing but adds quarters that time has brought near.

    Args:
        session: The transaction; a writing one.
        now: When; quarters and bookings lie around it.
        policy: The rules.
        passwords: Hashes the demo's password.

    Returns:
        The logins, to be shown.
    """
    said = demo_file("people.yaml")
    districts = ensure_districts(session)
    with as_file(files(__package__).joinpath("centres.csv")) as path:
        import_centres(session, path, now=now)
    today = day_in_seoul(now)
    for centre in session.scalars(select(Centre).where(Centre.sample_fields != "")):
        if ensure_calendar(session, centre, today):
            centre.revision += 1
    session.flush()
    session.expire_all()
    centres = {
        key: session.scalars(select(Centre).where(Centre.facility_id == facility_id)).one()
        for key, facility_id in said["centres"].items()
    }
    # Everybody may know this password, so one hash does for all who have it.
    hashed = cache(
        lambda: (
            passwords.choose(
                said["staff"][0]["login_id"], said["password"], now=now, policy=policy
            ).password_hash
        )
    )
    for staff in said["staff"]:
        if not _is_there(session, staff["login_id"]):
            issue_login(
                session,
                SYSTEM,
                Credentials(staff["login_id"], hashed()),
                role=Role(staff["role"]),
                name=staff["name"],
                centre_id=centres[staff["centre"]].id if "centre" in staff else None,
                district_id=districts[staff["district"]].id if "district" in staff else None,
                now=now,
            )
    reader = said["reader"]
    if not session.scalar(select(exists().where(Reader.token_hash == hash_token(reader["token"])))):
        at = centres[reader["centre"]].id
        register_reader(session, SYSTEM, centre_id=at, name=reader["name"], token=reader["token"], now=now)
    if not _is_there(session, said["families"][0]["login_id"]):
        add_people(session, centres["first"].id, hashed(), now=now, policy=policy)
    return DemoLogins(
        password=said["password"],
        logins=_logins(session),
        reader_token=reader["token"],
        reader_centre=centres[reader["centre"]].name,
        card_uid=said["cards"][0],
        small_centre=centres["small"].name,
    )


def _is_there(session: Session, login_id: str) -> bool:
    return bool(session.scalar(select(exists().where(Login.login_id == login_id))))


def _logins(session: Session) -> tuple[DemoLogin, ...]:
    said = demo_file("people.yaml")
    wanted = [said["families"][0]["login_id"], *(staff["login_id"] for staff in said["staff"])]
    found = {
        login.login_id: login for login in session.scalars(select(Login).where(Login.login_id.in_(wanted)))
    }
    return tuple(
        DemoLogin(login_id, login.role, login.name, str(login.centre or login.district or ""))
        for login_id in wanted
        if (login := found.get(login_id))
    )
