"""Literals in the text of a cell: what the parser meets at one position, and how long it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from kium_rules.tables import temporal, values
from kium_rules.tables.values import Value, ValueType

QUOTES = {'"': '"', "“": "”", "”": "”"}  # spreadsheets turn straight quotes into curly ones
_ESCAPES = {'"': '"', "\\": "\\", "n": "\n", "r": "\r", "t": "\t", "'": "'"}
_HEX = re.compile(r"u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})")
_CONSTRUCTOR = re.compile(r"(date\s+and\s+time|date|time|duration)\s*\(\s*")
_DATE_PARTS = re.compile(r"(-?\d{1,9})\s*,\s*(\d{1,2})\s*,\s*(\d{1,2})")
_READERS: Mapping[str, tuple[tuple[ValueType, Callable[[str], Value]], ...]] = {
    "date": ((ValueType.DATE, values.parse_date),),
    "time": ((ValueType.TIME, values.parse_time),),
    "date and time": ((ValueType.DATETIME, values.parse_datetime),),
    "duration": (
        (ValueType.DAYS_DURATION, values.parse_days),
        (ValueType.MONTHS_DURATION, values.parse_months),
    ),
}
_AT = (*_READERS["date and time"], *_READERS["date"], *_READERS["time"], *_READERS["duration"])
_BARE = (
    (temporal.DATETIME, _READERS["date and time"]),
    (temporal.DATE, _READERS["date"]),
    (temporal.TIME, _READERS["time"]),
    (temporal.MONTHS, _READERS["duration"]),
    (temporal.DAYS, _READERS["duration"]),
)


class CellError(ValueError):
    """What is wrong in a cell, and at which character.

    Attributes:
        code: Name of the sentence in ``labels/tables.yaml``.
        position: Index of the character, from 0.
        facts: What the sentence needs.
    """

    def __init__(self, code: str, position: int, facts: Mapping[str, object]) -> None:
        super().__init__(code, position, facts)
        self.code, self.position, self.facts = code, position, facts


class Literal(NamedTuple):
    """A literal found in the text."""

    type: ValueType
    value: Value
    end: int


def literal_at(text: str, position: int) -> Literal | None:
    """The literal that begins at a position; None when what stands there is none.

    Raises:
        CellError: It begins like a literal and is not one (``2026-02-30``, an unclosed text).
    """
    character = text[position : position + 1]
    if character in QUOTES:
        return _quoted(text, position)
    if character == "@" and text[position + 1 : position + 2] in QUOTES:
        found = _quoted(text, position + 1)
        return _read(str(found.value), position, found.end, _AT)
    constructor = _CONSTRUCTOR.match(text, position)
    if constructor:
        return _constructed(text, position, constructor)
    for pattern, readers in _BARE:
        bare = pattern.match(text, position)
        if bare:
            return _read(bare.group(), position, bare.end(), readers)
    number = values.NUMBER.match(text, position)
    if number:
        return _read(number.group(), position, number.end(), ((ValueType.NUMBER, values.parse_number),))
    return None


def _quoted(text: str, start: int) -> Literal:
    closing = QUOTES[text[start]]
    parts: list[str] = []
    position = start + 1
    while position < len(text):
        character = text[position]
        if character == closing:
            return Literal(ValueType.TEXT, "".join(parts), position + 1)
        if character == "\\":
            character, position = _escaped(text, position + 1)
        else:
            position += 1
        parts.append(character)
    raise CellError("cell_unclosed_text", start, {})


def _escaped(text: str, position: int) -> tuple[str, int]:
    character = text[position : position + 1]
    if character in _ESCAPES and character:
        return _ESCAPES[character], position + 1
    found = _HEX.match(text, position)
    code = int(found[1] or found[2], 16) if found else -1
    # Surrogates cannot be written to a file again.
    if not found or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise CellError("cell_bad_escape", position - 1, {})
    return chr(code), found.end()


def _constructed(text: str, start: int, constructor: re.Match[str]) -> Literal | None:
    name = " ".join(constructor[1].split())
    position = constructor.end()
    parts = _DATE_PARTS.match(text, position) if name == "date" else None
    if parts:
        wanted = f"{int(parts[1]):04d}-{int(parts[2]):02d}-{int(parts[3]):02d}"
        literal = _read(wanted, start, parts.end(), _READERS["date"])
    elif text[position : position + 1] in QUOTES:
        inner = _quoted(text, position)
        literal = _read(str(inner.value), position, inner.end, _READERS[name])
    else:
        raise CellError("cell_constructor", position, {"name": name})
    end = literal.end
    while text[end : end + 1].isspace():
        end += 1
    if text[end : end + 1] != ")":
        raise CellError("cell_expected", end, {"expected": ")", "found": text[end : end + 12]})
    return literal._replace(end=end + 1)


def _read(
    text: str, position: int, end: int, readers: tuple[tuple[ValueType, Callable[[str], Value]], ...]
) -> Literal:
    for kind, reader in readers:
        try:
            return Literal(kind, reader(text), end)
        except ValueError:
            continue
    raise CellError("cell_bad_literal", position, {"found": text})
