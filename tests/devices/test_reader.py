"""Cards on a real PC/SC service: pcscd with the virtual reader vpcd."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from devices.cli import main
from devices.reader import CardProblem, Found, Pcsc, ReaderState
from devices.watch import Watcher
from tests.devices.listening import BACK, FRONT, TICK_S, Heard, back, front, heard, watching
from tests.devices.virtual_card import DONE, VirtualCard

__all__ = ["back", "front", "heard"]

# One worker for all of them: each would start a service of its own.
pytestmark = [pytest.mark.reader, pytest.mark.xdist_group("reader")]

ROOT = Path(__file__).parents[2]


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
