"""Staff ask for the next quarter for a parent who phones, while the window for it is open."""

from datetime import date, datetime, time

import pytest
from back_office import ALL_PAPERS, BackOffice

from kium_rules.records import bookings
from kium_rules.records.actors import Actor
from kium_rules.records.models import Quarter
from kium_rules.vocabulary import SEOUL, CareType, QuarterKind, Role

BUTTON = "다음 분기로 연장 신청"


@pytest.fixture
def used(house: BackOffice) -> int:
    """Give a booking of regular care in use until the quarter's last day, with the next quarter set."""
    centre_id, child_id = house.centre_id(), house.child()
    staff = Actor(None, Role.CENTRE, centre_id=centre_id, name="정돌봄")
    said = {"now": house.clock(), "policy": house.policy}
    with house.db.session(write=True) as session:
        session.add(
            Quarter(
                centre_id=centre_id,
                year=2026,
                kind=QuarterKind.SUMMER_BREAK,
                from_on=date(2026, 7, 20),
                until_on=date(2026, 8, 28),
                opens=time(9),
                closes=time(18),
                weekdays=0b0011111,
            )
        )
        session.flush()
        booking = bookings.apply(
            session,
            staff,
            centre_id=centre_id,
            child_id=child_id,
            care_type=CareType.REGULAR,
            from_on=date(2026, 3, 3),
            until_on=date(2026, 7, 17),
            weekdays=range(5),
            days=None,
            starts=time(13),
            ends=time(17),
            documents=ALL_PAPERS,
            **said,
        ).booking
        assert booking is not None
        bookings.approve(session, staff, booking.id, **said)
        bookings.start(session, staff, booking.id, **said)
        return booking.id


def test_the_button_is_there_while_the_window_is_open_and_opens_the_new_booking(house, used):
    assert BUTTON not in house.person("saessak1").get(f"/bookings/{used}").text
    house.clock.at = datetime(2026, 7, 1, 11, tzinfo=SEOUL)
    staff = house.person("saessak1")
    assert BUTTON in staff.get(f"/bookings/{used}").text
    page = staff.follow(f"/bookings/{used}/extend").text
    assert "다음 이용분기의 신청을 넣었습니다" in page
    assert "2026-07-20" in page
    assert BUTTON not in staff.get(f"/bookings/{used}").text
    assert "이미" in staff.follow(f"/bookings/{used}/extend").text


def test_a_district_does_not_extend(house, used):
    house.clock.at = datetime(2026, 7, 1, 11, tzinfo=SEOUL)
    officer = house.person("nowon1")
    assert BUTTON not in officer.get(f"/bookings/{used}").text
    assert "연장" in officer.follow(f"/bookings/{used}/extend").text
