"""Applying: the answer, its reasons, and a form that loses nothing."""

import re
import threading
from datetime import timedelta

import pytest
from databases import Engines
from surfaces import TOKEN
from town import Town, build_town, child_form, regular_form, temporary_form

from kium_rules.policy import Policy
from kium_rules.records import bookings, children
from kium_rules.records.actors import SYSTEM, Actor
from kium_rules.records.audit_log import list_lines
from kium_rules.records.models import ConsentKind
from kium_rules.vocabulary import BookingState, Role

TEMPORARY = "/centres/{}/apply/temporary"
REGULAR = "/centres/{}/apply/regular"


def rules_of(page: str) -> list[str]:
    """List the rules that an answer names."""
    return re.findall(r"근거 규칙 </span>([\w.]+)</a>", page)


def booked(town: Town) -> int:
    """Count the bookings."""
    with town.db.session() as records:
        return bookings.list_bookings(records, SYSTEM).total


def test_regular_care_with_seats_is_admitted(town: Town) -> None:
    parent = town.parent()
    answer = parent.send(REGULAR.format(town.general), regular_form("1"))
    assert answer.status_code == 303
    page = parent.get(answer.location).text
    assert "신청이 접수되었습니다" in page
    assert "월·수·금요일" in page
    assert "13:00~17:00" in page
    # Friday 6 March is a closure day: it is skipped, not refused.
    assert "3월 6일" not in page


def test_temporary_care_on_named_days_is_admitted(town: Town) -> None:
    parent = town.parent()
    answer = parent.send(TEMPORARY.format(town.general), temporary_form("1", "2026-03-04", "2026-03-09"))
    page = parent.get(answer.location).text
    assert "3월 4일 (수), 3월 9일 (월)" in page


def test_the_days_offered_are_the_days_that_can_be_booked(town: Town) -> None:
    page = town.parent().get(TEMPORARY.format(town.general)).text
    offered = re.findall(r'name="days"[^>]*value="([\d-]+)"', page)
    assert offered[0] == "2026-03-02"
    assert offered[-1] == "2026-03-16"
    assert "2026-03-06" not in offered
    assert "재량휴교일" in page


def test_a_full_day_puts_the_child_on_the_waiting_list_with_its_place(town: Town) -> None:
    parent = town.parent(children=("김첫째", "김둘째", "김셋째"))
    parent.send(TEMPORARY.format(town.small), temporary_form("1", "2026-03-04", "2026-03-09"))
    parent.send(TEMPORARY.format(town.small), temporary_form("2", "2026-03-04"))
    days = ("2026-03-04", "2026-03-05", "2026-03-09")
    answer = parent.send(TEMPORARY.format(town.small), temporary_form("3", *days))
    page = parent.get(answer.location).text
    assert "대기하고 있습니다" in page
    # First in line on the 9th, second on the 4th: what counts is the longer queue.
    assert "2번째" in page
    assert rules_of(page)
    free, full = page.split("자리가 있는 날 1일")[1].split("자리가 없는 날 2일")
    assert "3월 5일 (목)" in free
    assert "3월 4일 (수)" in full


def test_past_the_waiting_limit_the_answer_names_the_rule(town: Town) -> None:
    parent = town.parent(children=("김일", "김이", "김삼", "김사"))
    for child in ("1", "2", "3"):
        assert parent.send(REGULAR.format(town.small), regular_form(child)).status_code == 303
    answer = parent.send(REGULAR.format(town.small), regular_form("4"))
    assert answer.status_code == 422
    assert "접수 불가" in answer.text
    assert rules_of(answer.text) == ["waiting_list.2"]
    assert parent.get("/rules/waiting_list.2").status_code == 200


def test_a_refusal_names_every_rule_and_keeps_what_was_filled_in(town: Town) -> None:
    form = regular_form("1", until_on="2026-03-10", from_on="2026-03-01", starts="13:30")
    answer = town.parent().send(REGULAR.format(town.general), form)
    assert answer.status_code == 422
    assert len(set(rules_of(answer.text))) >= 2
    assert all(rule.startswith("booking_window.") for rule in rules_of(answer.text))
    assert 'value="2026-03-10"' in answer.text
    assert '<option selected value="13:30">' in answer.text
    for weekday in ("0", "2", "4"):
        assert re.search(rf'<input checked[^>]*value="{weekday}"', answer.text)
    assert booked(town) == 0


def test_a_refusal_says_what_would_pass_instead(town: Town) -> None:
    parent = town.parent()
    form = regular_form("1", from_on="2026-03-03", until_on="2026-03-20")
    page = parent.send(REGULAR.format(town.general), form).text
    assert "이렇게 바꾸면 자리가 있습니다" in page
    changed = {**form, "until_on": "2026-04-01"}
    assert "4월 1일(수)까지" in page
    assert parent.send(REGULAR.format(town.general), changed).status_code == 303


def test_a_regular_period_that_fits_in_part_is_told_by_weekday(town: Town) -> None:
    parent = town.parent(children=("김일", "김이"))
    parent.send(REGULAR.format(town.small), regular_form("1", weekdays=["0"]))
    answer = parent.send(REGULAR.format(town.small), regular_form("2", weekdays=["0", "2"]))
    page = parent.get(answer.location).text
    monday, wednesday = re.findall(r'<th scope="row">(?:월|수)요일</th>(.*?)</tr>', page, re.DOTALL)
    assert ">0일</td>" in monday
    assert '<td class="free">' in wednesday


def test_the_same_application_sent_twice_gets_the_same_answer(town: Town) -> None:
    parent = town.parent()
    form = temporary_form("1", "2026-03-04")
    first = parent.send(TEMPORARY.format(town.general), form)
    second = parent.send(TEMPORARY.format(town.general), form)
    assert second.status_code == 303
    assert second.location == first.location
    assert "이미 있어" in parent.get(second.location).text
    assert booked(town) == 1
    with town.db.session() as records:
        city = Actor(login_id=None, role=Role.CITY)
        assert list_lines(records, city, action="apply_refused").total == 0


@pytest.mark.faq(10)
def test_after_cancelling_the_same_days_can_be_asked_for_anew(town: Town) -> None:
    parent = town.parent()
    form = temporary_form("1", "2026-03-04")
    first = parent.send(TEMPORARY.format(town.general), form).location
    parent.send(f"{first}/cancel", {})
    assert parent.send(TEMPORARY.format(town.general), form).location != first


def test_a_child_cannot_be_in_two_places(town: Town) -> None:
    parent = town.parent()
    parent.send(TEMPORARY.format(town.general), temporary_form("1", "2026-03-04"))
    answer = parent.send(TEMPORARY.format(town.hub), temporary_form("1", "2026-03-04", starts="16:00"))
    assert answer.status_code == 422
    assert any(rule.startswith("one_place.") for rule in rules_of(answer.text))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("child", "", "어느 아이의 신청인지"),
        ("child", "999", "올바르지 않은"),
        ("from_on", "", "시작하는 날을"),
        ("from_on", "soon", "올바르지 않은"),
        ("until_on", "2026-02-30", "올바르지 않은"),
        ("weekdays", [], "이용할 요일을"),
        ("weekdays", ["6"], "지금 고를 수 없는"),
        ("starts", "03:00", "올바르지 않은"),
        ("ends", "13:00", "올바르지 않은"),
        ("starts", "18:00", "시작 시각보다 뒤"),
    ],
)
def test_an_entry_that_cannot_be_read_is_named_at_its_field(
    town: Town, field: str, value: str | list[str], said: str
) -> None:
    answer = town.parent().send(REGULAR.format(town.general), regular_form("1", **{field: value}))
    assert answer.status_code == 422
    assert said in answer.text
    assert 'class="error-summary"' in answer.text
    assert booked(town) == 0


@pytest.mark.parametrize("days", [[], ["2026-03-06"], ["2026-03-17"], ["tomorrow"]])
def test_days_that_are_not_offered_are_refused_at_their_field(town: Town, days: list[str]) -> None:
    answer = town.parent().send(TEMPORARY.format(town.general), {**temporary_form("1"), "days": days})
    assert answer.status_code == 422
    assert '<a href="#days">' in answer.text
    assert booked(town) == 0


def test_nobody_applies_for_the_child_of_another(town: Town) -> None:
    town.parent("mother1")
    stranger = town.parent("father2", children=("박이웃",))
    answer = stranger.send(TEMPORARY.format(town.general), temporary_form("1"))
    assert answer.status_code == 422
    assert booked(town) == 0


def test_sick_child_care_asks_for_its_own_consent_and_keeps_it(town: Town) -> None:
    parent = town.parent()
    sick = f"/centres/{town.general}/apply/sick_child"
    without = parent.send(sick, temporary_form("1"))
    assert without.status_code == 422
    assert "건강 정보" in without.text
    assert parent.send(sick, temporary_form("1", health="y")).status_code == 303
    with town.db.session() as records:
        child = children.children_of(records, 1)[0]
        assert ConsentKind.HEALTH in children.consents_of(records, child)


@pytest.mark.parametrize("care", ["regular", "sick_child", "palace"])
def test_care_that_a_centre_does_not_offer_has_no_page(town: Town, care: str) -> None:
    assert town.parent().get(f"/centres/{town.hub}/apply/{care}").status_code == 404


def test_a_parent_without_children_registers_one_first_and_comes_back(town: Town) -> None:
    parent = town.parent(children=())
    path = TEMPORARY.format(town.general)
    asked = parent.get(path)
    assert asked.location == f"/children/new?next={path}"
    assert parent.send("/children/new", {**child_form(), "next": path}).location == path


def test_a_session_that_ran_out_costs_no_input(town: Town) -> None:
    path = REGULAR.format(town.general)
    answer = town.visitor().client.post(path, data=regular_form("1"))
    assert answer.location.startswith("/sign-in?next=")
    back = town.parent().get(
        f"{path}?from_on=2026-03-03&until_on=2026-05-29&weekdays=0&weekdays=2&starts=14:00"
    )
    assert 'value="2026-03-03"' in back.text
    assert '<option selected value="14:00">' in back.text
    assert len(re.findall(r'<input checked[^>]*name="weekdays"', back.text)) == 2


def test_a_form_that_lay_too_long_is_shown_again_with_everything_in_it(town: Town) -> None:
    parent = town.parent()
    path = REGULAR.format(town.general)
    form = {**regular_form("1", starts="14:00"), "csrf_token": "an old token"}
    answer = parent.client.post(path, data=form)
    assert answer.status_code == 400
    assert "다시 보내 주세요" in answer.text
    assert '<option selected value="14:00">' in answer.text
    again = parent.client.post(path, data={**form, "csrf_token": TOKEN.findall(answer.text)[-1]})
    assert again.status_code == 303


def test_a_quarter_is_chosen_before_its_hours(town: Town) -> None:
    parent = town.parent()
    page = parent.get(REGULAR.format(town.general), quarter="2").text
    assert 'value="2026-07-20"' in page
    assert '<option selected value="09:00">' in page
    assert "20일 이상" in page


def test_the_quarter_that_is_nearly_over_is_not_the_first_choice(town: Town) -> None:
    parent = town.parent()
    town.clock.at += timedelta(days=125)
    assert 'value="2026-07-20"' in parent.get(REGULAR.format(town.general)).text


def test_when_no_quarter_is_left_the_page_says_so(town: Town) -> None:
    parent = town.parent()
    town.clock.at += timedelta(days=300)
    for path in (REGULAR, TEMPORARY):
        page = parent.get(path.format(town.general))
        assert page.status_code == 200
        assert "지금 신청할 수 있는 날이 없습니다" in page.text


def test_a_booking_starts_as_applied(town: Town) -> None:
    town.parent().send(TEMPORARY.format(town.general), temporary_form("1"))
    with town.db.session() as records:
        assert bookings.list_bookings(records, SYSTEM).items[0].state is BookingState.APPLIED


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_two_presses_at_the_same_moment_make_one_booking(
    engines: Engines, policy: Policy, engine: str
) -> None:
    """Both are answered with the same booking, whichever comes first."""
    with engines.database(engine) as db:
        town = build_town(db, policy)
        parent = town.parent()
        path = TEMPORARY.format(town.general)
        token = TOKEN.findall(parent.get(path).text)[-1]
        cookie = parent.client.get_cookie("kium_public")
        assert cookie is not None
        start = threading.Barrier(2)
        answers = []

        def press() -> None:
            client = town.app.test_client()
            client.set_cookie("kium_public", cookie.decoded_value)
            start.wait()
            answers.append(client.post(path, data={"csrf_token": token, **temporary_form("1")}))

        presses = [threading.Thread(target=press) for _ in range(2)]
        for each in presses:
            each.start()
        for each in presses:
            each.join()
        assert [answer.status_code for answer in answers] == [303, 303]
        assert answers[0].location == answers[1].location
        assert booked(town) == 1
