"""XML ids: names without blanks that stand once in a file."""

from __future__ import annotations

import re

_START = (
    r"A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF"
    r"\u200C\u200D\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD"
)
_REST = r"\-.0-9\u00B7\u0300-\u036F\u203F\u2040"
_NAME = re.compile(f"[{_START}][{_START}{_REST}]*")
_NO_NAME = re.compile(f"[^{_START}{_REST}]")


class Ids:
    """The ids given out in one file."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def claim(self, wanted: str) -> str:
        """An id that no element has yet: the one wanted where it can be one, or one like it."""
        first = wanted if _NAME.fullmatch(wanted) else "_" + _NO_NAME.sub("_", wanted)
        name, number = first, 1
        while name in self._taken:
            number += 1
            name = f"{first}_{number}"
        self._taken.add(name)
        return name
