from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from devices.sender import Sender, send_waiting
from devices.spool import Spool
from devices.tap import Tap
from devices.taps_api import Answer, TapsApi, Verdict
from tests.devices.taps_server import Hang, HangUp, Reply, TapsServer, accepted, refused

NOON = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
UIDS = ["04A1B2C3", "04A1B2C4", "04A1B2C5"]


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    with Spool(tmp_path / "spool.sqlite3") as opened:
        yield opened


def fill(spool: Spool) -> list[Tap]:
    return [spool.add(uid, "gate", NOON) for uid in UIDS]


def send(spool: Spool, server: TapsServer, timeout_s: float = 5.0) -> tuple[Answer | None, list[Verdict]]:
    verdicts: list[Verdict] = []
    api = TapsApi(server.url, "token", timeout_s)
    stopped_by = send_waiting(
        spool, api.post, lambda: NOON, lambda _tap, answer: verdicts.append(answer.verdict)
    )
    return stopped_by, verdicts


def test_the_spool_is_sent_in_the_order_of_the_taps(spool, server):
    fill(spool)
    stopped_by, _ = send(spool, server)
    assert stopped_by is None
    assert server.uids == UIDS
    assert spool.waiting() == 0


@pytest.mark.parametrize(
    "trouble",
    [Reply(503), HangUp(), Reply(200, b"<html>"), Reply(404)],
    ids=["503", "hang-up", "garbage", "404"],
)
def test_a_tap_that_cannot_be_sent_holds_the_later_ones_back(spool, server, trouble):
    fill(spool)
    server.script.extend([accepted(), trouble])
    stopped_by, verdicts = send(spool, server)
    assert verdicts == [Verdict.ACCEPTED, Verdict.LATER]
    assert stopped_by is not None
    assert stopped_by.verdict is Verdict.LATER
    assert spool.waiting() == 2
    send(spool, server)
    assert server.uids == [UIDS[0], UIDS[1], UIDS[1], UIDS[2]]


@pytest.mark.parametrize(
    "trouble", [Reply(500), HangUp(), Hang(), Reply(200)], ids=["500", "hang-up", "hang", "empty"]
)
def test_the_same_tap_goes_out_with_the_same_nonce_and_time_each_time(spool, server, trouble):
    tap = spool.add("04A1B2C3", "gate", NOON)
    server.script.extend([trouble, trouble])
    for _ in range(3):
        send(spool, server, timeout_s=0.3)
    assert [post.body for post in server.posts] == [server.posts[0].body] * 3
    assert server.posts[0].body["nonce"] == tap.nonce
    assert spool.waiting() == 0


def test_a_rejected_tap_is_kept_with_its_answer_and_the_next_one_goes_out(spool, server):
    fill(spool)
    server.script.extend([accepted(), refused("reader: 등록되지 않은 리더기입니다."), accepted()])
    stopped_by, _ = send(spool, server)
    assert stopped_by is None
    (kept,) = spool.rejected()
    assert kept.tap.uid == UIDS[1]
    assert "등록되지 않은 리더기" in kept.answer
    assert server.uids == UIDS


def test_a_rejected_tap_can_be_sent_again_with_its_old_nonce(spool, server):
    fill(spool)
    server.script.extend([refused("no"), accepted(), accepted()])
    send(spool, server)
    spool.wait_again()
    send(spool, server)
    assert server.uids == [*UIDS, UIDS[0]]
    assert server.posts[3].body == server.posts[0].body
    assert spool.rejected() == []


def test_a_wrong_token_stops_at_once_and_keeps_everything(spool, server):
    fill(spool)
    server.always = Reply(401)
    stopped_by, verdicts = send(spool, server)
    assert stopped_by is not None
    assert verdicts == [Verdict.UNAUTHORISED]
    assert len(server.posts) == 1
    assert spool.waiting() == 3
    assert spool.rejected() == []


class Heard:
    """Collects what the sender says, and lets a test wait for it."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.failures: list[Exception] = []
        self._changed = threading.Condition()

    def answer(self, tap: Tap, answer: Answer) -> None:
        with self._changed:
            self.answers.append(answer)
            self._changed.notify_all()

    def failure(self, error: Exception) -> None:
        with self._changed:
            self.failures.append(error)
            self._changed.notify_all()

    def wait(self, condition) -> None:
        with self._changed:
            assert self._changed.wait_for(condition, 10), (self.answers, self.failures)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def background(spool, server, heard):
    """A sender in the background that pauses only shortly; stopped at the end of the test."""
    running: list[Sender] = []

    def start(post=None, timeout_s: float = 5.0) -> Sender:
        post = post or TapsApi(server.url, "token", timeout_s).post
        sender = Sender(spool, post, lambda: NOON, heard.answer, heard.failure, first_pause_s=0.02)
        running.append(sender)
        sender.start()
        return sender

    yield start
    for sender in running:
        assert sender.stop(10)


def test_in_the_background_it_tries_again_until_the_server_is_back(spool, server, heard, background):
    fill(spool)
    server.script.extend([Reply(503), HangUp(), Hang(), Reply(200, b"garbage")])
    background(timeout_s=0.3)
    heard.wait(lambda: spool.waiting() == 0)
    assert server.uids == [UIDS[0]] * 5 + UIDS[1:]
    assert len({post.body["nonce"] for post in server.posts}) == 3


def test_in_the_background_a_new_tap_is_sent_when_told(spool, server, background):
    sender = background()
    spool.add("04A1B2C3", "gate", NOON)
    sender.wake()
    server.wait_for_posts(1)
    spool.add("04A1B2C4", "gate", NOON)
    sender.wake()
    server.wait_for_posts(2)
    assert server.uids == UIDS[:2]


def test_a_new_tap_cuts_a_pause_short(spool, server, heard):
    server.script.append(Reply(503))
    sender = Sender(
        spool, TapsApi(server.url, "t", 5).post, lambda: NOON, heard.answer, heard.failure, first_pause_s=3600
    )
    spool.add(UIDS[0], "gate", NOON)
    sender.start()
    heard.wait(lambda: len(heard.answers) == 1)
    spool.add(UIDS[1], "gate", NOON)
    sender.wake()
    server.wait_for_posts(3)
    assert server.uids == [UIDS[0], *UIDS[:2]]
    assert sender.stop(10)


def test_in_the_background_a_wrong_token_is_asked_about_once_only(spool, server, heard, background):
    server.always = Reply(401)
    spool.add(UIDS[0], "gate", NOON)
    sender = background()
    heard.wait(lambda: heard.answers)
    spool.add(UIDS[1], "gate", NOON)
    sender.wake()
    (thread,) = [thread for thread in threading.enumerate() if thread.name == "sender"] or [None]
    if thread is not None:
        thread.join(10)
        assert not thread.is_alive()
    assert len(server.posts) == 1
    assert spool.waiting() == 2


def test_a_failure_nobody_thought_of_does_not_end_the_sending(spool, server, heard, background):
    fill(spool)
    api = TapsApi(server.url, "token", 5)
    troubles = [RuntimeError("no such thing")]

    def post(tap: Tap) -> Answer:
        if troubles:
            raise troubles.pop()
        return api.post(tap)

    background(post)
    heard.wait(lambda: spool.waiting() == 0)
    assert [str(error) for error in heard.failures] == ["no such thing"]
    assert server.uids == UIDS
