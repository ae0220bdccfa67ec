"""What `make run` ends in: it serves, starts again with the data kept, and fails in one plain sentence."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

HERE = Path(__file__).parents[1]
pytestmark = [pytest.mark.slow]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def settings(folder: Path, port: int) -> dict[str, str]:
    own = {
        "KIUM_DATABASE_URL": f"sqlite:///{folder / 'kium.sqlite'}",
        "KIUM_SECRET_KEY": "test",
        "PORT": str(port),
    }
    return {name: value for name, value in os.environ.items() if not name.startswith("KIUM_")} | own


class Served:
    """The house, served by a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.said = (folder / f"{self.port}.log").open("w+")
        words = [sys.executable, str(HERE / "wsgi.py")]
        self.process = subprocess.Popen(
            words, env=settings(folder, self.port), stdout=self.said, stderr=self.said
        )

    def __enter__(self) -> "Served":
        for _ in range(300):
            try:
                self.get("/")
            except urllib.error.URLError:
                assert self.process.poll() is None, self.output()
                time.sleep(0.2)
            else:
                return self
        raise AssertionError(self.output())

    def __exit__(self, *error: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        self.said.close()

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
            return answer.read().decode()

    def output(self) -> str:
        self.said.seek(0)
        return self.said.read()


def test_it_serves_real_centres_and_says_how_to_sign_in_and_a_second_start_keeps_the_data(tmp_path):
    with Served(tmp_path) as first:
        assert "상계10단지" in first.get("/centres?text=" + urllib.request.quote("상계10"))
        assert "로그인" in first.get("/admin/")
        said = first.output()
    for login in ("parent1", "nowon1", "nowon2", "nowon-gu", "seoul", "policy1"):
        assert re.search(rf"\b{login}\b", said)
    assert "python" in said
    assert "devices tap" in said
    before = (tmp_path / "kium.sqlite").stat().st_ino
    with Served(tmp_path) as second:
        assert "상계10단지" in second.get("/centres?text=" + urllib.request.quote("상계10"))
    assert (tmp_path / "kium.sqlite").stat().st_ino == before


def run(folder: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, str(HERE / "wsgi.py")]
    given = settings(folder, free_port()) | changes
    return subprocess.run(words, env=given, capture_output=True, text=True, timeout=60, check=False)


def test_a_taken_port_is_one_plain_sentence_with_a_way_out(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run(tmp_path, PORT=str(port))
    assert done.returncode != 0
    assert f"Port {port} is taken" in done.stderr
    assert f"make run PORT={port + 1}" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_no_number_is_one_plain_sentence(tmp_path):
    done = run(tmp_path, PORT="eight")
    assert "PORT must be a number" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_cannot_be_opened_is_one_plain_sentence(tmp_path):
    done = run(tmp_path, KIUM_DATABASE_URL=f"sqlite:///{tmp_path}/no/such/folder/kium.sqlite")
    assert done.returncode != 0
    assert "cannot be opened" in done.stderr
    assert "Traceback" not in done.stderr
