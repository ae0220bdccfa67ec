"""The command as a process: what becomes of its output."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = (sys.executable, "-m", "kium_rules.cli")


def process(*words, out=subprocess.PIPE, **surroundings):
    return subprocess.run(
        [*COMMAND, *words],
        stdout=out,
        stderr=subprocess.PIPE,
        env={**os.environ, **surroundings},
        check=False,
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is always full")
def test_a_full_disk_is_told_without_a_traceback():
    with Path("/dev/full").open("wb") as full:
        done = process("capacity", "--type", "general", "--area", "99", out=full)
    assert done.returncode == 2
    assert done.stderr.decode().strip() == "Error: the output cannot be written (No space left on device)"


def test_letters_the_terminal_lacks_are_spelled_out():
    done = process("explain", "capacity.1", PYTHONIOENCODING="latin-1")
    assert done.returncode == 0, done.stderr
    assert b"capacity.1" in done.stdout
    assert rb"\uc815\uc6d0" in done.stdout


def test_a_reader_who_has_seen_enough_ends_the_command_quietly():
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        done = process("list", out=closed)
    assert (done.returncode, done.stderr) == (1, b"")
