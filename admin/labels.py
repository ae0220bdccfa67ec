"""Korean sentences that Python says to a person at a screen; they stand in `labels.yaml`."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kium_rules.labels import with_particles


@cache
def _sentences() -> dict[str, Any]:
    return dict(yaml.safe_load(Path(__file__).with_name("labels.yaml").read_text(encoding="utf-8")))


def say(key: str, **facts: object) -> str:
    """Give a sentence of the back office with its facts filled in.

    Args:
        key: `group.name`, such as `sign_in.parent`.
        facts: What stands in its places.

    Raises:
        KeyError: No such sentence, or a fact it needs was not given.
    """
    group, _, name = key.partition(".")
    return with_particles(str(_sentences()[group][name]).format_map(facts))


def choices(group: str) -> dict[str, str]:
    """Give a whole group, such as the quick-pick reasons, in its order."""
    return {str(name): str(text) for name, text in _sentences()[group].items()}
