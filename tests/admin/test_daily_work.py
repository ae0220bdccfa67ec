"""Roster, attendance, cards and the offline application: a day at a centre."""

import json
from datetime import timedelta

import pytest
from back_office import HEADERS_OF_READER as HEADERS

from kium_rules.records import bookings
from kium_rules.records.actors import SYSTEM


def tap(house, uid="04A2B3C4", nonce="one"):
    body = {"uid": uid, "nonce": nonce, "happened_at": house.clock().isoformat(), "reader": "현관"}
    house.app.test_client().post("/api/taps", data=json.dumps(body), headers=HEADERS)


@pytest.fixture
def staff(house):
    house.clock.at += timedelta(hours=3)
    return house.person("saessak1")


@pytest.fixture
def scheduled(house, staff):
    booking_id = house.application()
    staff.send(f"/bookings/{booking_id}/approve")
    staff.send("/cards/register", uid="04A2B3C4")
    staff.send("/cards/assign", uid="04A2B3C4", child_id="1")
    return booking_id


def test_the_roster_follows_the_child_through_the_day(house, staff, scheduled):
    assert "올 예정" in staff.get("/roster/").text
    staff.send(f"/bookings/{scheduled}/start", **{"from": "roster", "on": "2026-03-02"})
    tap(house)
    assert "안에 있음</span>" in staff.get("/roster/").text
    house.clock.at += timedelta(hours=3)
    staff.sign_in("saessak1")
    tap(house, nonce="two")
    page = staff.get("/roster/", on="2026-03-02").text
    assert "돌아감</span>" in page
    assert "김새싹" not in staff.get("/roster/", on="2026-03-03").text


def test_a_district_chooses_among_its_centres_only(house, scheduled):
    district = house.person("nowon1")
    assert "센터를 골라 주세요" in district.get("/roster/").text
    assert "김*싹" in district.get("/roster/", centre_id=house.centre_id()).text
    assert "관악 키움센터" not in district.get("/roster/").text
    assert house.person("gwanak1").get("/roster/", centre_id=house.centre_id()).status_code == 403


@pytest.mark.faq(17)
def test_an_unknown_card_leads_to_registering_it(house, staff):
    tap(house, uid="04FFEE01")
    page = staff.get("/attendance/").text
    assert "등록되지 않은 카드" in page
    assert "/cards/?uid=04FFEE01#register" in page
    assert 'value="04FFEE01"' in staff.get("/cards/", uid="04FFEE01").text


@pytest.mark.faq(17, 19)
def test_a_booking_not_started_is_one_press_away_from_working(house, staff, scheduled):
    tap(house)
    page = staff.get("/attendance/").text
    assert f'action="/bookings/{scheduled}/start"' in page
    answer = staff.send(f"/bookings/{scheduled}/start", **{"from": "attendance", "on": "2026-03-02"})
    assert answer.headers["Location"] == "/attendance/?on=2026-03-02"
    house.clock.at += timedelta(minutes=5)
    tap(house, nonce="two")
    assert "안에 있음" in staff.get("/attendance/").text


@pytest.mark.faq(21)
def test_a_child_without_a_day_of_use_leads_to_its_booking(house, staff, scheduled):
    staff.send(f"/bookings/{scheduled}/start")
    house.clock.at += timedelta(days=1)
    staff.sign_in("saessak1")
    tap(house)
    page = staff.get("/attendance/").text
    assert "노데이터" in page
    assert f'href="/bookings/{scheduled}"' in page


@pytest.mark.faq(18)
def test_a_card_is_reset_only_without_a_scheduled_booking(house, staff, scheduled):
    assert "이용예정 예약이 있어" in staff.follow("/cards/reset", uid="04A2B3C4").text
    staff.send(f"/bookings/{scheduled}/cancel", quick="wish")
    assert "초기화했습니다" in staff.follow("/cards/reset", uid="04A2B3C4").text


@pytest.mark.faq(20)
def test_a_lost_card_is_dead_and_a_spare_one_takes_its_place(house, staff, scheduled):
    staff.send("/cards/report_lost", uid="04A2B3C4")
    staff.send("/cards/register", uid="04A2B3C5")
    assert "배정했습니다" in staff.follow("/cards/assign", uid="04A2B3C5", child_id="1").text
    tap(house)
    assert "카드를 받아 보관하세요" in staff.get("/attendance/").text


@pytest.mark.parametrize(
    ("uid", "said"), [("없음", "영문 입력으로 바꾸고"), ("04A2B3C4", "이미 등록된 카드")]
)
def test_a_card_that_cannot_be_registered_is_told(staff, scheduled, uid, said):
    assert said in staff.follow("/cards/register", uid=uid).text


def test_cards_of_another_centre_are_not_found(house, scheduled):
    stranger = house.person("star1")
    assert ">04A2B3C4<" in house.person("saessak1").get("/cards/").text
    assert ">04A2B3C4<" not in stranger.get("/cards/").text
    assert stranger.send("/cards/report_lost", uid="04A2B3C4").status_code == 404
    assert "다른 센터에 등록된 카드" in stranger.follow("/cards/register", uid="04A2B3C4").text


CHILD = {
    "guardian_name": "최보호",
    "guardian_phone": "010-2222-3333",
    "name": "최새봄",
    "grade": "3",
    "consent_child": "y",
}


@pytest.mark.faq(12)
def test_staff_register_a_child_and_enter_its_application(house, staff):
    answer = staff.send("/children/register", **CHILD)
    assert answer.headers["Location"] == "/new-application/?child_id=1"
    page = staff.get("/new-application/", child_id=1, care_type="regular").text
    assert "요일" in page
    answer = staff.send(
        "/new-application/",
        query={"child_id": 1, "care_type": "regular"},
        from_on="2026-03-03",
        until_on="2026-05-29",
        weekdays=["0", "2"],
        starts="13:00",
        ends="17:00",
    )
    assert "접수" in answer.text
    with house.db.session() as session:
        booking = bookings.get_booking(session, SYSTEM, 1)
        assert (booking.channel, booking.state) == ("offline", "applied")


def test_an_application_the_rules_refuse_says_why_with_the_rule(staff):
    staff.send("/children/register", **CHILD)
    answer = staff.send(
        "/new-application/",
        query={"child_id": 1, "care_type": "regular"},
        from_on="2026-03-03",
        until_on="2026-03-10",
        weekdays=["0"],
        starts="13:00",
        ends="17:00",
    )
    assert "접수 불가" in answer.text
    assert "booking_window." in answer.text


@pytest.mark.parametrize(
    ("care_type", "form", "said"),
    [
        ("temporary", {}, "하루 이상"),
        ("temporary", {"days": ["soon"]}, "읽을 수 없습니다"),
        ("regular", {"weekdays": ["0"]}, "시작일과 종료일"),
        ("regular", {"from_on": "2026-03-03", "until_on": "2026-05-29"}, "요일을 하나 이상"),
    ],
)
def test_a_form_that_is_not_filled_in_is_told(staff, care_type, form, said):
    staff.send("/children/register", **CHILD)
    query = {"child_id": 1, "care_type": care_type}
    answer = staff.send("/new-application/", query=query, starts="13:00", ends="17:00", **form)
    assert answer.status_code == 400
    assert said in answer.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"consent_child": ""}, "동의서를 받은 뒤"),
        ({"guardian_phone": "none"}, "읽을 수 없습니다"),
        ({"grade": "9"}, ""),
        ({"name": ""}, ""),
        ({"born_on": "2030-01-01"}, "뒤입니다"),
    ],
)
def test_a_child_is_not_registered_from_a_form_with_a_mistake(house, staff, changes, said):
    answer = staff.send("/children/register", **CHILD | changes)
    assert answer.status_code == 400
    assert said in answer.text
    assert "최새봄" not in staff.get("/children/", text="최새봄").text.replace('value="최새봄"', "")


def test_a_sibling_takes_over_the_guardian(staff):
    staff.send("/children/register", **CHILD)
    form = {name: value for name, value in CHILD.items() if not name.startswith("guardian")}
    answer = staff.send("/children/register", query={"sibling_id": 1}, **form | {"name": "최새벽"})
    assert answer.status_code == 302
    assert staff.get("/children/", text="010-2222-3333").text.count("최보호") == 2


def test_only_the_centre_registers_children(house):
    assert house.person("nowon1").get("/children/register").status_code == 403
