"""What is wrong in a FEEL text."""

from __future__ import annotations

from collections.abc import Mapping


class FeelError(ValueError):
    """A FEEL text cannot be read.

    Attributes:
        code: Name of the sentence in ``labels/dmn.yaml``.
        position: Index of the character, from 0.
        facts: What the sentence names.
    """

    def __init__(self, code: str, position: int, facts: Mapping[str, object]) -> None:
        super().__init__(code, position, facts)
        self.code, self.position, self.facts = code, position, facts


class Undefined(Exception):  # noqa: N818 - not an error: FEEL's null, on its way up
    """An operation has no value for these operands; FEEL says null."""
