from __future__ import annotations

import shutil
import socket
import subprocess
from datetime import UTC, datetime, timedelta

import pytest

from devices.tap import Tap
from devices.taps_api import TapsApi, Verdict
from tests.devices.taps_server import Hang, HangUp, Reply, TapsServer, accepted, refused

TAP = Tap("5f0c", "04A1B2C3", "정문", datetime(2026, 3, 2, 3, 0, 0, 123456, UTC))


def post(server: TapsServer, timeout_s: float = 5.0):
    return TapsApi(server.url, "secret-token", timeout_s).post(TAP)


def test_the_request_is_the_documented_one(server):
    post(server)
    (sent,) = server.posts
    assert sent.path == "/admin/api/taps"
    assert sent.headers["Authorization"] == "Bearer secret-token"
    assert sent.headers["Content-Type"] == "application/json"
    assert sent.body == {
        "uid": "04A1B2C3",
        "nonce": "5f0c",
        "happened_at": "2026-03-02T03:00:00.123+00:00",
        "reader": "정문",
    }
    happened_at = datetime.fromisoformat(sent.body["happened_at"])
    assert happened_at.utcoffset() == timedelta(0)


def test_an_answer_is_shown_with_masked_name_and_next_step(server):
    server.always = accepted("카드가 아직 이용 시작 전입니다.", next_step="이용중으로 바꾸세요.")
    answer = post(server)
    assert answer.verdict is Verdict.ACCEPTED
    assert answer.sentence == "김*준 카드가 아직 이용 시작 전입니다. 이용중으로 바꾸세요."


@pytest.mark.parametrize("message", ["김*준 입실했습니다.", "13시 2분, 김*준 입실"])
def test_a_name_the_server_says_itself_is_not_said_twice(server, message):
    server.always = accepted(message)
    assert post(server).sentence == message


def test_an_unknown_card_has_no_name(server):
    server.always = accepted("등록되지 않은 카드입니다.", outcome="unknown_card", child=None)
    answer = post(server)
    assert (answer.verdict, answer.sentence) == (Verdict.ACCEPTED, "등록되지 않은 카드입니다.")


@pytest.mark.parametrize("status", [200, 201, 202])
def test_any_2xx_of_the_api_settles_the_tap(server, status):
    server.always = Reply(status, accepted().body)
    assert post(server).verdict is Verdict.ACCEPTED


def test_what_the_server_refuses_keeps_the_servers_reason(server):
    server.always = refused("happened_at: 미래의 시각입니다.")
    answer = post(server)
    assert answer.verdict is Verdict.REJECTED
    assert "happened_at: 미래의 시각입니다." in answer.sentence


@pytest.mark.parametrize("status", [400, 409, 413, 415, 422])
def test_a_request_that_can_never_be_taken_is_rejected_also_without_json(server, status):
    server.always = Reply(status, b"<h1>Bad Request</h1>\x1b[2J")
    answer = post(server)
    assert answer.verdict is Verdict.REJECTED
    assert str(status) in answer.sentence
    assert "<h1>Bad Request</h1>" in answer.sentence
    assert answer.sentence.isprintable()


def test_a_wrong_token_is_told_apart(server):
    server.always = Reply(401, b'{"message": "unknown token"}')
    answer = post(server)
    assert answer.verdict is Verdict.UNAUTHORISED
    assert "토큰이 올바르지 않아" in answer.sentence


@pytest.mark.parametrize("status", [403, 407, 408, 425, 429, 500, 502, 503, 504])
def test_a_server_in_trouble_gets_the_tap_later(server, status):
    server.always = Reply(status, b'{"message": "busy"}')
    answer = post(server)
    assert answer.verdict is Verdict.LATER
    assert str(status) in answer.sentence


@pytest.mark.parametrize("status", [404, 405, 410])
def test_a_wrong_address_never_costs_a_tap(server, status):
    server.always = Reply(status, b"Not Found")
    answer = post(server)
    assert answer.verdict is Verdict.LATER
    assert "KIUM_READER_URL" in answer.sentence


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_so_that_the_token_stays_here(server, status):
    with TapsServer() as elsewhere:
        server.always = Reply(status, headers=(("Location", elsewhere.url),))
        answer = post(server)
        assert answer.verdict is Verdict.LATER
        assert elsewhere.posts == []


GARBAGE = [
    b"",
    b"<html>log in to the wireless network</html>",
    b"OK",
    b"null",
    b"[]",
    b'"checked_in"',
    b"{}",
    b'{"outcome": "checked_in"}',
    b'{"outcome": "", "message": "x"}',
    b'{"outcome": 1, "message": ["x"]}',
    b"\xff\xfe\x00garbage",
    b"[" * 60_000,
    b'{"outcome": "checked_in", "message": "' + b"x" * 200_000 + b'"}',
]


@pytest.mark.parametrize("body", GARBAGE, ids=range(len(GARBAGE)))
def test_an_answer_that_is_not_the_apis_own_settles_nothing(server, body):
    server.always = Reply(200, body)
    answer = post(server)
    assert answer.verdict is Verdict.LATER
    assert "출결 서버의 답이 아닙니다" in answer.sentence


@pytest.mark.parametrize(
    "reply",
    [
        HangUp(),
        HangUp(b"nonsense\r\n\r\n"),
        HangUp(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"),
        HangUp(b"HTTP/1.1 400 Bad\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
    ],
    ids=["at once", "no HTTP", "half an answer", "broken chunks"],
)
def test_a_connection_that_breaks_settles_nothing(server, reply):
    server.always = reply
    assert post(server).verdict is Verdict.LATER


def test_a_server_that_hangs_is_left_after_the_time_allowed(server):
    server.always = Hang()
    answer = post(server, timeout_s=0.3)
    assert answer.verdict is Verdict.LATER
    assert "제때 답하지 않습니다" in answer.sentence


def test_no_server_at_all_is_told_with_the_systems_own_word(server):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    answer = TapsApi(f"http://127.0.0.1:{port}/", "t", 5).post(TAP)
    assert answer.verdict is Verdict.LATER
    assert "refused" in answer.sentence.lower()


@pytest.mark.skipif(
    not shutil.which("openssl"), reason="openssl is not here to make a certificate; install it"
)
def test_a_server_with_a_certificate_nobody_vouches_for_is_not_told_the_token(server, tmp_path):
    request = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=127.0.0.1 -keyout key -out certificate"
    )
    subprocess.run(request.split(), cwd=tmp_path, check=True, capture_output=True)
    server.speak_tls(tmp_path / "certificate", tmp_path / "key")
    answer = TapsApi(server.url, "t", 5).post(TAP)
    assert answer.verdict is Verdict.LATER
    assert "인증서를 믿을 수 없습니다 (self" in answer.sentence
    assert server.posts == []


def test_a_proxy_of_the_whole_pc_does_not_swallow_what_is_meant_for_the_pc_itself(server, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    monkeypatch.delenv("no_proxy", raising=False)
    assert post(server).verdict is Verdict.ACCEPTED


def test_answers_cannot_play_with_the_screen(server):
    server.always = accepted("입실\x1b[2J\x07\r\n했습니다.", child=None)
    assert post(server).sentence == "입실 [2J 했습니다."
