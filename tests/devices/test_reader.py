"""Cards on a real PC/SC service: pcscd with the virtual reader vpcd."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from devices.cli import main
from devices.reader import CardProblem, Found, Pcsc, ReaderState
from devices.spool import Spool
from devices.watch import Watcher
from tests.devices.taps_server import HangUp, accepted
from tests.devices.virtual_card import DONE, VirtualCard
from tests.devices.virtual_reader import VirtualReaders

# One worker for all of them: each would start a service of its own.
pytestmark = [pytest.mark.reader, pytest.mark.xdist_group("reader")]

ROOT = Path(__file__).parents[2]
TICK_S = 0.1
FRONT, BACK = VirtualReaders.NAMES


class Heard:
    """A listener that keeps what it hears, for a test to wait for."""

    def __init__(self) -> None:
        self._cards: queue.Queue[tuple[str, str]] = queue.Queue()
        self._problems: queue.Queue[tuple[str, CardProblem, str]] = queue.Queue()
        self._found: queue.Queue[Found] = queue.Queue()

    def card(self, reader: str, uid: str) -> None:
        self._cards.put((reader, uid))

    def problem(self, reader: str, problem: CardProblem, detail: str) -> None:
        self._problems.put((reader, problem, detail))

    def readers(self, found: Found) -> None:
        self._found.put(found)

    def next_card(self) -> tuple[str, str]:
        return self._cards.get(timeout=15)

    def next_problem(self) -> tuple[str, CardProblem, str]:
        return self._problems.get(timeout=15)

    def until(self, state: ReaderState) -> Found:
        while True:
            found = self._found.get(timeout=15)
            if found.state is state:
                return found

    def nothing_more(self) -> bool:
        return self._cards.empty() and self._problems.empty()


@contextmanager
def watching(watcher: Watcher) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=watcher.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(15)
        assert not thread.is_alive()


@pytest.fixture
def heard(virtual_readers: VirtualReaders) -> Iterator[Heard]:
    """What a watcher hears that is ready; the readers are empty before and after."""
    virtual_readers.wait_until_empty()
    listener = Heard()
    with watching(Watcher(Pcsc(), listener, TICK_S)):
        listener.until(ReaderState.READY)
        yield listener
    virtual_readers.wait_until_empty()


@pytest.fixture
def front(virtual_readers: VirtualReaders) -> int:
    return virtual_readers.ports[0]


@pytest.fixture
def back(virtual_readers: VirtualReaders) -> int:
    return virtual_readers.ports[1]


@pytest.mark.parametrize("uid", ["04A1B2C3", "04A1B2C3D4E5F6", "0102030405060708", "00010203040506070809"])
def test_a_card_put_on_the_reader_is_heard_once_with_its_whole_number(heard, front, uid):
    with VirtualCard(front, bytes.fromhex(uid)) as card:
        assert heard.next_card() == (FRONT, uid)
    assert card.times_read == 1
    assert heard.nothing_more()


@pytest.mark.parametrize(
    ("answer", "problem", "detail"),
    [
        ("6300", CardProblem.LIFT_AND_TAP, ""),
        ("6A81", CardProblem.NOT_SUPPORTED, ""),
        ("6F00", CardProblem.UNREADABLE, "SW 6F00"),
        ("9000", CardProblem.UNREADABLE, "비어"),
        ("0102030405" + DONE.hex(), CardProblem.UNREADABLE, "5바이트"),
        ("90", CardProblem.TOO_QUICK, ""),
    ],
)
def test_a_card_without_a_number_is_heard_with_the_reason_and_never_as_a_tap(
    heard, front, answer, problem, detail
):
    with VirtualCard(front, answer=bytes.fromhex(answer)):
        reader, what, why = heard.next_problem()
    assert (reader, what) == (FRONT, problem)
    assert detail in why
    assert heard.nothing_more()


def test_a_card_pulled_away_while_it_speaks_does_not_harm_the_next_one(heard, virtual_readers, front):
    with VirtualCard(front, answer=None):
        assert heard.next_problem()[:2] == (FRONT, CardProblem.TOO_QUICK)
    virtual_readers.wait_until_empty()
    with VirtualCard(front, bytes.fromhex("05060708")):
        assert heard.next_card() == (FRONT, "05060708")


def test_a_card_that_is_no_card_is_heard_as_unreadable(heard, front):
    with VirtualCard(front, atr=b"\x00"):
        assert heard.next_problem()[:2] == (FRONT, CardProblem.UNREADABLE)


def test_cards_one_after_another_are_heard_in_their_order(heard, virtual_readers, front):
    uids = ["04A1B2C3", "04A1B2C4", "04A1B2C3"]
    for uid in uids:
        with VirtualCard(front, bytes.fromhex(uid)):
            assert heard.next_card() == (FRONT, uid)
        virtual_readers.wait_until_empty()
    assert heard.nothing_more()


def test_two_readers_hear_their_own_cards_at_the_same_time(heard, front, back):
    with VirtualCard(front, bytes.fromhex("A0000001")), VirtualCard(back, bytes.fromhex("B0000001")):
        assert {heard.next_card(), heard.next_card()} == {(FRONT, "A0000001"), (BACK, "B0000001")}


def test_a_card_that_never_answers_is_told_and_blocks_no_other_reader(heard, front, back):
    silent = threading.Event()
    with VirtualCard(front, bytes.fromhex("A0000001"), silent=silent):
        assert heard.next_problem() == (FRONT, CardProblem.NO_ANSWER, "")
        with VirtualCard(back, bytes.fromhex("B0000001")):
            assert heard.next_card() == (BACK, "B0000001")
        silent.set()
        # It did answer in the end: the child was there.
        assert heard.next_card() == (FRONT, "A0000001")


def test_a_card_that_lies_there_at_the_start_is_heard(virtual_readers, front):
    listener = Heard()
    with VirtualCard(front) as card:
        assert card.is_powered.wait(15)
        with watching(Watcher(Pcsc(), listener, TICK_S)):
            assert listener.next_card() == (FRONT, "04A1B2C3")
    virtual_readers.wait_until_empty()


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


def test_only_the_readers_asked_for_are_used(virtual_readers, front, back):
    assert Pcsc("nothing like it").find() == Found(ReaderState.NO_READER)
    listener = Heard()
    with watching(Watcher(Pcsc("gate 00 01"), listener, TICK_S)):
        assert listener.until(ReaderState.READY).names == (BACK,)
        with VirtualCard(front, bytes.fromhex("A0000001")) as card:
            assert card.is_powered.wait(15)
            with VirtualCard(back, bytes.fromhex("B0000001")):
                assert listener.next_card() == (BACK, "B0000001")
        assert card.times_read == 0
    virtual_readers.wait_until_empty()


def test_status_names_the_readers(virtual_readers, tmp_path, capsys):
    assert main(["status"], {"KIUM_READER_SPOOL": str(tmp_path / "spool")}) == 0
    assert f"리더기 준비: {FRONT}, {BACK}." in capsys.readouterr().out


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
