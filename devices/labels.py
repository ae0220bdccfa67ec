"""The Korean sentences of the agent, read from ``labels.yaml`` beside this module."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml


@cache
def _sentences() -> dict[str, str]:
    text = Path(__file__).with_name("labels.yaml").read_text(encoding="utf-8")
    sentences: dict[str, str] = yaml.safe_load(text)
    return sentences


def say(key: str, /, **facts: object) -> str:
    """The sentence for ``key`` with its facts filled in.

    Raises:
        KeyError: No such sentence, or a fact that the sentence needs is missing.
    """
    return _sentences()[key].format(**facts)


def plain(text: str, limit: int = 300) -> str:
    """Text from outside, made safe for a screen: one line, no control characters, not endless."""
    line = "".join(letter if letter.isprintable() else " " for letter in text)
    line = " ".join(line.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
