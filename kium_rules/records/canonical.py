"""JSON in its one canonical form: sorted names, no blanks. What is stored, and what is hashed, is the same text."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode


@lru_cache(maxsize=1024)
def _name(name: str) -> str:
    return _encode(name)


@dataclass(frozen=True, slots=True)
class Written:
    """A value with its canonical JSON, so that it is not written again for each place it goes to."""

    value: Mapping[str, Any]
    text: str


def written(value: Mapping[str, Any]) -> Written:
    """Write a large value, all of whose names are texts, once."""
    return Written(value, _encode(value))


def canonical(value: Any) -> str:
    """Write a value as canonical JSON; what JSON does not know, such as a date, as its text.

    What is read back from it is written as the same text again.
    """
    if isinstance(value, Written):
        return value.text
    if isinstance(value, Mapping):
        by_name = {str(name): one for name, one in value.items()}
        return "{" + ",".join(f"{_name(name)}:{canonical(by_name[name])}" for name in sorted(by_name)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(canonical, value)) + "]"
    return _encode(value)
