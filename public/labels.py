"""The Korean sentences that Python says on this site; the templates hold their own."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kium_rules.labels import with_particles


@cache
def _sentences() -> dict[str, Any]:
    text = (Path(__file__).parent / "labels.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def say(key: str, **facts: object) -> str:
    """Give the sentence of a key such as `sign_up.name_missing`, with its facts filled in.

    Raises:
        KeyError: No such sentence, or a fact it needs was not given.
    """
    group, _, name = key.partition(".")
    return with_particles(str(_sentences()[group][name]).format_map(facts))


def section(group: str) -> dict[str, Any]:
    """Give a whole group of sentences, for a template that shows them all."""
    return dict(_sentences()[group])
