"""Asking for the next quarter while the window for it is open."""

from datetime import datetime

import pytest
from town import Town, Visitor, regular_form

from kium_rules.records import bookings
from kium_rules.records.actors import Actor
from kium_rules.vocabulary import SEOUL, Role

PAPERS = ("pickup_consent", "entry_papers")
BUTTON = "연장 신청하기"


@pytest.fixture
def used(town: Town) -> tuple[Visitor, str]:
    """Give a parent whose child is in regular care until the quarter's last day, and the booking's address."""
    parent = town.parent()
    form = regular_form(parent.child_id(), until_on="2026-07-17")
    address = parent.send(f"/centres/{town.general}/apply/regular", form).location
    staff = Actor(login_id=None, role=Role.CENTRE, centre_id=town.general, name="나견본")
    booking_id = int(address.rsplit("/", 1)[1])
    with town.db.session(write=True) as records:
        said = {"now": town.clock(), "policy": town.policy}
        bookings.approve(records, staff, booking_id, documents=PAPERS, **said)
        bookings.start(records, staff, booking_id, **said)
    return parent, address


def on(town: Town, month: int, day: int) -> None:
    """Let it be eleven o'clock of a day."""
    town.clock.at = datetime(2026, month, day, 11, tzinfo=SEOUL)


@pytest.mark.faq(8)
def test_in_the_window_one_press_asks_for_the_next_quarter(town: Town, used: tuple[Visitor, str]) -> None:
    parent, address = used
    on(town, 6, 25)
    page = parent.get(address).text
    assert BUTTON in page
    assert "여름방학" in page
    assert "2026년 7월 10일 (금)" in page
    answer = parent.send(f"{address}/extend", {}, page=address)
    assert answer.status_code == 303
    page = parent.get(answer.location).text
    assert "신청이 접수되었습니다" in page
    assert "7월 20일 (월)" in page
    assert BUTTON not in parent.get(address).text


@pytest.mark.parametrize(("month", "day"), [(6, 16), (7, 11)])
def test_outside_the_window_there_is_no_button_and_a_press_is_told_why(
    town: Town, used: tuple[Visitor, str], month: int, day: int
) -> None:
    parent, address = used
    on(town, month, day)
    assert BUTTON not in parent.get(address).text
    answer = parent.send(f"{address}/extend", {}, page="/children/new")
    assert answer.status_code == 409
    assert "연장" in answer.text


def test_nobody_extends_for_others(town: Town, used: tuple[Visitor, str]) -> None:
    _, address = used
    on(town, 6, 25)
    stranger = town.parent("father2", children=("박이웃",))
    assert stranger.send(f"{address}/extend", {}, page="/children/new").status_code == 404
