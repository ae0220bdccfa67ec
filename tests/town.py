"""A small town to look at: three centres, a clock that stands still, and parents who sign in."""

import re
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from databases import CHEAP
from flask import Flask
from flask.testing import FlaskClient
from surfaces import PASSWORD, TOKEN, Clock, for_tests
from werkzeug.test import TestResponse

from kium_rules.policy import Policy
from kium_rules.records import Database
from kium_rules.records.models import Centre, ClosureDay, District, Quarter
from kium_rules.vocabulary import CentreType, QuarterKind
from public import create_app

WEEKDAYS = 0b0011111


@dataclass
class Town:
    """The site over a database with three centres."""

    db: Database
    policy: Policy
    app: Flask
    clock: Clock
    general: int
    small: int
    hub: int

    def visitor(self) -> "Visitor":
        """Give somebody with a browser who is not signed in."""
        return Visitor(self.app.test_client())

    def parent(self, login_id: str = "mother1", children: tuple[str, ...] = ("김새싹",)) -> "Visitor":
        """Give a parent who is signed up and in, with children in the second grade."""
        visitor = self.visitor()
        answer = visitor.send("/sign-up", sign_up_form(login_id))
        assert answer.status_code == 303, answer.text
        for name in children:
            answer = visitor.send("/children/new", child_form(name))
            assert answer.status_code == 303, answer.text
        return visitor


class Visitor:
    """A browser that fills in forms: the token is read from the form it sends."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **query: Any) -> TestResponse:
        """Open a page."""
        return self.client.get(path, query_string=query or None)

    def send(self, path: str, form: dict[str, Any], page: str | None = None) -> TestResponse:
        """Open the page of a form, and send it back filled in."""
        opened = self.client.get(page or path).text
        token = TOKEN.findall(opened)[-1]
        return self.client.post(path, data={"csrf_token": token, **form})

    def child_id(self, number: int = 0) -> str:
        """Give the number of the parent's child, as the application sheet offers it."""
        page = self.get("/centres/1/apply/temporary").text
        return re.findall(r'name="child"[^>]*value="(\d+)"', page)[number]


def sign_up_form(login_id: str = "mother1") -> dict[str, str]:
    """Give a sign-up form that is filled in well."""
    return {
        "name": "이보호",
        "phone": "010-0000-0001",
        "login_id": login_id,
        "password": PASSWORD,
        "password_again": PASSWORD,
        "privacy": "y",
    }


def child_form(name: str = "김새싹") -> dict[str, str]:
    """Give a child's form that is filled in well."""
    return {"name": name, "grade": "2", "school": "샘플초등학교", "consent": "y"}


def temporary_form(child: str, /, *days: str, **other: str) -> dict[str, Any]:
    """Give an application for named days that is filled in well."""
    return {"child": child, "days": list(days) or ["2026-03-04"], "starts": "13:00", "ends": "17:00", **other}


def regular_form(child: str, /, **other: Any) -> dict[str, Any]:
    """Give an application for regular care that is filled in well."""
    form = {
        "child": child,
        "from_on": "2026-03-03",
        "until_on": "2026-05-29",
        "weekdays": ["0", "2", "4"],
        "starts": "13:00",
        "ends": "17:00",
    }
    return {**form, **other}


def build_town(db: Database, policy: Policy) -> Town:
    """Put three centres into an empty database, and the site over it."""
    clock = Clock()
    with db.session(write=True) as records:
        nowon = District(code="11350", name="노원구", portal_prefix="NW")
        gwanak = District(code="11620", name="관악구", portal_prefix="GA")
        general = _centre("NW0001", nowon, "새싹 키움센터", CentreType.GENERAL, base_seats=20, extra_seats=4)
        general.sick_child_places = 1
        small = _centre("NW0002", nowon, "작은별 키움센터", CentreType.COMBINED, base_seats=1, extra_seats=0)
        hub = _centre("GA0001", gwanak, "거점 키움센터", CentreType.HUB, base_seats=10, extra_seats=0)
        general.closure_days.append(ClosureDay(on=date(2026, 3, 6), reason="재량휴교일"))
        records.add_all([nowon, gwanak, general, small, hub])
        records.flush()
        ids = (general.id, small.id, hub.id)
    app = create_app(db, policy, clock=clock, secret_key="only for tests", passwords=CHEAP)
    return Town(db, policy, for_tests(app), clock, *ids)


def _centre(facility_id: str, district: District, name: str, kind: CentreType, **seats: int) -> Centre:
    centre = Centre(
        facility_id=facility_id,
        district=district,
        name=name,
        type=kind,
        phone="02-0000-0000",
        address=f"서울특별시 {district.name} 샘플로 1",
        monthly_fee_won=50_000,
        daily_fee_won=2_500,
        origin="test",
        **seats,
    )
    centre.quarters = [
        _quarter(QuarterKind.FIRST_SEMESTER, date(2026, 3, 2), date(2026, 7, 17), 13, 19),
        _quarter(QuarterKind.SUMMER_BREAK, date(2026, 7, 20), date(2026, 8, 14), 9, 18, regular_min_days=20),
    ]
    return centre


def _quarter(
    kind: QuarterKind, from_on: date, until_on: date, opens: int, closes: int, **other: Any
) -> Quarter:
    hours = {"opens": time(opens), "closes": time(closes)}
    return Quarter(
        year=2026,
        kind=kind,
        from_on=from_on,
        until_on=until_on,
        weekdays=WEEKDAYS,
        snacks="오후 간식",
        **hours,
        **other,
    )
