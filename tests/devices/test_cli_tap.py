"""`tap` and `send`: what becomes of a tap, online and offline."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from devices.taps_api import LONGEST_ANSWER
from tests.devices.command_line import environment, process, run, spool_path
from tests.devices.taps_server import Hang, HangUp, Reply, accepted, refused

__all__ = ["environment", "run", "spool_path"]


def test_tap_prints_the_answer_sentence(run, server):
    assert run("tap", "04:a1:b2:c3") == (0, "김*준 입실했습니다.\n", "")
    (sent,) = server.posts
    assert sent.headers["Authorization"] == "Bearer secret-token"
    assert sent.body["uid"] == "04A1B2C3"
    assert sent.body["reader"] == "command line"
    assert sent.body["happened_at"] == "2026-03-02T03:00:00.000+00:00"


def test_the_real_command_taps_with_the_real_clock(server, environment):
    before = datetime.now(UTC).replace(microsecond=0)
    done = process(environment, "tap", "04A1B2C3")
    assert (done.returncode, done.stdout, done.stderr) == (0, "김*준 입실했습니다.\n", "")
    happened_at = datetime.fromisoformat(server.posts[0].body["happened_at"])
    assert before <= happened_at <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("typed", "written_as", "uid"),
    [
        ("3027821362", "decimal", "32E378B4"),
        ("B478E332", "hex_reversed", "32E378B4"),
        ("32e378b4", "hex", "32E378B4"),
    ],
)
def test_a_number_is_read_in_the_format_of_the_reader_that_types_it(run, server, typed, written_as, uid):
    assert run("tap", typed, "--format", written_as)[0] == 0
    assert run("tap", typed, KIUM_READER_FORMAT=written_as)[0] == 0
    assert server.uids == [uid, uid]


@pytest.mark.parametrize("uid", ["", "04A1", "zz", "카드", "04A1B2C3D4E5F60718293A4B", "04:A1:B2:C"])
def test_a_bad_card_number_is_refused_and_nothing_is_kept_or_sent(run, server, spool_path, uid):
    status, out, err = run("tap", uid)
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert err.strip()
    assert server.posts == []
    assert not spool_path.exists()


def test_a_phone_is_warned_of_and_still_recorded(run, server):
    status, out, err = run("tap", "08A1B2C3")
    assert (status, out) == (0, "김*준 입실했습니다.\n")
    assert "휴대전화" in err
    assert server.uids == ["08A1B2C3"]


def test_offline_a_tap_is_kept_and_sent_by_send_in_order_with_its_nonce(run, server):
    server.always = HangUp()
    status, out, err = run("tap", "04A1B2C3")
    assert (status, out) == (3, "저장했습니다. 인터넷이 연결되면 전송합니다 (대기 1건)\n")
    assert "서버에 연결할 수 없습니다" in err
    assert run("tap", "04A1B2C4")[:2] == (3, "저장했습니다. 인터넷이 연결되면 전송합니다 (대기 2건)\n")
    nonce = server.posts[0].body["nonce"]
    server.always = accepted()
    sent_before = len(server.posts)
    status, out, _ = run("send")
    assert status == 0
    assert [line.split("  ")[1] for line in out.splitlines()] == ["04A1B2C3", "04A1B2C4"]
    assert server.posts[sent_before].body["nonce"] == nonce
    assert run("send") == (0, "보낼 기록이 없습니다.\n", "")


def test_a_tap_sends_what_waited_before_it_first(run, server):
    server.always = Reply(503)
    run("tap", "04A1B2C3")
    server.always = accepted()
    assert run("tap", "04A1B2C4")[:2] == (0, "김*준 입실했습니다.\n")
    assert server.uids == ["04A1B2C3", "04A1B2C3", "04A1B2C4"]


def test_a_server_that_hangs_is_left_after_the_time_allowed(run, server):
    server.always = Hang()
    status, out, err = run("tap", "04A1B2C3", "--timeout", "0.2")
    assert (status, "대기 1건" in out, "제때" in err) == (3, True, True)


def test_an_endless_answer_is_not_read_to_its_end(run, server):
    server.always = Reply(200, b'{"outcome": "checked_in", "message": "' + b"x" * 4 * LONGEST_ANSWER)
    status, out, _ = run("tap", "04A1B2C3")
    assert (status, len(out) < 200) == (3, True)


def test_a_wrong_token_is_said_and_every_tap_kept(run, server):
    server.always = Reply(401)
    for count in (1, 2):
        status, out, err = run("tap", "04A1B2C3")
        assert status == 1
        assert "토큰이 올바르지 않아" in err
        assert f"(대기 {count}건)" in out
    status, _, err = run("send")
    assert (status, "토큰이 올바르지 않아" in err) == (1, True)


def test_a_rejected_tap_says_why_stays_visible_and_can_be_sent_again(run, server):
    server.always = refused("reader: 이 센터의 리더기가 아닙니다.")
    status, out, err = run("tap", "04A1B2C3")
    assert (status, out) == (1, "")
    assert "이 센터의 리더기가 아닙니다." in err
    _, out, _ = run("status")
    assert "서버가 받지 않은 기록: 1건" in out
    assert "2026-03-02 12:00:00 04A1B2C3  서버가 이 기록을 받지 않았습니다 (HTTP 400): reader:" in out
    assert run("send")[:2] == (0, "보낼 기록이 없습니다.\n")
    status, out, _ = run("send", "--rejected")
    assert (status, "이 센터의 리더기가 아닙니다." in out) == (1, True)
    server.always = accepted()
    assert run("send", "--rejected")[0] == 0
    assert "받지 않은 기록" not in run("status")[1]
    assert len({post.body["nonce"] for post in server.posts}) == 1


def test_a_spool_that_cannot_be_written_is_one_sentence(run, tmp_path):
    (tmp_path / "file").write_text("")
    status, out, err = run("tap", "04A1B2C3", KIUM_READER_SPOOL=str(tmp_path / "file" / "spool"))
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert "열 수 없습니다" in err
