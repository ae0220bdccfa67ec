"""The service that goes and comes back, other programs beside the agent, and the whole agent over it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from devices.reader import CardProblem, Pcsc, ReaderState
from devices.spool import Spool
from devices.watch import Watcher
from tests.devices.listening import BACK, FRONT, TICK_S, Heard, back, front, heard, watching
from tests.devices.taps_server import HangUp, accepted
from tests.devices.virtual_card import VirtualCard

__all__ = ["back", "front", "heard"]

# One worker for all of them: each would start a service of its own.
pytestmark = [pytest.mark.reader, pytest.mark.xdist_group("reader")]

ROOT = Path(__file__).parents[2]


def test_a_card_left_lying_while_the_service_was_away_is_not_a_second_tap(virtual_readers, front):
    listener = Heard()
    watcher = Watcher(Pcsc(), listener, TICK_S)
    with VirtualCard(front, bytes.fromhex("04A1B2C3")) as card:
        with watching(watcher):
            assert listener.next_card() == (FRONT, "04A1B2C3")
        with watching(watcher), VirtualCard(virtual_readers.ports[1], bytes.fromhex("B0000001")):
            assert listener.next_card() == (BACK, "B0000001")  # both readers have been looked at by now
        assert card.times_read == 2
    virtual_readers.wait_until_empty()
    assert listener.nothing_more()
    with VirtualCard(front, bytes.fromhex("04A1B2C4")) as card:
        assert card.is_powered.wait(15)
        with watching(watcher):
            assert listener.next_card() == (FRONT, "04A1B2C4")
    virtual_readers.wait_until_empty()


@contextmanager
def held_by_another_program(reader: str) -> Iterator[None]:
    import smartcard.scard as sc

    _, context = sc.SCardEstablishContext(sc.SCARD_SCOPE_USER)
    protocols = sc.SCARD_PROTOCOL_T0 | sc.SCARD_PROTOCOL_T1
    result, card, _ = sc.SCardConnect(context, reader, sc.SCARD_SHARE_EXCLUSIVE, protocols)
    assert result == sc.SCARD_S_SUCCESS, sc.SCardGetErrorMessage(result)
    try:
        yield
    finally:
        sc.SCardDisconnect(card, sc.SCARD_LEAVE_CARD)
        sc.SCardReleaseContext(context)


def test_a_card_that_another_program_holds_is_told(virtual_readers, front):
    listener = Heard()
    with VirtualCard(front) as card:
        assert card.is_powered.wait(15)
        with held_by_another_program(FRONT), watching(Watcher(Pcsc(), listener, TICK_S)):
            assert listener.next_problem()[:2] == (FRONT, CardProblem.IN_USE)
    virtual_readers.wait_until_empty()


def test_a_card_that_another_program_holds_for_a_moment_is_read_after_it(virtual_readers, front):
    listener = Heard()
    with VirtualCard(front) as card, ExitStack() as other_program:
        assert card.is_powered.wait(15)
        other_program.enter_context(held_by_another_program(FRONT))
        with watching(Watcher(Pcsc(), listener, TICK_S)):
            listener.until(ReaderState.READY)
            time.sleep(0.3)  # long enough to be asked for in vain, short enough to be waited for
            other_program.close()
            assert listener.next_card() == (FRONT, "04A1B2C3")
    virtual_readers.wait_until_empty()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_restart_of_the_service_is_survived(heard, virtual_readers, front, number):
    virtual_readers.stop(number)
    try:
        lost = heard.until(ReaderState.NO_SERVICE)
        assert lost.detail.startswith("0x801000")
    finally:
        virtual_readers.start()
    assert heard.until(ReaderState.READY).names == (FRONT, BACK)
    with VirtualCard(front, bytes.fromhex("07070707")):
        assert heard.next_card() == (FRONT, "07070707")


def test_readers_that_go_and_come_back_are_survived(heard, virtual_readers, back):
    virtual_readers.stop()
    virtual_readers.start(are_plugged=False)
    try:
        assert heard.until(ReaderState.NO_READER).names == ()
    finally:
        virtual_readers.stop()
        virtual_readers.start()
    heard.until(ReaderState.READY)
    with VirtualCard(back, bytes.fromhex("07070707")):
        assert heard.next_card() == (BACK, "07070707")


def test_a_tap_goes_from_the_reader_through_the_spool_to_the_server(virtual_readers, server, front, tmp_path):
    virtual_readers.wait_until_empty()
    spool_path = tmp_path / "spool.sqlite3"
    environment = {
        "KIUM_READER_URL": server.url,
        "KIUM_READER_TOKEN": "secret-token",
        "KIUM_READER_SPOOL": str(spool_path),
        "PYTHONIOENCODING": "utf-8",
    }

    def tap(uid: str) -> None:
        with VirtualCard(front, bytes.fromhex(uid)):
            wait_for_line(uid)
        virtual_readers.wait_until_empty()

    def wait_for_line(text: str) -> None:
        for line in agent.stdout:
            lines.append(line.rstrip())
            if text in line:
                return
        pytest.fail(f"{text!r} did not come: {lines}")

    lines: list[str] = []
    with subprocess.Popen(
        [sys.executable, "-m", "devices"],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        cwd=ROOT,
        env=os.environ | environment,
    ) as agent:
        wait_for_line("리더기 준비")
        tap("04A1B2C3")
        wait_for_line("김*준 입실했습니다.")
        server.always = HangUp()
        tap("04A1B2C4")
        wait_for_line("저장했습니다. 인터넷이 연결되면 전송합니다 (대기 1건)")
        virtual_readers.stop(signal.SIGKILL)
        wait_for_line("PC/SC 서비스가 답하지 않습니다")
        virtual_readers.start()
        wait_for_line("리더기 준비")
        server.always = accepted("퇴실했습니다.")
        tap("04A1B2C5")
        wait_for_line("김*준 퇴실했습니다.")
        wait_for_line("김*준 퇴실했습니다.")
        agent.terminate()
        wait_for_line("보내지 못한 기록 0건")
    assert agent.returncode == 0
    first, *offline, last = server.posts
    assert (first.body["uid"], first.body["reader"]) == ("04A1B2C3", FRONT)
    assert {post.body["uid"] for post in offline} == {"04A1B2C4"}
    assert len({post.body["nonce"] for post in offline}) == 1
    assert last.body["uid"] == "04A1B2C5"
    with Spool(spool_path) as spool:
        assert spool.waiting() == 0
