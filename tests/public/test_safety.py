"""What holds for every page: headers, tokens, cookies, error pages and the files a page loads."""

import gzip
import re
import threading
from pathlib import Path

import pytest
from databases import Engines
from flask import Flask
from surfaces import PASSWORD, Clock
from town import Town, build_town, sign_up_form, temporary_form

from kium_rules.policy import Policy
from kium_rules.records import Database
from public import create_app

HERE = Path(__file__).parents[2]
OPEN = (
    "/",
    "/centres",
    "/centres/1",
    "/guide",
    "/privacy",
    "/sign-in",
    "/sign-up",
    "/rules/seats.1",
    "/nowhere",
)
OWN = (
    "/children",
    "/children/new",
    "/applications",
    "/centres/1/apply/regular",
    "/centres/1/apply/temporary",
)


def posts(app: Flask) -> list[str]:
    """List every address that takes a form, with numbers filled in."""
    rules = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    return [re.sub(r"<\w+:\w+>", "1", rule.rule).replace("<care>", "temporary") for rule in rules]


def test_every_form_is_refused_without_its_token(town: Town) -> None:
    parent = town.parent()
    parent.send("/centres/1/apply/temporary", temporary_form("1"))
    addresses = posts(town.app)
    assert len(addresses) >= 6
    for address in addresses:
        client = town.visitor().client if address.startswith("/sign-i") else parent.client
        answer = client.post(address, data={**sign_up_form("other1"), **temporary_form("1", "2026-03-05")})
        assert answer.status_code == 400, address
        assert "다시 보내 주세요" in answer.text


@pytest.mark.parametrize("path", OPEN)
def test_every_page_says_what_a_browser_may_load(town: Town, path: str) -> None:
    page = town.visitor().get(path)
    allowed = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in allowed
    assert "unsafe" not in allowed
    assert "frame-ancestors 'none'" in allowed
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", OPEN + OWN)
def test_no_page_carries_script_or_style_of_its_own(town: Town, path: str) -> None:
    page = (town.parent() if path in OWN else town.visitor()).get(path).text
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    assert '<html lang="ko">' in page
    assert len(re.findall(r"<h1\b", page)) == 1


def test_pages_of_a_parent_are_kept_nowhere(town: Town) -> None:
    assert town.parent().get("/applications").headers["Cache-Control"] == "no-store"


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(town: Town) -> None:
    visitor = town.visitor()
    cookie = visitor.send("/sign-up", sign_up_form()).headers["Set-Cookie"]
    assert cookie.startswith("kium_public=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert PASSWORD not in cookie


def test_over_https_the_cookie_stays_on_https(town: Town) -> None:
    app = create_app(town.db, town.policy, clock=town.clock, secret_key="only for tests", secure_cookies=True)
    answer = app.test_client().get("/sign-in", base_url="https://localhost")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "Strict-Transport-Security" in answer.headers


def test_signing_in_starts_a_fresh_session(town: Town) -> None:
    town.parent()
    visitor = town.visitor()
    with visitor.client.session_transaction() as planted:
        planted["planted"] = "by somebody else"
    visitor.send("/sign-in", {"login_id": "mother1", "password": PASSWORD})
    with visitor.client.session_transaction() as session:
        assert "planted" not in session


@pytest.mark.parametrize("path", ["/centres/{}", "/centres/{}/apply/temporary", "/applications/{}"])
def test_an_address_with_a_number_no_row_can_have_is_not_found(town: Town, path: str) -> None:
    parent = town.parent()
    assert parent.get(path.format("9" * 22)).status_code == 404
    assert parent.get(path.format(0)).status_code == 404


@pytest.mark.parametrize("path", OWN)
def test_own_pages_are_behind_the_sign_in(town: Town, path: str) -> None:
    assert town.visitor().get(path).location.startswith("/sign-in?next=")


def test_a_fault_is_a_plain_page_without_its_cause(engines: Engines, policy: Policy) -> None:
    db = Database(engines.empty_url("sqlite"))
    try:
        app = create_app(db, policy, clock=Clock(), secret_key="only for tests")
        page = app.test_client().get("/centres")
    finally:
        db.close()
    assert page.status_code == 500
    assert "잠시 문제가 생겼습니다" in page.text
    assert "sqlite" not in page.text.lower()


def test_a_busy_centre_keeps_the_form_and_asks_to_send_it_again(engines: Engines, policy: Policy) -> None:
    db = Database(engines.sqlite_url(), lock_timeout_s=0.1)
    try:
        town = build_town(db, policy)
        parent = town.parent()
        answers = []
        with db.session(write=True):
            form = temporary_form("1", starts="14:00")
            send = threading.Thread(
                target=lambda: answers.append(parent.send("/centres/1/apply/temporary", form))
            )
            send.start()
            send.join()
    finally:
        db.close()
    assert answers[0].status_code == 503
    assert "다시 시도" in answers[0].text
    assert '<option selected value="14:00">' in answers[0].text


def test_an_address_for_forms_only_is_no_page(town: Town) -> None:
    assert town.visitor().get("/sign-out").status_code == 405
    assert town.visitor().client.post("/centres").status_code == 405


def test_a_form_larger_than_any_of_ours_is_turned_away(town: Town) -> None:
    answer = town.visitor().client.post("/sign-in", data={"login_id": "x" * 100_000})
    assert answer.status_code == 413
    assert "다시 보내 주세요" in answer.text


def test_style_sheets_come_compressed_with_an_address_that_follows_their_content(town: Town) -> None:
    visitor = town.visitor()
    address = re.search(r'href="(/static/css/site\.css\?v=\w+)"', visitor.get("/").text)
    assert address is not None
    packed_only = {"Accept-Encoding": "gzip"}
    with (
        visitor.client.get(address.group(1)) as plain,
        visitor.client.get(address.group(1), headers=packed_only) as packed,
        visitor.client.get("/static/css/site.css") as unmarked,
    ):
        assert gzip.decompress(packed.data) == plain.data
        assert packed.headers["Content-Encoding"] == "gzip"
        assert packed.headers["ETag"] != plain.headers["ETag"]
        assert packed.cache_control.max_age == 31_536_000
        assert unmarked.cache_control.max_age < 31_536_000


def test_the_list_of_served_parts_names_files_of_the_design_system() -> None:
    lines = (HERE / "public/static/vendor.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split(" -> ") for line in lines if line and not line.startswith("#")]
    assert len(pairs) > 20
    for source, target in pairs:
        assert source.startswith("node_modules/krds-uiux/")
        assert ".." not in target
        if (HERE / "node_modules").is_dir():
            assert (HERE / source).is_file(), source
