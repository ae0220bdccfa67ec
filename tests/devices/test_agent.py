from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from devices.agent import Agent
from devices.reader import CardProblem, Found, ReaderState
from devices.screen import Screen
from devices.spool import Spool
from devices.taps_api import TapsApi
from tests.devices.taps_server import HangUp, Reply, accepted, refused

NOON = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


class Window(io.StringIO):
    """What is on the screen so far, for a test to wait for."""

    def __init__(self) -> None:
        super().__init__()
        self._changed = threading.Condition()

    def write(self, text: str) -> int:
        with self._changed:
            written = super().write(text)
            self._changed.notify_all()
        return written

    def wait_for(self, text: str, times: int = 1) -> list[str]:
        with self._changed:
            assert self._changed.wait_for(lambda: self.getvalue().count(text) >= times, 10), self.getvalue()
            return self.getvalue().splitlines()


class QuietReaders:
    """A PC/SC service without readers, so that the agent runs and the test itself puts the cards."""

    def session(self):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *exc: object) -> None:
        pass

    def find(self) -> Found:
        return Found(ReaderState.NO_READER)


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    with Spool(tmp_path / "spool.sqlite3") as opened:
        yield opened


@pytest.fixture
def window() -> Window:
    return Window()


@pytest.fixture
def agent(spool, server, window) -> Iterator[Agent]:
    stop = threading.Event()
    built = Agent(spool, TapsApi(server.url, "token", 5).post, Screen(window), lambda: NOON)
    thread = threading.Thread(target=built.run, args=(QuietReaders(), stop))
    thread.start()
    yield built
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


def test_a_tap_is_answered_with_the_servers_sentence_at_the_time_of_the_tap(agent, server, window):
    agent.card("ACS 00 00", "04A1B2C3")
    assert "12:00:00  김*준 입실했습니다." in window.wait_for("입실")
    assert server.posts[0].body["reader"] == "ACS 00 00"
    assert server.posts[0].body["happened_at"] == "2026-03-02T03:00:00.000+00:00"


def test_offline_the_tap_is_kept_and_the_person_is_told_so(agent, server, spool, window):
    server.always = HangUp()
    agent.card("ACS", "04A1B2C3")
    lines = window.wait_for("저장했습니다. 인터넷이 연결되면 전송합니다 (대기 1건)")
    assert any("서버에 연결할 수 없습니다" in line for line in lines)
    agent.card("ACS", "04A1B2C4")
    window.wait_for("저장했습니다. 인터넷이 연결되면 전송합니다 (대기 2건)")
    assert spool.waiting() == 2


def test_back_online_everything_is_sent_in_order_and_answered(agent, server, spool, window):
    server.always = Reply(503)
    for uid in ("04A1B2C3", "04A1B2C4"):
        agent.card("ACS", uid)
    window.wait_for("(대기 2건)")
    server.always = accepted()
    agent.card("ACS", "04A1B2C5")
    window.wait_for("김*준 입실했습니다.", times=3)
    settled = list(dict.fromkeys(server.uids))
    assert settled == ["04A1B2C3", "04A1B2C4", "04A1B2C5"]
    assert spool.waiting() == 0


def test_the_same_trouble_is_named_once_but_every_tap_is_confirmed(agent, server, window):
    server.always = Reply(503)
    for number in range(1, 4):
        agent.card("ACS", "04A1B2C3")
        window.wait_for(f"(대기 {number}건)")
        server.wait_for_posts(number)
    server.always = accepted()
    agent.card("ACS", "04A1B2C3")
    lines = window.wait_for("입실했습니다.", times=4)
    assert sum("HTTP 503" in line for line in lines) == 1


def test_with_a_wrong_token_taps_are_kept_and_the_person_is_told_what_to_do(agent, server, spool, window):
    server.always = Reply(401)
    agent.card("ACS", "04A1B2C3")
    window.wait_for("리더기 토큰이 올바르지 않아")
    agent.card("ACS", "04A1B2C4")
    window.wait_for("리더기 토큰을 고치고 다시 시작하면 전송합니다 (대기 2건)")
    assert spool.waiting() == 2
    assert len(server.posts) == 1


def test_a_rejected_tap_is_shown_with_the_servers_reason(agent, server, window):
    server.always = refused("uid: 16진수가 아닙니다.")
    agent.card("ACS", "04A1B2C3")
    window.wait_for("서버가 이 기록을 받지 않았습니다 (HTTP 400): uid: 16진수가 아닙니다.")


def test_a_phone_is_warned_of_and_still_recorded(agent, server, window):
    agent.card("ACS", "08A1B2C3")
    window.wait_for("휴대전화")
    server.wait_for_posts(1)


def test_a_card_that_gave_no_number_is_answered_with_what_to_do(agent, server, window):
    agent.problem("ACS", CardProblem.LIFT_AND_TAP, "")
    window.wait_for("ACS: 카드를 읽지 못했습니다. 카드를 뗐다가 다시 대 주세요.")
    assert server.posts == []


def test_a_tap_that_cannot_be_kept_is_told_and_the_agent_goes_on(agent, server, spool, window):
    spool._file.execute("PRAGMA query_only=1")
    agent.card("ACS", "04A1B2C3")
    window.wait_for("저장하지 못했습니다")
    spool._file.execute("PRAGMA query_only=0")
    agent.card("ACS", "04A1B2C4")
    window.wait_for("입실했습니다")
    assert server.uids == ["04A1B2C4"]


def test_a_closed_window_does_not_stop_the_agent(agent, server, window):
    window.close()
    agent.card("ACS", "04A1B2C3")
    server.wait_for_posts(1)


def test_letters_a_console_cannot_show_are_replaced():
    console = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    Screen(console).say("입실 in")
    assert console.buffer.getvalue().strip() == b"?? in"
