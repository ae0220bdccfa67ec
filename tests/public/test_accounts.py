"""Signing up, in and out."""

import pytest
from databases import CHEAP
from surfaces import PASSWORD, TODAY
from town import Town, sign_up_form

from kium_rules.policy import Policy
from kium_rules.records.actors import SYSTEM
from kium_rules.records.logins import issue_login
from kium_rules.vocabulary import Role


def test_a_guardian_signs_up_and_goes_on_to_register_a_child(town: Town) -> None:
    visitor = town.visitor()
    answer = visitor.send("/sign-up", sign_up_form())
    assert answer.status_code == 303
    assert answer.location == "/children/new"
    assert "가입되었습니다" in visitor.get("/children/new").text


def test_the_password_rule_is_told_before_it_is_broken(town: Town) -> None:
    shortest = town.policy.account_setting("password_min_length", TODAY)
    assert f"{shortest}자 이상" in town.visitor().get("/sign-up").text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", " ", "보호자 이름을 적어 주세요"),
        ("name", "가" * 61, "이름이 너무 깁니다"),
        ("phone", "", "휴대전화 번호를 적어 주세요"),
        ("phone", "12345", "전화번호"),
        ("login_id", "", "아이디를 적어 주세요"),
        ("login_id", "한글아이디", "아이디는"),
        ("password", "short", "10자 이상이어야"),
        ("password", "mother1-mother1", "아이디"),
        ("password_again", "another-2026-day", "두 비밀번호가 서로 다릅니다"),
        ("privacy", "", "동의하셔야 가입"),
    ],
)
def test_a_bad_entry_is_named_at_its_field_and_nothing_is_lost(
    town: Town, field: str, value: str, said: str
) -> None:
    form = {**sign_up_form(), field: value}
    if field == "password":
        form["password_again"] = value
    if not value:
        del form[field]
    answer = town.visitor().send("/sign-up", form)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'<a href="#{field}">' in answer.text
    assert f'aria-describedby="{field}' in answer.text
    kept = "이보호" if field != "name" else "010-0000-0001"
    assert f'value="{kept}"' in answer.text
    assert PASSWORD not in answer.text


def test_a_login_id_that_is_taken_is_told_at_its_field(town: Town) -> None:
    town.parent()
    answer = town.visitor().send("/sign-up", sign_up_form())
    assert answer.status_code == 422
    assert '<a href="#login_id">이미 쓰고 있는 아이디입니다' in answer.text


def sign_in_form(password: str = PASSWORD, **other: str) -> dict[str, str]:
    """Give the sign-in form of the first parent."""
    return {"login_id": "mother1", "password": password, **other}


def test_a_parent_signs_in_and_goes_on_to_where_they_were_going(town: Town) -> None:
    town.parent()
    visitor = town.visitor()
    wanted = visitor.get("/applications", page=2)
    assert wanted.status_code == 303
    assert wanted.location == "/sign-in?next=/applications?page%3D2"
    answer = visitor.send("/sign-in", sign_in_form(next="/applications?page=2"), page=wanted.location)
    assert answer.status_code == 303
    assert answer.location == "/applications?page=2"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "",
    ],
)
def test_nobody_is_sent_to_another_site_after_signing_in(town: Town, target: str) -> None:
    town.parent()
    answer = town.visitor().send("/sign-in", sign_in_form(next=target))
    assert answer.location == "/"


def test_a_wrong_password_is_refused_and_not_shown_again(town: Town) -> None:
    town.parent()
    answer = town.visitor().send("/sign-in", sign_in_form("not-the-password"))
    assert answer.status_code == 422
    assert "not-the-password" not in answer.text
    assert 'value="mother1"' in answer.text


def test_too_many_wrong_passwords_lock_the_login_even_for_the_right_one(town: Town) -> None:
    town.parent()
    visitor = town.visitor()
    for _ in range(town.policy.account_setting("failures_before_lock", TODAY)):
        visitor.send("/sign-in", sign_in_form("not-the-password"))
    answer = visitor.send("/sign-in", sign_in_form())
    assert answer.status_code == 422
    assert "잠" in answer.text


def test_an_empty_sign_in_names_both_fields(town: Town) -> None:
    answer = town.visitor().send("/sign-in", {"login_id": "", "password": ""})
    assert answer.status_code == 422
    assert '<a href="#login_id">' in answer.text
    assert '<a href="#password">' in answer.text


def test_staff_are_shown_to_the_back_office(town: Town, policy: Policy) -> None:
    with town.db.session(write=True) as records:
        issue_login(
            records,
            SYSTEM,
            CHEAP.choose("staff1", PASSWORD, now=town.clock(), policy=policy),
            role=Role.CENTRE,
            name="나견본",
            now=town.clock(),
            centre_id=town.general,
        )
    visitor = town.visitor()
    answer = visitor.send("/sign-in", {"login_id": "staff1", "password": PASSWORD})
    assert "관리자 화면" in answer.text
    assert visitor.get("/applications").status_code == 303
    # Both surfaces may sign with one key: a cookie carried over from the back office opens nothing here.
    with visitor.client.session_transaction() as session:
        session["_user_id"] = "1"
    assert visitor.get("/applications").status_code == 303


def test_signing_out_ends_the_session(town: Town) -> None:
    parent = town.parent()
    answer = parent.send("/sign-out", {}, page="/children")
    assert answer.status_code == 303
    assert parent.get("/children").location.startswith("/sign-in")


def test_signing_in_again_leads_on_at_once(town: Town) -> None:
    assert town.parent().get("/sign-in", next="/children").location == "/children"


def test_a_login_that_is_disabled_is_signed_out_at_the_next_page(town: Town) -> None:
    parent = town.parent()
    with town.db.session(write=True) as records:
        from kium_rules.records.models import Login

        records.get(Login, 1).is_enabled = False
    assert parent.get("/applications").status_code == 303
