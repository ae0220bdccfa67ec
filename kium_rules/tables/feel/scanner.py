"""Moves over a FEEL text: blanks, comments, signs and names."""

from __future__ import annotations

import re
from typing import NoReturn

from kium_rules.tables.feel.errors import FeelError
from kium_rules.tables.feel.names import KnownNames, word_at

MAX_LENGTH = 10_000  # characters; far above any expression a person writes
KEYWORDS = frozenset(
    [
        "true",
        "false",
        "null",
        "and",
        "or",
        "in",
        "between",
        "if",
        "then",
        "else",
        "for",
        "some",
        "every",
        "return",
        "satisfies",
        "instance",
        "function",
    ]
)
_BLANKS = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)*", re.DOTALL)


class Scanner:
    """A text and a position in it.

    Args:
        text: The text.
        names: Names that may stand in it.
    """

    def __init__(self, text: str, names: KnownNames) -> None:
        if len(text) > MAX_LENGTH:
            raise FeelError("feel_too_long", MAX_LENGTH, {"limit": MAX_LENGTH})
        self.text, self.names, self.at = text, names, 0
        self.skip()

    @property
    def is_at_end(self) -> bool:
        """Whether nothing is left."""
        return self.at >= len(self.text)

    def skip(self) -> None:
        """Go past blanks and comments."""
        found = _BLANKS.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def sees(self, sign: str) -> bool:
        """Whether a sign comes next."""
        return self.text.startswith(sign, self.at)

    def take(self, *signs: str) -> str:
        """Take the first of these signs that comes next; empty when none does."""
        for sign in signs:
            if self.sees(sign):
                self.at += len(sign)
                self.skip()
                return sign
        return ""

    def sees_word(self, word: str) -> bool:
        """Whether a whole word comes next."""
        found = word_at(self.text, self.at)
        return found is not None and found[0] == word

    def take_word(self, word: str) -> bool:
        """Take a whole word if it comes next."""
        if not self.sees_word(word):
            return False
        self.at += len(word)
        self.skip()
        return True

    def take_name(self) -> str | None:
        """Take a known name, or a plain word that is no keyword."""
        found = self.names.at(self.text, self.at) or word_at(self.text, self.at)
        if found is None or found[0] in KEYWORDS:
            return None
        self.at = found[1]
        self.skip()
        return found[0]

    def expect(self, sign: str) -> None:
        """Take a sign that must come next.

        Raises:
            FeelError: Something else comes.
        """
        if not self.take(sign):
            self.fail("feel_expected", expected=sign)

    def expect_word(self, word: str) -> None:
        """Take a word that must come next.

        Raises:
            FeelError: Something else comes.
        """
        if not self.take_word(word):
            self.fail("feel_expected", expected=word)

    def fail(self, code: str, at: int | None = None, **facts: object) -> NoReturn:
        """Stop, with the place.

        Raises:
            FeelError: Always.
        """
        position = self.at if at is None else at
        facts.setdefault("found", self.text[position : position + 12])
        raise FeelError(code, position, facts)
