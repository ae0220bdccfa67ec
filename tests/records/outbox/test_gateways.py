"""Gateways over HTTP and into a file: what was certainly taken, what will never be, and what may be later."""

import json
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest
from records.outbox.gateway_server import GatewayServer
from worlds import NOW

from kium_rules.records.outbox_gateways import (
    FileGateway,
    HttpGateway,
    Outgoing,
    RefusedForGood,
    TryLater,
    gateway_at,
)


def message(key: str = "k1") -> Outgoing:
    return Outgoing(key=key, to="010-0000-0001", kind="offered", text="자리가 났습니다.", created_at=NOW)


def test_a_message_goes_over_the_wire_as_documented() -> None:
    with GatewayServer() as server:
        HttpGateway(server.url, token="secret").send(message())
    assert server.posts == [
        {
            "key": "k1",
            "to": "010-0000-0001",
            "kind": "offered",
            "text": "자리가 났습니다.",
            "created_at": "2026-03-02T09:00:00+09:00",
        }
    ]
    sent = server.headers[0]
    assert (sent["Idempotency-Key"], sent["Authorization"]) == ("k1", "Bearer secret")
    page = (Path(__file__).parents[3] / "docs" / "messages.md").read_text("utf-8")
    example = json.loads(page.split("```json\n")[1].split("```")[0])
    assert example.keys() == server.posts[0].keys()


def test_a_key_the_gateway_has_had_before_counts_as_taken() -> None:
    with GatewayServer() as server:
        gateway = HttpGateway(server.url)
        gateway.send(message())
        gateway.send(message())
    assert len(server.accepted) == 1


@pytest.mark.parametrize("status", [400, 422])
def test_a_message_the_gateway_refuses_is_refused_for_good(status: int) -> None:
    with GatewayServer() as server:
        server.script.append((status, {}, b'{"error": "no such number"}'))
        with pytest.raises(RefusedForGood, match="no such number"):
            HttpGateway(server.url).send(message())


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"<html>please log in</html>"),
        (200, b'{"key": "another"}'),
        (302, b""),
        (401, b""),
        (404, b""),
        (409, b""),
        (500, b"[]"),
        (503, b"\xff"),
    ],
)
def test_an_answer_that_is_not_certainly_the_gateways_yes_is_tried_again(status: int, body: bytes) -> None:
    with GatewayServer() as server:
        server.script.append((status, {}, body))
        with pytest.raises(TryLater, match=f"answered {status}"):
            HttpGateway(server.url).send(message())


def test_the_gateway_says_how_long_to_wait() -> None:
    with GatewayServer() as server:
        server.script.append((429, {"Retry-After": "90"}, b""))
        with pytest.raises(TryLater) as later:
            HttpGateway(server.url).send(message())
    assert later.value.after == timedelta(seconds=90)


def test_a_gateway_that_is_not_there_is_tried_again() -> None:
    with GatewayServer() as server:
        url = server.url
    with pytest.raises(TryLater, match="cannot be reached"):
        HttpGateway(url).send(message())


def test_a_gateway_that_does_not_answer_is_tried_again() -> None:
    with GatewayServer() as server:
        server.answer.clear()
        with pytest.raises(TryLater, match="cannot be reached"):
            HttpGateway(server.url, timeout_s=0.2).send(message())


@pytest.mark.parametrize("where", ["", "ftp://host/x", "http://", "file:", "gateway"])
def test_what_is_no_gateway_is_refused(where: str) -> None:
    with pytest.raises(ValueError, match="no address of a gateway"):
        gateway_at(where)


def test_a_file_takes_each_key_once(tmp_path: Path) -> None:
    file = tmp_path / "sent.jsonl"
    one, other = gateway_at(f"file:{file}"), FileGateway(file)
    for gateway, key in ((one, "k1"), (other, "k1"), (other, "k2"), (one, "k2"), (one, "k1")):
        gateway.send(message(key))
    assert [json.loads(line)["key"] for line in file.read_text("utf-8").splitlines()] == ["k1", "k2"]


def test_half_a_line_of_a_killed_writer_spoils_no_other(tmp_path: Path) -> None:
    file = tmp_path / "sent.jsonl"
    FileGateway(file).send(message("k1"))
    with file.open("a") as torn:
        torn.write('{"key": "k2", "to": "010-')
    gateway = FileGateway(file)
    gateway.send(message("k2"))
    gateway.send(message("k2"))
    lines = file.read_text("utf-8").splitlines()
    assert [json.loads(lines[number])["key"] for number in (0, 2)] == ["k1", "k2"]
    assert len(lines) == 3


def _send_all(file: Path) -> None:
    gateway = FileGateway(file)
    for number in range(30):
        gateway.send(message(f"k{number}"))


def test_two_processes_share_a_file(tmp_path: Path) -> None:
    file = tmp_path / "sent.jsonl"
    processes = [get_context("spawn").Process(target=_send_all, args=(file,)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    keys = [json.loads(line)["key"] for line in file.read_text("utf-8").splitlines()]
    assert sorted(keys) == sorted(f"k{number}" for number in range(30))


def test_a_file_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    with pytest.raises(TryLater, match="cannot be written"):
        FileGateway(tmp_path / "missing" / "sent.jsonl").send(message())
