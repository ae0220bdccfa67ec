from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from devices.cli import main
from devices.only_one import OnlyOne
from devices.spool import Spool
from devices.taps_api import LONGEST_ANSWER
from tests.devices.taps_server import Hang, HangUp, Reply, accepted, refused

ROOT = Path(__file__).parents[2]
NOON = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


@pytest.fixture
def spool_path(tmp_path: Path) -> Path:
    return tmp_path / "spool.sqlite3"


@pytest.fixture
def environment(server, spool_path: Path) -> dict[str, str]:
    return {
        "KIUM_READER_URL": server.url,
        "KIUM_READER_TOKEN": "secret-token",
        "KIUM_READER_SPOOL": str(spool_path),
    }


@pytest.fixture
def run(environment, capsys):
    """Run a command in this process: (exit status, what it printed, what it complained of)."""

    def command(*arguments: str, **more: str) -> tuple[int, str, str]:
        try:
            status = main(arguments, environment | more, lambda: NOON)
        except SystemExit as end:
            status = int(end.code or 0)
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return command


def process(environment: dict[str, str], *arguments: str, code: str = "") -> subprocess.CompletedProcess[str]:
    words = ["-c", code] if code else ["-m", "devices", *arguments]
    return subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env=os.environ | environment | {"PYTHONIOENCODING": "utf-8"},
        timeout=60,
    )


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


def test_tap_status_and_send_work_without_pyscard_and_watch_says_what_to_install(server, environment):
    code = """
import sys
sys.modules["smartcard"] = None
from devices.cli import main
sys.exit([main([*words]) for words in (["tap", "04A1B2C3"], ["send"], ["status"], ["watch"])] != [0, 0, 0, 1])
"""
    done = process(environment, code=code)
    assert done.returncode == 0, done
    assert server.uids == ["04A1B2C3"]
    assert "pip install pyscard" in done.stdout
    assert "pip install pyscard" in done.stderr


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


@pytest.mark.parametrize("command", [("tap", "04A1B2C3"), ("send",), ("watch",), ()])
def test_without_a_token_one_plain_sentence_says_where_to_get_it(run, server, spool_path, command):
    status, out, err = run(*command, KIUM_READER_TOKEN="")
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert "KIUM_READER_TOKEN" in err
    assert server.posts == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KIUM_READER_URL", "127.0.0.1:8000"),
        ("KIUM_READER_URL", "file:///etc/passwd"),
        ("KIUM_READER_URL", "http://"),
        ("KIUM_READER_URL", "http://host:99999/"),
        ("KIUM_READER_URL", "http://[::1/"),
        ("KIUM_READER_URL", "http://a..b/"),
        ("KIUM_READER_URL", "http://host/a b"),
        ("KIUM_READER_TOKEN", "two words"),
        ("KIUM_READER_TOKEN", "토큰"),
        ("KIUM_READER_TOKEN", "a\r\nX-Injected: 1"),
        ("KIUM_READER_FORMAT", "octal"),
        ("KIUM_READER_TIMEOUT", "soon"),
        ("KIUM_READER_TIMEOUT", "0"),
        ("KIUM_READER_TIMEOUT", "nan"),
        ("KIUM_READER_TIMEOUT", "inf"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_what_to_put_there(run, server, name, value):
    status, out, err = run("tap", "04A1B2C3", **{name: value})
    assert (status, out) == (2, "")
    assert name in err
    assert err.count("\n") == 1
    assert server.posts == []


def test_a_flag_comes_before_the_environment_wherever_it_stands(run, server):
    run("--name", "정문", "tap", "04A1B2C3", KIUM_READER_NAME="후문")
    run("tap", "04A1B2C3", "--name", "정문", KIUM_READER_NAME="후문")
    run("tap", "04A1B2C3", KIUM_READER_NAME="후문")
    assert [post.body["reader"] for post in server.posts] == ["정문", "정문", "후문"]


def test_a_token_that_crosses_the_network_readably_is_warned_of(run):
    status, _, err = run("send", "--url", "http://0.0.0.0:1/taps")
    assert status == 0  # nothing waits: nothing goes out, nothing to warn of
    assert err == ""
    status, _, err = run("tap", "04A1B2C3", "--url", "http://0.0.0.0:1/taps")
    assert status == 3
    assert "암호화되지 않은" in err


@pytest.mark.parametrize("arguments", [("nod",), ("tap", "04A1B2C3", "--nope"), ("tap", "a", "b")])
def test_a_command_that_is_not_understood_is_answered_in_one_sentence(run, arguments):
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert "--help" in err
    assert err.count("\n") == 1


def test_help_names_every_setting_with_its_variable(run):
    status, out, _ = run("--help")
    assert status == 0
    for name in ("URL", "TOKEN", "SPOOL", "NAME", "ONLY", "FORMAT", "TIMEOUT"):
        assert f"KIUM_READER_{name}" in out


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


def test_status_shows_readers_what_waits_and_the_last_answer(run, server):
    run("tap", "04A1B2C3")
    server.always = Reply(503)
    run("tap", "04A1B2C4")
    run("tap", "04A1B2C5")
    status, out, err = run("status", "--token", "")
    assert (status, err) == (0, "")
    assert server.url in out
    assert "PC/SC 서비스가 답하지 않습니다" in out
    assert "보내지 못한 기록: 2건" in out
    assert (
        "가장 오래된 기록 2026-03-02 12:00:00 04A1B2C4, 시도 2번. 서버가 지금은 받지 못합니다 (HTTP 503)"
        in out
    )
    assert "마지막 답: 2026-03-02 12:00:00 04A1B2C3  김*준 입실했습니다." in out
    assert "secret-token" not in out


def test_status_of_a_fresh_pc_needs_no_token(run):
    status, out, _ = run("status", KIUM_READER_TOKEN="")
    assert status == 0
    assert "리더기 토큰이 없습니다" in out
    assert "보내지 못한 기록: 0건" in out
    assert "마지막 답: 아직 없음" in out


def test_a_spool_that_cannot_be_written_is_one_sentence(run, tmp_path):
    (tmp_path / "file").write_text("")
    status, out, err = run("tap", "04A1B2C3", KIUM_READER_SPOOL=str(tmp_path / "file" / "spool"))
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert "열 수 없습니다" in err


def test_the_spool_has_a_place_in_the_home_folder_if_none_is_named(environment, tmp_path):
    more = {
        "KIUM_READER_SPOOL": "",
        "HOME": str(tmp_path),
        "XDG_STATE_HOME": "",
        "LOCALAPPDATA": str(tmp_path),
    }
    assert process(environment | more, "tap", "04A1B2C3").returncode == 0
    (spool,) = tmp_path.rglob("spool.sqlite3")
    assert spool.parent.name == "kium-reader"


def test_a_second_agent_on_the_same_spool_is_refused_and_status_shows_the_first(run, spool_path):
    Spool(spool_path).close()
    assert "실행 중이 아님" in run("status")[1]
    with OnlyOne(spool_path) as place:
        assert place.take()
        assert "카드 프로그램: 실행 중\n" in run("status")[1]
        status, _, err = run("watch")
        assert status == 1
        assert "이미 실행 중" in err
    assert "실행 중이 아님" in run("status")[1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_agent_stops_when_asked_sending_what_waited_on_the_way(server, environment, spool_path, number):
    with Spool(spool_path) as spool:
        spool.add("04A1B2C3", "gate", NOON)
    with subprocess.Popen(
        [sys.executable, "-m", "devices"],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        cwd=ROOT,
        env=os.environ | environment | {"PYTHONIOENCODING": "utf-8"},
    ) as agent:
        server.wait_for_posts(1)
        agent.send_signal(number)
        out, _ = agent.communicate(timeout=20)
    assert agent.returncode == 0
    assert "보내지 못한 기록 1건" in out.splitlines()[0]
    assert "보내지 못한 기록 0건" in out.splitlines()[-1]
