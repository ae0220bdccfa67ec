"""A parent's own applications."""

import pytest
from town import Town, temporary_form

from kium_rules.records import bookings, children
from kium_rules.records.actors import Actor
from kium_rules.vocabulary import Role

STAFF = Actor(login_id=None, role=Role.CENTRE, centre_id=1, name="나견본")


def applied(town: Town, login_id: str = "mother1", day: str = "2026-03-04") -> tuple[object, str]:
    """Give a parent with one application, and its address."""
    parent = town.parent(login_id)
    child = parent.child_id()
    answer = parent.send(f"/centres/{town.general}/apply/temporary", temporary_form(child, day))
    assert answer.status_code == 303, answer.text
    return parent, answer.location


def test_the_list_shows_state_centre_child_and_days(town: Town) -> None:
    parent, _ = applied(town)
    page = parent.get("/applications").text
    for words in ("신청", "새싹 키움센터 · 김새싹", "3월 4일 (수)", "일시돌봄"):
        assert words in page


def test_without_applications_the_list_leads_to_the_centres(town: Town) -> None:
    assert "아직 신청하신 것이 없습니다" in town.parent().get("/applications").text


@pytest.mark.parametrize("tail", ["", "/cancel"])
def test_the_applications_of_others_do_not_exist(town: Town, tail: str) -> None:
    _, address = applied(town, "mother1")
    stranger = town.parent("father2", children=("박이웃",))
    assert stranger.get(address + tail).status_code == 404
    assert "김새싹" not in stranger.get("/applications").text


def test_nobody_cancels_for_others(town: Town) -> None:
    parent, address = applied(town, "mother1")
    stranger = town.parent("father2", children=("박이웃",))
    assert stranger.send(f"{address}/cancel", {}, page="/children").status_code == 404
    assert "이용취소" not in parent.get(address).text


def test_an_application_is_cancelled_after_asking_once(town: Town) -> None:
    parent, address = applied(town)
    asked = parent.get(f"{address}/cancel")
    assert "취소할까요" in asked.text
    answer = parent.send(f"{address}/cancel", {})
    assert answer.status_code == 303
    page = parent.get(address).text
    assert "취소된 신청입니다" in page
    assert "불이익은 없" in page
    assert f"{address}/cancel" not in page


def test_cancelling_twice_gets_a_plain_sentence(town: Town) -> None:
    parent, address = applied(town)
    parent.send(f"{address}/cancel", {})
    again = parent.send(f"{address}/cancel", {}, page="/children")
    assert again.status_code == 409
    assert "이미 취소된 예약입니다" in again.text


@pytest.mark.faq(9)
def test_an_approved_booking_is_cancelled_by_the_centre_only(town: Town) -> None:
    parent, address = applied(town)
    number = int(address.rsplit("/", 1)[1])
    with town.db.session(write=True) as records:
        bookings.receive_documents(
            records,
            STAFF,
            number,
            documents=("pickup_consent", "entry_papers"),
            now=town.clock(),
            policy=town.policy,
        )
        bookings.approve(records, STAFF, number, now=town.clock(), policy=town.policy)
    page = parent.get(address).text
    assert "이용이 승인되었습니다" in page
    assert "승인된 예약의 취소는 센터에 요청해 주세요" in page
    assert parent.get(f"{address}/cancel").location == address


def test_the_centres_reason_for_a_rejection_is_shown(town: Town) -> None:
    parent, address = applied(town)
    number = int(address.rsplit("/", 1)[1])
    with town.db.session(write=True) as records:
        bookings.reject(
            records, STAFF, number, reason="서류의 기간이 지났습니다.", now=town.clock(), policy=town.policy
        )
    page = parent.get(address).text
    assert "승인되지 않았습니다" in page
    assert "서류의 기간이 지났습니다." in page


def test_papers_still_missing_are_listed_until_the_centre_has_them(town: Town) -> None:
    parent, address = applied(town)
    assert "입소 구비서류" in parent.get(address).text


def test_what_people_typed_is_never_read_as_markup(town: Town) -> None:
    parent = town.parent(children=("<script>alert(1)</script>",))
    page = parent.get("/children").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    with town.db.session() as records:
        assert children.children_of(records, 1)[0].name == "<script>alert(1)</script>"
