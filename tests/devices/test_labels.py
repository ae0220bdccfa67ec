from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from devices import labels
from devices.labels import plain, say
from devices.reader import CardProblem, ReaderState

FOLDER = Path(labels.__file__).parent
SENTENCES = yaml.safe_load((FOLDER / "labels.yaml").read_text(encoding="utf-8"))


def test_every_state_of_readers_and_cards_has_its_sentence():
    for state in ReaderState:
        assert say(f"reader.{state}", names="A", detail="B")
    for problem in CardProblem:
        assert say(f"card.{problem}", detail="B")


def test_a_key_stands_only_once():
    keys = re.findall(r"^([\w.]+):", (FOLDER / "labels.yaml").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(keys) == sorted(SENTENCES)


def test_every_key_is_used_somewhere():
    source = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py"))
    for key in SENTENCES:
        family, _, _name = key.partition(".")
        assert f'"{key}"' in source or f'f"{family}.{{' in source or f"f'{family}.{{" in source, key


def test_korean_for_people_stands_in_the_label_file_alone():
    for path in FOLDER.glob("*.py"):
        hangul = re.findall(r"[가-힣]+", path.read_text(encoding="utf-8"))
        assert not hangul, (path.name, hangul)


def test_a_missing_fact_is_an_error_and_never_a_hole_in_the_sentence():
    with pytest.raises(KeyError):
        say("saved.offline")


def test_text_from_outside_is_one_short_printable_line():
    assert plain("a\x1b[31mb\r\n\tc") == "a [31mb c"
    assert len(plain("가" * 1000)) == 300
