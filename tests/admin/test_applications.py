"""Applications: who sees them, what deciding one does, and what a second press says."""

from datetime import timedelta

import pytest
from back_office import BackOffice
from surfaces import TODAY

from kium_rules.records import bookings
from kium_rules.records.actors import SYSTEM

TOMORROW = TODAY + timedelta(days=1)


def state(house: BackOffice, booking_id: int) -> str:
    with house.db.session() as session:
        return str(bookings.get_booking(session, SYSTEM, booking_id).state)


def test_the_list_shows_what_waits_for_a_decision_oldest_first(house):
    house.application("김먼저")
    house.application("이나중")
    page = house.person("saessak1").get("/applications/").text
    assert page.index("김먼저") < page.index("이나중")


def test_staff_of_another_centre_neither_see_nor_decide_it(house):
    booking_id = house.application("김새싹")
    stranger = house.person("star1")
    assert "김새싹" not in stranger.get("/applications/", state="").text
    assert stranger.get(f"/bookings/{booking_id}").status_code == 404
    assert stranger.send(f"/bookings/{booking_id}/approve").status_code == 404
    assert stranger.send(f"/bookings/{booking_id}/reject", reason="x").status_code == 404
    assert state(house, booking_id) == "applied"


def test_a_district_sees_its_own_centres_with_names_masked(house):
    house.application("김새싹")
    assert "김*싹" in house.person("nowon1").get("/applications/").text
    nowon = house.person("nowon1").get("/applications/").text
    assert "김새싹" not in nowon
    assert "김*싹" not in house.person("gwanak1").get("/applications/").text


def test_approving_sets_it_to_scheduled_and_offers_the_next_one(house):
    first, second = house.application("김먼저"), house.application("이나중")
    page = house.person("saessak1").follow(f"/bookings/{first}/approve").text
    assert state(house, first) == "scheduled"
    assert "김먼저 승인했습니다" in page
    assert f"/bookings/{second}" in page


def test_a_second_press_is_told_who_approved_it_and_when(house):
    booking_id = house.application()
    staff = house.person("saessak1")
    staff.send(f"/bookings/{booking_id}/approve")
    page = staff.follow(f"/bookings/{booking_id}/approve").text
    assert "이미 승인된 예약입니다" in page
    assert "정돌봄" in page
    assert "10:32" in page


def test_approval_names_the_missing_paper_and_takes_it_when_ticked(house):
    booking_id = house.application(papers=False)
    staff = house.person("saessak1")
    assert "입소 구비서류" in staff.follow(f"/bookings/{booking_id}/approve").text
    assert state(house, booking_id) == "applied"
    staff.send(f"/bookings/{booking_id}/approve", document=["pickup_consent", "entry_papers"])
    assert state(house, booking_id) == "scheduled"


def test_papers_can_be_kept_without_deciding(house):
    booking_id = house.application(papers=False)
    staff = house.person("saessak1")
    staff.send(f"/bookings/{booking_id}/documents", document=["pickup_consent", "entry_papers"])
    assert state(house, booking_id) == "applied"
    staff.send(f"/bookings/{booking_id}/approve")
    assert state(house, booking_id) == "scheduled"


@pytest.mark.parametrize("form", [{}, {"reason": "   "}, {"quick": "no such pick"}])
def test_rejecting_needs_a_reason(house, form):
    booking_id = house.application()
    page = house.person("saessak1").follow(f"/bookings/{booking_id}/reject", **form).text
    assert "사유를 적어 주세요" in page
    assert state(house, booking_id) == "applied"


def test_a_rejection_keeps_the_quick_pick_and_the_words_added(house):
    booking_id = house.application()
    page = house.person("saessak1").follow(
        f"/bookings/{booking_id}/reject", quick="documents", reason="동의서 없음"
    )
    assert state(house, booking_id) == "rejected"
    assert "구비서류가 갖추어지지 않았습니다. 서류를 준비해 다시 신청해 주세요. 동의서 없음" in page.text


@pytest.mark.faq(9)
def test_start_and_cancel_follow_the_state_table(house):
    booking_id = house.application()
    staff = house.person("saessak1")
    assert "할 수 없습니다" in staff.follow(f"/bookings/{booking_id}/start").text
    staff.send(f"/bookings/{booking_id}/approve")
    staff.send(f"/bookings/{booking_id}/start")
    assert state(house, booking_id) == "in_use"
    staff.send(f"/bookings/{booking_id}/cancel", quick="wish")
    assert state(house, booking_id) == "cancelled"


@pytest.mark.faq(6)
def test_only_the_city_has_the_button_that_lifts_a_rejection(house):
    booking_id = house.application()
    house.person("saessak1").send(f"/bookings/{booking_id}/reject", quick="documents")
    for login_id in ("saessak1", "nowon1"):
        person = house.person(login_id)
        assert "미승인해제</button>" not in person.get(f"/bookings/{booking_id}").text
        person.send(f"/bookings/{booking_id}/lift-rejection")
        assert state(house, booking_id) == "rejected"
    city = house.person("seoul1")
    assert "미승인해제</button>" in city.get(f"/bookings/{booking_id}").text
    assert "미승인을 해제했습니다" in city.follow(f"/bookings/{booking_id}/lift-rejection").text
    assert state(house, booking_id) == "applied"


def test_use_that_has_begun_is_ended_early_with_a_reason(house):
    booking_id = house.application()
    staff = house.person("saessak1")
    for event in ("approve", "start"):
        staff.send(f"/bookings/{booking_id}/{event}")
    assert "사유를 적어 주세요" in staff.follow(f"/bookings/{booking_id}/end").text
    assert state(house, booking_id) == "in_use"
    assert "이용을 마쳤습니다" in staff.follow(f"/bookings/{booking_id}/end", quick="moved").text
    assert state(house, booking_id) == "ended"


@pytest.mark.parametrize(("answer", "becomes"), [("accept", "applied"), ("decline", "cancelled")])
def test_staff_enter_what_a_parent_answered_by_phone_to_an_offer(house, answer, becomes):
    first = house.application("김먼저", "작은별 키움센터", on=TOMORROW)
    while state(house, waiting := house.application("이나중", "작은별 키움센터", on=TOMORROW)) != "waiting":
        pass
    staff = house.person("star1")
    staff.send(f"/bookings/{first}/cancel", quick="wish")
    assert state(house, waiting) == "offered"
    page = staff.get(f"/bookings/{waiting}").text
    assert "까지 자리를 맡아 두었습니다" in page
    staff.send(f"/bookings/{waiting}/{answer}")
    assert state(house, waiting) == becomes
    assert "이미" in staff.follow(f"/bookings/{waiting}/{answer}").text


def test_bulk_approval_says_of_each_what_became_of_it(house):
    ready, lacking = house.application("김준비"), house.application("이서류", papers=False)
    elsewhere = house.application("박다른", "작은별 키움센터")
    page = house.person("saessak1").send("/applications/approve", booking_id=[ready, lacking, elsewhere]).text
    assert [state(house, each) for each in (ready, lacking, elsewhere)] == ["scheduled", "applied", "applied"]
    assert "1건 승인, 2건은 승인하지 않았습니다" in page
    assert "구비서류" in page
    assert "박다른" not in page


def test_bulk_approval_of_nothing_says_so(house):
    assert "선택한 신청이 없습니다" in house.person("saessak1").follow("/applications/approve").text


def test_the_page_shows_the_decision_with_its_rules_the_history_and_the_full_phone_to_the_centre(house):
    booking_id = house.application()
    page = house.person("saessak1").get(f"/bookings/{booking_id}").text
    assert "010-1234-5678" in page
    assert "처리 이력" in page
    district = house.person("nowon1").get(f"/bookings/{booking_id}").text
    assert "010-1234-5678" not in district
    assert "010-****-5678" in district


def test_wishes_that_cannot_be_read_are_told_and_left_out(house):
    house.application("김새싹")
    page = house.person("saessak1").get("/applications/", from_on="어제", care_type="nothing", page="x").text
    assert "어제" in page
    assert "김새싹" in page


def test_filters_narrow_the_list(house):
    house.application("김새싹", on=house.clock().date() + timedelta(days=1))
    staff = house.person("saessak1")
    assert (
        "김새싹" in staff.get("/applications/", text="새싹", care_type="temporary", from_on="2026-03-03").text
    )
    assert "김새싹" not in staff.get("/applications/", care_type="regular").text
    assert "김새싹" not in staff.get("/applications/", until_on="2026-03-02").text


def test_the_page_says_how_many_of_the_days_have_another_seat(house):
    roomy, full = house.application("김새싹"), house.application("박작은", "작은별 키움센터")
    assert "1일 모두 빈자리가 더 있습니다" in house.person("saessak1").get(f"/bookings/{roomy}").text
    assert "1일은 빈자리가 더 없습니다" in house.person("star1").get(f"/bookings/{full}").text


@pytest.mark.faq(9)
def test_a_district_cancels_what_was_approved_but_does_not_approve(house):
    booking_id = house.application()
    district = house.person("nowon1")
    assert "/approve" not in district.get(f"/bookings/{booking_id}").text
    district.send(f"/bookings/{booking_id}/approve")
    assert state(house, booking_id) == "applied"
    house.person("saessak1").send(f"/bookings/{booking_id}/approve")
    district.send(f"/bookings/{booking_id}/cancel", quick="wish")
    assert state(house, booking_id) == "cancelled"
