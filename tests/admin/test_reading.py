"""Screens that only show: dashboard, facilities, centre, users, rule tables, audit log."""

import re
from pathlib import Path

import pytest
from flask import abort
from sqlalchemy import select

import admin
from admin.labels import choices
from admin.rule_words import cell_in_words
from kium_rules.records.models import AuditLine


def test_the_dashboard_counts_what_waits_and_links_to_it(house):
    house.application("김새싹")
    approved = house.application("이나중")
    staff = house.person("saessak1")
    staff.send(f"/bookings/{approved}/approve")
    page = staff.get("/").text
    assert "승인할 신청<b>1</b>" in page
    assert "이용중으로 바꿀 예약<b>1</b>" in page
    assert "올 아동<b>1</b>" in page
    assert "남은 자리: 일시<b>22</b>" in page


def test_every_tile_of_the_dashboard_shows_as_many_as_it_says(house):
    booking_id = house.application("김새싹")
    staff = house.person("saessak1")
    staff.send(f"/bookings/{booking_id}/approve")
    assert "김새싹" in staff.get("/applications/", state="scheduled", until_on="2026-03-02").text


def test_policy_staff_land_on_the_rule_tables(house):
    assert house.person("policy1").get("/").headers["Location"] == "/rules/"


def test_every_rule_table_can_be_read_with_its_sources(house):
    person = house.person("policy1")
    for word in house.policy.book:
        table = house.policy.book[word]
        page = person.get(f"/rules/{word}").text
        assert table.title["ko"] in page
        assert all(f'id="{row.id}"' in page for row in table.rows)
    assert person.get("/rules/nothing").status_code == 404


def test_a_cell_reads_as_korean_words(house):
    table = house.policy.book["attendance"]
    column = table.column("seconds_since_tap")
    assert (
        cell_in_words(table.row("attendance.3").inputs["seconds_since_tap"], column, table)
        == "0초 이상 60초 이하"
    )
    card = table.column("card")
    assert cell_in_words(table.row("attendance.2").inputs["card"], card, table) == "분실 또는 반납"


def test_a_district_lists_its_own_facilities_and_the_city_all(house):
    nowon = house.person("nowon1").get("/facilities/").text
    assert "새싹 키움센터" in nowon
    assert "관악 키움센터" not in nowon
    assert "관악 키움센터" in house.person("seoul1").get("/facilities/").text


def test_a_centre_page_shows_seats_and_quarters_to_those_it_concerns(house):
    number = house.centre_id()
    page = house.person("saessak1").get(f"/centre/{number}").text
    assert "1학기" in page
    assert "20명" in page
    assert house.person("star1").get(f"/centre/{number}").status_code == 403
    assert house.person("gwanak1").get(f"/centre/{number}").status_code == 403


def test_users_in_use_and_scheduled_are_listed_by_kind_of_care(house):
    booking_id = house.application()
    staff = house.person("saessak1")
    staff.send(f"/bookings/{booking_id}/approve")
    assert "김새싹" in staff.get("/temporary/", state="scheduled").text
    assert "김새싹" not in staff.get("/temporary/").text
    assert "김새싹" not in staff.get("/regular/", state="scheduled").text


def test_the_city_reads_who_did_what(house):
    booking_id = house.application()
    house.person("saessak1").send(f"/bookings/{booking_id}/reject", reason="시험")
    page = house.person("seoul1").get("/audit/", action="reject").text
    assert "정돌봄" in page
    assert "미승인" in page


def test_whatever_the_demo_did_has_a_word_in_the_log(demo_db):
    with demo_db.session() as session:
        done = set(session.scalars(select(AuditLine.action)))
    assert {"import", "sign_up", "approve"} <= done <= choices("actions").keys()


@pytest.mark.parametrize("path", ["/applications/", "/children/", "/cards/", "/audit/", "/facilities/"])
def test_a_page_far_beyond_the_list_is_the_last_one(house, path):
    assert house.person("seoul1").get(path, page=999_999).status_code == 200


def test_every_sentence_the_code_says_is_there():
    """A missing label would only show when the screen is opened."""
    said = {
        key
        for file in Path(admin.__file__).parent.glob("*.py")
        for key in re.findall(
            r'(?:say|choices|reason_given)\(\s*"([a-z_.]+)"', file.read_text(encoding="utf-8")
        )
    }
    for key in said:
        group, _, name = key.partition(".")
        assert name in choices(group) if name else choices(group)


def test_every_next_step_of_the_attendance_table_has_a_sentence(house):
    steps = set(house.policy.book["attendance"].column("next_step").values) - {"none"}
    assert steps == set(choices("next_steps"))


NO_ROW = "9" * 22


@pytest.mark.parametrize("path", [f"/bookings/{NO_ROW}", f"/centre/{NO_ROW}", "/bookings/0"])
def test_an_address_with_a_number_no_row_can_have_is_not_found(house, path):
    assert house.person("seoul1").get(path).status_code == 404


@pytest.mark.parametrize("word", ["roster", "attendance"])
@pytest.mark.parametrize("on", ["9999-12-31", "0001-01-01", "2026-02-30"])
def test_a_day_that_cannot_be_one_is_told_and_today_is_shown(house, word, on):
    page = house.person("saessak1").get(f"/{word}/", on=on)
    assert page.status_code == 200
    assert on in page.text
    assert "2026-03-02" in page.text


def test_a_number_that_no_row_can_have_counts_as_none_asked(house):
    staff = house.person("saessak1")
    assert staff.get("/roster/", centre_id=NO_ROW).status_code == 200
    assert staff.get("/children/register", sibling_id=NO_ROW).status_code == 200
    answer = staff.follow("/applications/approve", booking_id=NO_ROW)
    assert "선택" in answer.text


@pytest.mark.parametrize("status", [400, 405, 413, 500])
def test_every_error_is_a_page_in_korean(house, status):
    house.app.testing = False
    house.app.add_url_rule("/fails", view_func=lambda: abort(status))
    page = house.visitor().get("/fails")
    assert page.status_code == status
    assert re.search("[가-힣]", page.text.partition("<h1")[2])
