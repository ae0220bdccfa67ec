"""The taps API: what it stores, what it answers, and how it says that a request is no tap."""

import json
from datetime import timedelta

import pytest
from back_office import READER_TOKEN
from surfaces import NOW

from kium_rules.records import taps
from kium_rules.records.actors import SYSTEM

TAP = {"uid": "04A2B3C4", "nonce": "one", "happened_at": NOW.isoformat(), "reader": "현관"}
HEADERS = {"Authorization": f"Bearer {READER_TOKEN}"}


def post(house, body=None, headers=HEADERS, **changes):
    data = json.dumps(TAP | changes) if body is None else body
    return house.app.test_client().post(
        "/api/taps", data=data, content_type="application/json", headers=headers
    )


def stored(house):
    with house.db.session() as session:
        return taps.list_taps(session, SYSTEM).items


def test_a_tap_of_a_child_in_use_is_answered_with_masked_name_and_kept(house):
    booking_id = house.application()
    staff = house.person("saessak1")
    staff.send(f"/bookings/{booking_id}/approve")
    staff.send(f"/bookings/{booking_id}/start")
    staff.send("/cards/register", uid="04 a2 b3 c4")
    staff.send("/cards/assign", uid="04A2B3C4", child_id="1")
    house.clock.at += timedelta(hours=3)
    answer = post(house, happened_at=house.clock().isoformat())
    assert answer.status_code == 200
    assert answer.json["outcome"] == "checked_in"
    assert answer.json["child"] == "김*싹"
    assert answer.json["next_step"] is None
    assert "김*싹" in answer.json["message"]
    (tap,) = stored(house)
    assert tap.uid == "04A2B3C4"


@pytest.mark.faq(17)
def test_an_unknown_card_is_kept_too_and_the_next_step_is_named(house):
    answer = post(house)
    assert answer.status_code == 200
    assert answer.json["outcome"] == "unknown_card"
    assert "등록" in answer.json["next_step"]
    assert len(stored(house)) == 1


def test_the_same_tap_again_gets_the_first_answer_and_changes_nothing(house):
    first, again = post(house), post(house)
    assert first.json == again.json
    assert len(stored(house)) == 1


def test_a_tap_kept_offline_is_stored_with_both_times(house):
    post(house, happened_at=(NOW - timedelta(days=3)).isoformat())
    (tap,) = stored(house)
    assert tap.received_at - tap.happened_at == timedelta(days=3)


def test_a_reader_clock_may_run_ahead_as_far_as_the_rules_say_and_loses_no_tap(house):
    minutes = house.policy.account_setting("reader_clock_ahead_minutes", NOW.date())
    ahead = NOW + timedelta(minutes=minutes)
    assert post(house, happened_at=ahead.isoformat()).status_code == 200
    (tap,) = stored(house)
    assert tap.happened_at == NOW
    refused = post(house, happened_at=(ahead + timedelta(seconds=1)).isoformat(), nonce="two")
    assert refused.status_code == 400
    assert [problem["where"] for problem in refused.json["problems"]] == ["happened_at"]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"uid": "no card"}, "uid"),
        ({"uid": ""}, "uid"),
        ({"uid": 4}, "uid"),
        ({"nonce": "n" * 65}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"happened_at": "yesterday"}, "happened_at"),
        ({"happened_at": "2026-03-02T10:31:00"}, "happened_at"),
        ({"happened_at": (NOW + timedelta(days=1)).isoformat()}, "happened_at"),
        ({"reader": "현관\x00"}, "reader"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_field_that_cannot_be_used_is_named_and_nothing_is_stored(house, changes, where):
    answer = post(house, **changes)
    assert answer.status_code == 400
    assert [problem["where"] for problem in answer.json["problems"]] == [where]
    assert answer.json["message"]
    assert stored(house) == []


@pytest.mark.parametrize("body", ["", "{", "[]", '"tap"', "null", "[" * 3000, b"\xff\xfe"])
def test_a_body_that_is_no_json_object_is_told(house, body):
    answer = post(house, body=body)
    assert answer.status_code == 400
    assert answer.json["problems"][0]["where"] == "body"


def test_every_missing_field_is_named(house):
    answer = post(house, body="{}")
    assert {problem["where"] for problem in answer.json["problems"]} == {
        "uid",
        "nonce",
        "happened_at",
        "reader",
    }


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer nothing"}, {"Authorization": READER_TOKEN}]
)
def test_an_unknown_reader_is_refused(house, headers):
    answer = post(house, headers=headers)
    assert answer.status_code == 401
    assert stored(house) == []


def test_a_body_that_is_too_large_is_refused(house):
    assert post(house, body="x" * 10_000).status_code == 413


def test_a_fault_of_the_records_is_no_answer_so_that_the_reader_keeps_the_tap(house, monkeypatch):
    house.app.testing = False
    house.db.close()
    house.db.engine.dispose()
    monkeypatch.setattr("admin.taps_api.taps.record_tap", lambda *_, **__: 1 / 0)
    assert post(house).status_code == 500
