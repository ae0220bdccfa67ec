"""The agent against the real office: what one sends, the other understands."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from werkzeug.exceptions import NotFound
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import make_server

import admin
from devices.cli import main
from devices.tap import Tap
from devices.taps_api import TapsApi, Verdict
from kium_rules.policy import Policy
from kium_rules.records import Database, readers, taps
from kium_rules.records.actors import SYSTEM
from kium_rules.records.models import Centre, District
from kium_rules.vocabulary import CentreType

NOON = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


@dataclass
class Office:
    url: str
    token: str
    db: Database

    def stored(self) -> list[tuple[str, str, datetime]]:
        with self.db.session() as session:
            return [(tap.uid, tap.reader, tap.happened_at) for tap in taps.list_taps(session, SYSTEM).items]


@pytest.fixture
def office(engines) -> Iterator[Office]:
    with engines.database("sqlite") as db:
        with db.session(write=True) as session:
            centre = Centre(
                facility_id="NW0001",
                district=District(code="11350", name="노원구", portal_prefix="NW"),
                name="새싹 키움센터",
                type=CentreType.GENERAL,
                phone="02-0000-0000",
                address="서울특별시 노원구 샘플로 1",
                origin="test",
                base_seats=20,
                extra_seats=4,
            )
            session.add(centre)
            session.flush()
            token = readers.register_reader(session, SYSTEM, centre_id=centre.id, name="현관", now=NOON).token
        app = admin.create_app(db, Policy.load(), clock=lambda: NOON, secret_key="only for tests")
        site = make_server("127.0.0.1", 0, DispatcherMiddleware(NotFound(), {"/admin": app}), threaded=True)
        thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield Office(f"http://127.0.0.1:{site.server_port}/admin/api/taps", token, db)
        site.shutdown()
        site.server_close()
        thread.join()


@pytest.fixture
def run(office, tmp_path, capsys):
    def command(*arguments: str, clock=lambda: NOON) -> tuple[int, str]:
        settings = {
            "KIUM_READER_URL": office.url,
            "KIUM_READER_TOKEN": office.token,
            "KIUM_READER_SPOOL": str(tmp_path / "spool.sqlite3"),
        }
        status = main(arguments, settings, clock)
        printed = capsys.readouterr()
        return status, printed.out + printed.err

    return command


def test_a_tap_from_the_command_line_stands_in_the_records(run, office):
    status, printed = run("tap", "04:a1:b2:c3", "--name", "정문")
    assert status == 0
    assert "등록되지 않은 카드" in printed
    assert office.stored() == [("04A1B2C3", "정문", NOON)]


def test_a_tap_whose_answer_was_lost_is_sent_again_and_changes_nothing(office):
    tap = Tap("5f0c", "04A1B2C3", "정문", NOON - timedelta(hours=2))
    api = TapsApi(office.url, office.token, 10)
    first, again = api.post(tap), api.post(tap)
    assert first.verdict is Verdict.ACCEPTED
    assert again == first
    assert office.stored() == [("04A1B2C3", "정문", NOON - timedelta(hours=2))]


def test_a_wrong_token_is_understood_and_nothing_is_lost(run, office):
    status, printed = run("tap", "04A1B2C3", "--token", "of-somebody-else")
    assert (status, office.stored()) == (1, [])
    assert "토큰이 올바르지 않아" in printed
    assert run("send")[0] == 0
    assert len(office.stored()) == 1


def test_a_clock_far_ahead_is_told_at_the_reader_and_the_tap_kept_there(run, office):
    status, printed = run("tap", "04A1B2C3", clock=lambda: NOON + timedelta(days=1))
    assert (status, office.stored()) == (1, [])
    assert "happened_at" in printed
    assert "시계" in printed
    assert "서버가 받지 않은 기록: 1건" in run("status")[1]


@pytest.mark.parametrize("uid", ["04A1B2C3", "04A1B2C3D4E5F6", "0102030405060708", "00010203040506070809"])
def test_the_office_takes_every_length_of_card_number_that_readers_give(run, office, uid):
    assert run("tap", uid, "--name", "x" * 200)[0] == 0
    assert [stored[0] for stored in office.stored()] == [uid]
