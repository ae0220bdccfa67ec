"""The main job, clicked through: a parent applies, staff decide, a card is tapped, the parent's day is recorded."""

import pytest
from databases import DEMO_NOW
from playwright.sync_api import Page, expect

from devices.cli import main as reader_agent
from kium_rules.records.demo import load_demo

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PASSWORD = "kium-demo-2026"
TODAY = DEMO_NOW.date()


def sign_in(page: Page, address: str, login: str) -> None:
    page.goto(address)
    page.get_by_label("아이디").fill(login)
    page.get_by_label("비밀번호").fill(PASSWORD)
    page.get_by_role("button", name="로그인").click()
    page.wait_for_url(lambda url: "sign-in" not in url)


def apply_for_today(page: Page, house, centre: str, child: str, hours: tuple[str, str]) -> None:
    page.goto(f"{house.address}/centres?text={centre}")
    page.get_by_role("link", name=centre).first.click()
    page.get_by_role("link", name="일시돌봄 신청").click()
    page.get_by_label(child).check()
    page.locator(f"input[name=days][value='{TODAY}']").check()
    page.get_by_label("시작 시각").select_option(hours[0])
    page.get_by_label("마치는 시각").select_option(hours[1])
    page.get_by_role("button", name="신청하고 결과 보기").click()


def test_a_centre_fills_up_then_waits_then_refuses_by_name_and_others_do_not_see_it(
    house, phone, desk, other_desk, picture
):
    """달빛마실 has one base seat and one extra: two are admitted, two wait, the fifth is refused."""
    sign_in(phone, f"{house.address}/sign-in", "parent1")
    answers = []
    for child in ("김견본", "김보기", "김예시", "김연습", "김시험"):
        apply_for_today(phone, house, "달빛마실", child, ("17:00", "18:00"))
        answers.append(phone.locator(".answer").first.inner_text())
    said = [
        "admit" if "자리가 있습니다" in text else "wait" if "대기로" in text else "refuse" for text in answers
    ]
    assert said == ["admit", "admit", "wait", "wait", "refuse"]
    picture(phone, "refused")
    assert "waiting_list.1" in answers[-1]
    assert "기본정원의 2배인 2명까지 찼습니다" in answers[-1]

    sign_in(desk, f"{house.address}/admin/", "nowon2")
    desk.get_by_role("link", name="예약신청관리").click()
    expect(desk.get_by_role("row", name="김견본")).to_be_visible()
    picture(desk, "applications")
    sign_in(other_desk, f"{house.address}/admin/", "nowon1")
    other_desk.get_by_role("link", name="예약신청관리").click()
    expect(other_desk.get_by_role("row", name="김견본")).to_have_count(0)


def test_an_application_is_approved_started_tapped_and_seen_in_the_attendance(
    house, phone, desk, demo_db, policy, tmp_path
):
    sign_in(phone, f"{house.address}/sign-in", "parent1")
    apply_for_today(phone, house, "상계10단지", "김연습", ("14:00", "16:00"))
    expect(phone.locator(".answer")).to_contain_text("자리가 있습니다")

    sign_in(desk, f"{house.address}/admin/", "nowon1")
    desk.get_by_role("link", name="예약신청관리").click()
    desk.get_by_role("row", name="김연습").get_by_role("link", name="보기").click()
    for box in desk.locator("input[name=document]").all():
        box.check()
    desk.get_by_role("button", name="승인", exact=True).click()
    expect(desk.locator("h1")).to_contain_text("이용예정")
    desk.get_by_role("button", name="이용중으로 바꾸기").click()
    expect(desk.locator("h1")).to_contain_text("이용중")

    desk.get_by_role("link", name="RF카드관리").click()
    desk.get_by_role("row", name="04A1B2C5D6E7F8").get_by_role("link", name="배정").click()
    desk.get_by_label("아동 이름").fill("김연습")
    desk.get_by_role("button", name="아동 찾기").click()
    desk.locator("#assign").get_by_role("listitem").filter(has_text="김연습").get_by_role("button").click()

    house.pass_time(hours=4, minutes=5)
    with demo_db.session(write=True) as session:
        logins = load_demo(session, now=DEMO_NOW, policy=policy)
    settings = {
        "KIUM_READER_URL": f"{house.address}/admin/api/taps",
        "KIUM_READER_TOKEN": logins.reader_token,
        "KIUM_READER_SPOOL": str(tmp_path / "spool.sqlite"),
    }
    assert reader_agent(["tap", "04:a1:b2:c5:d6:e7:f8"], settings, house.clock) == 0

    sign_in(desk, f"{house.address}/admin/", "nowon1")  # four idle hours have signed the worker out
    desk.get_by_role("link", name="출결관리").click()
    expect(desk.get_by_role("row", name="김연습").first).to_contain_text("입실")
    expect(desk.get_by_text("안에 있음")).to_be_visible()
