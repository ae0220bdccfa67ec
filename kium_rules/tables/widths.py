"""How wide a text is on a screen: Hangul and its like take two columns."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

_INVISIBLE = frozenset({"Mn", "Me", "Cf"})


def width(text: str) -> int:
    """The columns a text takes in a terminal or spreadsheet: 2 for each wide letter, 0 for a combining mark."""
    return sum(_letter_width(letter) for letter in text)


def padded(text: str, columns: int) -> str:
    """A text with blanks after it, so that it takes at least so many columns."""
    return text + " " * (columns - width(text))


def wrapped(text: str, columns: int) -> list[str]:
    """A text in lines of at most so many columns, broken at blanks where there are any; at least one line.

    A single letter wider than the columns stands in a line of its own.
    """
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        lines.extend(_wrapped(paragraph, columns))
    return lines


def _wrapped(text: str, columns: int) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if width(joined) <= columns:
            line = joined
            continue
        if line:
            yield line
        while width(word) > columns:
            end = _fitting(word, columns)
            yield word[:end]
            word = word[end:]
        line = word
    yield line


def _fitting(text: str, columns: int) -> int:
    taken = 0
    for index, letter in enumerate(text):
        taken += _letter_width(letter)
        if taken > columns:
            return max(index, 1)
    return len(text)


def _letter_width(letter: str) -> int:
    if unicodedata.category(letter) in _INVISIBLE:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
