"""Finds names in a FEEL text. FEEL names may hold blanks and signs, so only names that are known can be told from
expressions: the longest known name wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d]\w*")
_NOTHING = re.compile(r"(?!)")


class KnownNames:
    """Names that may stand in a text.

    Args:
        names: The names, as declared.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = {" ".join(name.split()): name for name in names if name.strip()}
        self._pattern = _pattern_of(self._names)

    def at(self, text: str, position: int) -> tuple[str, int] | None:
        """The longest known name at a position and where it ends."""
        found = self._pattern.match(text, position)
        if found is None:
            return None
        return self._names[" ".join(found.group().split())], found.end()

    def with_names(self, names: Iterable[str]) -> KnownNames:
        """These names and some more."""
        return KnownNames([*self._names.values(), *names])


def word_at(text: str, position: int) -> tuple[str, int] | None:
    """The plain word at a position and where it ends."""
    found = _WORD.match(text, position)
    return (found.group(), found.end()) if found else None


def _pattern_of(names: Iterable[str]) -> re.Pattern[str]:
    parts = []
    for name in sorted(names, key=len, reverse=True):
        spaced = r"\s+".join(re.escape(word) for word in name.split())
        parts.append(spaced + (r"(?!\w)" if name[-1].isalnum() or name[-1] == "_" else ""))
    return re.compile("|".join(parts)) if parts else _NOTHING
