"""Filling the sentences of the tables: dates, times and numbers as people write them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from string import Formatter
from typing import Any

from kium_rules.labels import label, sentence, with_particles

SHOWN_DAYS = 5
"""So many days are named one by one in a sentence before the rest is only counted."""


@dataclass(frozen=True, slots=True, order=True)
class Word:
    """A code that a sentence names by its label, such as the state `applied`."""

    group: str
    code: str


class _Places(Formatter):
    """A formatter whose place names may hold dots, as in `{length_days.limit}`."""

    def __init__(self, known: Mapping[str, Any], language: str) -> None:
        self.known = known
        self.language = language

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> tuple[Any, str]:  # noqa: ARG002 - Formatter's signature
        return show(self.known[field_name], self.language), field_name


def fill(template: str, known: Mapping[str, Any], language: str) -> str:
    """Fill a sentence's places.

    Raises:
        KeyError: The sentence names something unknown.
    """
    if (pieces := _plain_pieces(template)) is None:
        filled = _Places(known, language).vformat(template, (), {})
    else:
        filled = "".join(
            text if place is None else text + show(known[place], language) for text, place in pieces
        )
    return with_particles(filled) if language == "ko" else filled


@lru_cache(maxsize=1024)
def _plain_pieces(template: str) -> tuple[tuple[str, str | None], ...] | None:
    """Cut a sentence into texts, each with the place after it; None: a place says how it is to be formatted."""
    pieces = tuple(Formatter().parse(template))
    if any(form or conversion for _, _, form, conversion in pieces):
        return None
    return tuple((text, place) for text, place, _, _ in pieces)


def show(value: Any, language: str) -> str:
    """Write a value as a person would."""
    if isinstance(value, date):
        weekday = label("weekday", str(value.weekday()), language)
        return sentence("policy.date", language, day=value, weekday=weekday)
    if isinstance(value, Word):
        return label(value.group, value.code, language)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, (tuple, list, set, frozenset)):
        return show_all(value, language)
    return str(value)


def show_all(values: Collection[Any], language: str) -> str:
    """Write several values, the first few by name and the rest as a count."""
    ordered = sorted(values)
    shown = ", ".join(show(value, language) for value in ordered[:SHOWN_DAYS])
    if len(ordered) <= SHOWN_DAYS:
        return shown
    return sentence("policy.more_days", language, days=shown, count=len(ordered))


def plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Turn facts into plain JSON values, so that a decision can be stored."""
    return {name: _plain(value) for name, value in facts.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Word):
        return value.code
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (tuple, list, set, frozenset)):
        return [_plain(item) for item in sorted(value)]
    return value
