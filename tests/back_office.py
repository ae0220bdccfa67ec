"""A back office to look at: three centres, a person of every role, a clock that stands still."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from databases import CHEAP
from flask import Flask
from flask.testing import FlaskClient
from surfaces import NOW, PASSWORD, TODAY, TOKEN, Clock, for_tests
from werkzeug.test import TestResponse

import admin
from kium_rules.policy import Policy
from kium_rules.records import Database, bookings, children, logins, readers
from kium_rules.records.actors import SYSTEM, Actor
from kium_rules.records.models import Centre, District, Quarter
from kium_rules.vocabulary import CareType, CentreType, QuarterKind, Role

READER_TOKEN = "a reader's token, only for tests"
HEADERS_OF_READER = {"Authorization": f"Bearer {READER_TOKEN}", "Content-Type": "application/json"}
ALL_PAPERS = ("pickup_consent", "entry_papers")
STAFF = {
    "saessak1": (Role.CENTRE, "새싹 키움센터", "정돌봄"),
    "star1": (Role.CENTRE, "작은별 키움센터", "한돌봄"),
    "nowon1": (Role.DISTRICT, "노원구", "구담당"),
    "gwanak1": (Role.DISTRICT, "관악구", "관담당"),
    "seoul1": (Role.CITY, "", "시담당"),
    "policy1": (Role.POLICY, "", "정책담당"),
}


@dataclass
class BackOffice:
    """The application over its database, with what a test needs to fill it."""

    db: Database
    policy: Policy
    app: Flask
    clock: Clock

    def visitor(self) -> "Visitor":
        """Give somebody with a browser who is not signed in."""
        return Visitor(self.app.test_client())

    def person(self, login_id: str) -> "Visitor":
        """Give a member of staff who is signed in."""
        visitor = self.visitor()
        visitor.sign_in(login_id)
        return visitor

    def centre_id(self, name: str = "새싹 키움센터") -> int:
        """Give a centre's number."""
        with self.db.session() as session:
            from kium_rules.records.centres import list_centres

            return list_centres(session, text=name).items[0].id

    def child(self, name: str = "김새싹", centre: str = "새싹 키움센터", phone: str = "010-1234-5678") -> int:
        """Register a child with a guardian who is no member, as the centre's staff do."""
        actor = Actor(None, Role.CENTRE, centre_id=self.centre_id(centre), name="정돌봄")
        with self.db.session(write=True) as session:
            guardian = children.register_guardian(
                session, actor, name="이보호", phone=phone, now=self.clock()
            )
            return children.register_child(
                session,
                actor,
                name=name,
                grade=2,
                school="샘플초",
                consents={"child": "test"},
                guardian_id=guardian.id,
                now=self.clock(),
            ).id

    def application(
        self, name: str = "김새싹", centre: str = "새싹 키움센터", *, on: date = TODAY, papers: bool = True
    ) -> int:
        """Apply for temporary care on one day for a new child; give the booking's number."""
        child_id = self.child(name, centre)
        actor = Actor(None, Role.CENTRE, centre_id=self.centre_id(centre), name="정돌봄")
        with self.db.session(write=True) as session:
            applied = bookings.apply(
                session,
                actor,
                centre_id=self.centre_id(centre),
                child_id=child_id,
                care_type=CareType.TEMPORARY,
                from_on=on,
                until_on=on,
                weekdays=(),
                days={on},
                starts=time(13),
                ends=time(17),
                documents=ALL_PAPERS if papers else (),
                now=self.clock(),
                policy=self.policy,
            )
        self.clock.at += timedelta(minutes=1)
        assert applied.booking is not None, applied.decision.ko
        return applied.booking.id


class Visitor:
    """A browser that fills in forms: the token is read from a page it can see."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def sign_in(self, login_id: str) -> None:
        """Sign in, also again after an idle time."""
        answer = self.send("/sign-in", login_id=login_id, password=PASSWORD)
        assert answer.status_code == 302, answer.text

    def get(self, path: str, **query: Any) -> TestResponse:
        """Open a page."""
        return self.client.get(path, query_string=query)

    def send(self, path: str, *, query: dict[str, Any] | None = None, **form: Any) -> TestResponse:
        """Press a button: post a form with the session's token."""
        return self.client.post(path, data={"csrf_token": self.token(), **form}, query_string=query)

    def follow(self, path: str, **form: Any) -> TestResponse:
        """Press a button and read the page it leads to."""
        return self.client.post(path, data={"csrf_token": self.token(), **form}, follow_redirects=True)

    def token(self) -> str:
        """Read a token from whatever page this person starts on."""
        return TOKEN.findall(self.client.get("/", follow_redirects=True).text)[-1]


def fill(db: Database, policy: Policy) -> None:
    """Put centres, people and a reader into an empty database."""
    with db.session(write=True) as session:
        nowon = District(code="11350", name="노원구", portal_prefix="NW")
        gwanak = District(code="11620", name="관악구", portal_prefix="GA")
        centres = [
            _centre("NW0001", nowon, "새싹 키움센터", base_seats=20, extra_seats=4),
            _centre("NW0002", nowon, "작은별 키움센터", base_seats=1, extra_seats=0),
            _centre("GA0001", gwanak, "관악 키움센터", base_seats=10, extra_seats=2),
        ]
        session.add_all([nowon, gwanak, *centres])
        session.flush()
        by_name = {place.name: place.id for place in (*centres, nowon, gwanak)}
        for login_id, (role, place, name) in STAFF.items():
            logins.issue_login(
                session,
                SYSTEM,
                CHEAP.choose(login_id, PASSWORD, now=NOW, policy=policy),
                role=role,
                name=name,
                centre_id=by_name.get(place) if role is Role.CENTRE else None,
                district_id=by_name.get(place) if role is Role.DISTRICT else None,
                now=NOW,
            )
        logins.sign_up(
            session,
            CHEAP.choose("mother1", PASSWORD, now=NOW, policy=policy),
            name="박학부",
            phone="010-0000-0001",
            consents={"privacy": "test"},
            now=NOW,
            policy=policy,
        )
        readers.register_reader(
            session, SYSTEM, centre_id=centres[0].id, name="현관", now=NOW, token=READER_TOKEN
        )


def open_office(db: Database, policy: Policy) -> BackOffice:
    """Make the application over a database that was filled."""
    clock = Clock()
    app = admin.create_app(db, policy, clock=clock, secret_key="only for tests", passwords=CHEAP)
    return BackOffice(db, policy, for_tests(app), clock)


def _centre(facility_id: str, district: District, name: str, **seats: int) -> Centre:
    centre = Centre(
        facility_id=facility_id,
        district=district,
        name=name,
        type=CentreType.GENERAL,
        phone="02-0000-0000",
        address=f"서울특별시 {district.name} 샘플로 1",
        origin="test",
        **seats,
    )
    centre.quarters = [
        Quarter(
            year=2026,
            kind=QuarterKind.FIRST_SEMESTER,
            from_on=date(2026, 3, 1),
            until_on=date(2026, 7, 17),
            opens=time(13),
            closes=time(19),
            weekdays=0b0011111,
        )
    ]
    return centre
