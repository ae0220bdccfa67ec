"""Signing in and out of the back office."""

from datetime import timedelta

import pytest
from surfaces import PASSWORD


def test_signing_in_leads_to_the_page_that_was_wanted(house):
    visitor = house.visitor()
    answer = visitor.send(
        "/sign-in", query={"next": "/roster/?on=2026-03-03"}, login_id="saessak1", password=PASSWORD
    )
    assert answer.headers["Location"] == "/roster/?on=2026-03-03"
    assert "새싹 키움센터" in visitor.get("/roster/").text


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_never_leads_to_another_site(house, wanted):
    answer = house.visitor().send("/sign-in", query={"next": wanted}, login_id="saessak1", password=PASSWORD)
    assert answer.headers["Location"] == "/"


def test_mounted_below_a_prefix_every_address_follows_it(house):
    client = house.app.test_client()
    answer = client.get("/roster/", environ_overrides={"SCRIPT_NAME": "/admin"})
    assert answer.headers["Location"] == "/admin/sign-in?next=/roster/"


@pytest.mark.parametrize(
    ("login_id", "password"),
    [("saessak1", "wrong password"), ("nobody", PASSWORD), ("", ""), ("saessak1", "x" * 5000)],
)
def test_a_wrong_sign_in_is_refused_with_a_sentence_and_keeps_the_login_id(house, login_id, password):
    answer = house.visitor().send("/sign-in", login_id=login_id, password=password)
    assert answer.status_code == 401
    assert 'role="alert"' in answer.text
    assert f'value="{login_id}"' in answer.text
    assert password not in answer.text or not password


def test_a_parent_is_told_where_to_go(house):
    answer = house.visitor().send("/sign-in", login_id="mother1", password=PASSWORD)
    assert answer.status_code == 401
    assert "학부모 아이디로는" in answer.text


def test_failures_lock_the_login_and_say_so_even_with_the_right_password(house):
    limit = house.policy.account_setting("failures_before_lock", house.clock().date())
    visitor = house.visitor()
    for _ in range(limit):
        answer = visitor.send("/sign-in", login_id="saessak1", password="wrong password")
    assert "잠겼습니다" in answer.text
    assert "잠긴 아이디" in visitor.send("/sign-in", login_id="saessak1", password=PASSWORD).text


def test_a_login_that_is_locked_meanwhile_is_out_at_once(house):
    person = house.person("saessak1")
    limit = house.policy.account_setting("failures_before_lock", house.clock().date())
    other = house.visitor()
    for _ in range(limit):
        other.send("/sign-in", login_id="saessak1", password="wrong password")
    assert person.get("/applications/").headers["Location"].startswith("/sign-in")


def test_signing_out_ends_the_session_and_is_a_button_only(house):
    person = house.person("saessak1")
    assert person.get("/sign-out").status_code == 405
    person.send("/sign-out")
    assert person.get("/").status_code == 302


def test_who_does_nothing_for_the_set_time_is_signed_out(house):
    person = house.person("saessak1")
    limit = timedelta(minutes=house.policy.account_setting("office_idle_minutes", house.clock().date()))
    house.clock.at += limit
    assert person.get("/roster/").status_code == 200
    house.clock.at += limit + timedelta(seconds=1)
    answer = person.get("/roster/")
    assert answer.headers["Location"] == "/sign-in?next=/roster/"
    assert "자동으로 로그아웃" in person.get("/sign-in").text
