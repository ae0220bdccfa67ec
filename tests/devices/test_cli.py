"""The commands of the agent, their settings, and what they say."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from devices.only_one import OnlyOne
from devices.spool import Spool
from tests.devices.command_line import NOON, ROOT, environment, process, run, spool_path
from tests.devices.taps_server import Reply

__all__ = ["environment", "run", "spool_path"]


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
