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


def without_the_database(*words):
    code = "import sys; sys.modules['alembic'] = None; from kium_rules.cli import main; main(prog_name='kium-rules')"
    return subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)


def test_the_bare_library_lists_its_commands_and_says_what_the_others_need():
    listed = without_the_database("--help")
    assert listed.returncode == 0, listed.stderr
    assert "decide " in listed.stdout
    done = without_the_database("jobs", "list", "--database", "sqlite:///x.db")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip() == "Error: jobs needs the database: pip install 'kium-rules[records]'"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is always full")
def test_a_full_disk_is_told_without_a_traceback():
    with Path("/dev/full").open("wb") as full:
        done = process("capacity", "--type", "general", "--area", "99", out=full)
    assert done.returncode == 2
    assert done.stderr.decode().strip() == "Error: the output cannot be written (No space left on device)"


def test_a_file_no_command_expected_to_fail_is_named(tmp_path):
    file = tmp_path / ("x" * 300)
    done = process("to-xlsx", "capacity", "-o", str(file))
    assert done.returncode == 2
    assert done.stderr.decode().strip() == f"Error: {file} cannot be used (File name too long)"


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
