"""docs/hardware.md says what the code does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from devices.settings import DEFAULT_TIMEOUT_S, DEFAULT_URL, VARIABLES
from devices.taps_api import REFUSED_FOR_GOOD
from kium_rules.uid import UidFormat, read_typed

ROOT = Path(__file__).parents[2]
DOC = (ROOT / "docs" / "hardware.md").read_text(encoding="utf-8")


def test_it_names_every_setting_and_no_other():
    assert set(re.findall(r"KIUM_READER_[A-Z]+", DOC)) == set(VARIABLES.values())
    for key, variable in VARIABLES.items():
        assert f"| `--{key}` | `{variable}` |" in DOC
    assert DEFAULT_URL in DOC
    assert f"default {DEFAULT_TIMEOUT_S:.0f} |" in DOC


def test_every_command_in_it_exists():
    commands = set(re.findall(r"`python -m devices ([a-z]+)", DOC)) | {"watch"}
    assert commands == {"watch", "tap", "send", "status"}
    for command in commands:
        words = [sys.executable, "-m", "devices", command, "--help"]
        assert subprocess.run(words, cwd=ROOT, capture_output=True).returncode == 0


def test_it_lists_the_answers_that_settle_a_tap():
    assert f"| {', '.join(map(str, sorted(REFUSED_FOR_GOOD)))} |" in DOC


def test_its_example_of_typed_numbers_is_true():
    for written_as in UidFormat:
        (typed,) = re.findall(rf"^\| `{written_as}`[^|]*\| (\w+) \|", DOC, re.MULTILINE)
        assert read_typed(typed, written_as) == "32E378B4"


def test_the_agent_needs_only_the_packages_it_names():
    code = """
import sys, devices.cli
for name, module in sys.modules.items():
    if "-packages" in (getattr(module, "__file__", "") or ""):
        print(name.split(".")[0])
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    from_outside = {name for name in done.stdout.split() if not name.startswith("_")}
    assert from_outside == {"yaml"}
