"""Who may open what: every address of the back office, walked one by one."""

import pytest
from back_office import BackOffice
from flask_admin.contrib.sqla import ModelView

OPEN = {"sign_in.form", "sign_in.enter", "sign_in.leave", "static", "home.static", "taps_api.receive"}
FIRST = {"booking_id": 1, "centre_id": 1, "word": "capacity", "event": "reset"}
CENTRE, DISTRICT, CITY, POLICY = "saessak1", "nowon1", "seoul1", "policy1"
MAY = {
    "home": {CENTRE, DISTRICT, CITY, POLICY},
    "applications": {CENTRE, DISTRICT, CITY},
    "bookings": {CENTRE, DISTRICT, CITY},
    "new_application": {CENTRE},
    "roster": {CENTRE, DISTRICT, CITY},
    "attendance": {CENTRE, DISTRICT, CITY},
    "regular": {CENTRE, DISTRICT, CITY},
    "temporary": {CENTRE, DISTRICT, CITY},
    "sick_child": {CENTRE, DISTRICT, CITY},
    "cards": {CENTRE, DISTRICT, CITY},
    "children": {CENTRE, DISTRICT, CITY},
    "facilities": {DISTRICT, CITY},
    "centre": {CENTRE, DISTRICT, CITY},
    "rules": {CENTRE, DISTRICT, CITY, POLICY},
    "audit": {CITY},
}


def addresses(house: BackOffice) -> list[tuple[str, str, str]]:
    """List method, address and endpoint of everything that is not open to anybody."""
    with house.app.test_request_context():
        adapter = house.app.create_url_adapter(None) or house.app.url_map.bind("localhost")
        return [
            (
                method,
                adapter.build(rule.endpoint, {name: FIRST[name] for name in rule.arguments}),
                rule.endpoint,
            )
            for rule in house.app.url_map.iter_rules()
            if rule.endpoint not in OPEN
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        ]


def test_every_screen_is_named_in_this_test(house):
    assert {endpoint.split(".")[0] for _, _, endpoint in addresses(house)} == set(MAY)


def test_nothing_opens_without_signing_in(house):
    visitor = house.visitor()
    for method, address, _ in addresses(house):
        answer = visitor.get(address) if method == "GET" else visitor.send(address)
        assert answer.status_code == 302, address
        assert answer.headers["Location"].startswith("/sign-in"), address


@pytest.mark.parametrize("login_id", [CENTRE, DISTRICT, CITY, POLICY])
def test_a_role_opens_its_own_screens_and_is_refused_at_all_others(house, login_id):
    person = house.person(login_id)
    for method, address, endpoint in addresses(house):
        is_theirs = login_id in MAY[endpoint.split(".")[0]]
        answer = person.get(address) if method == "GET" else person.send(address)
        if is_theirs:
            # What is there to be found differs; an error of the program never is.
            assert answer.status_code < 500, address
            if method == "GET" and not address.startswith("/bookings/1"):
                assert answer.status_code in {200, 302, 403 if "register" in address else 200}, address
        else:
            assert answer.status_code == 403, address
            assert "이 화면은 볼 수 없습니다" in answer.text


def test_the_menu_names_only_screens_the_role_may_open(house):
    policy = house.person(POLICY).get("/rules/").text
    assert "예약신청관리" not in policy
    assert "규칙표" in policy
    centre = house.person(CENTRE).get("/").text
    assert "전체시설관리" not in centre
    assert "감사 기록" not in centre


def test_the_menu_keeps_the_order_of_the_training_material(house):
    page = house.person(CITY).get("/").text
    menu = page[page.index('id="menu"') :]
    menu = menu[: menu.index("</nav>")]
    names = [
        "예약신청관리",
        "일일이용자관리",
        "출결관리",
        "정기돌봄",
        "일시돌봄",
        "RF카드관리",
        "전체시설관리",
        "규칙표",
    ]
    assert [menu.index(name) for name in names] == sorted(menu.index(name) for name in names)


@pytest.mark.parametrize(
    "address", ["/bookings/1/approve", "/applications/approve", "/cards/register", "/sign-out"]
)
def test_a_button_without_a_token_does_nothing(house, address):
    house.application()
    person = house.person(CENTRE)
    answer = person.client.post(address, data={"booking_id": "1", "uid": "04A2B3C4"})
    assert answer.status_code == 400
    assert "처리된 것은 없습니다" in answer.text


def test_no_view_writes_to_the_database_by_itself(house):
    """Flask-Admin's model views commit on their own; one that appears here must have that switched off."""
    (frame,) = house.app.extensions["admin"]
    for view in frame._views:
        if isinstance(view, ModelView):
            assert not any((view.can_create, view.can_edit, view.can_delete)), view.name


def test_every_answer_carries_the_headers_and_scripts_carry_the_nonce(house):
    answer = house.person(CENTRE).get("/applications/")
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    nonce = policy.split("'nonce-")[1].split("'")[0]
    assert answer.text.count("<script") == answer.text.count(f'<script nonce="{nonce}"')
    assert "style=" not in answer.text
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_is_not_there_gets_a_page_in_korean(house):
    answer = house.person(CENTRE).get("/nothing")
    assert answer.status_code == 404
    assert "찾을 수 없습니다" in answer.text
    assert house.person(CENTRE).get("/bookings/1/approve").status_code == 405
