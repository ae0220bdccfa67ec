"""The agent as somebody types it: in this process, where a test sets the clock, or in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from devices.cli import main

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
