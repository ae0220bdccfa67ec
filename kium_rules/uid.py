"""Card numbers (UIDs) in their one canonical form: upper-case hex, whole, in the order the card sends it.

PC/SC readers give bytes. Readers that type like a keyboard give the same number in the format they were set
to; a format is a property of the reader and is never guessed, because most numbers are valid in several.
"""

from __future__ import annotations

from enum import StrEnum
from string import hexdigits

from kium_rules.errors import Refused
from kium_rules.labels import sentence

# ISO/IEC 14443-3: one, two or three cascade levels; 8 bytes are a FeliCa IDm or an ISO 15693 UID.
LENGTHS = (4, 7, 8, 10)
SEPARATORS = ":-. "
DECIMAL_DIGITS = 10
RANDOM_FIRST_BYTE = "08"
CASCADE_TAG = "88"
SHOWN = 40


class UidFormat(StrEnum):
    """How a reader writes a card number."""

    HEX = "hex"
    HEX_REVERSED = "hex_reversed"
    DECIMAL = "decimal"


class UidError(Refused, ValueError):
    """A text that is not a card number; the message says what is wrong, where, and what to do.

    Args:
        text: What was given.
        problem: Which sentence of `kium_rules/labels/uid.yaml` says what is wrong.
        facts: What stands in its places.
    """

    def __init__(self, text: str, problem: str, **facts: object) -> None:
        key, known = f"uid.{problem}", {"text": printable(text), **facts}
        super().__init__(sentence(key, "ko", **known), sentence(key, "en", **known))
        self.problem = problem


def printable(text: str) -> str:
    """Give a text from outside as one short line without control characters."""
    line = "".join(letter if letter.isprintable() else " " for letter in text)
    line = " ".join(line.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"


def canonical(text: str) -> str:
    """Give the canonical form of a card number written in hex, with or without separators between bytes.

    Args:
        text: Such as ``04:a1:b2:c3`` or ``04A1B2C3``.

    Raises:
        UidError: Not hex, a byte cut in two, or not 4, 7, 8 or 10 bytes long.
    """
    digits = ""
    written = text.strip()
    if not written:
        raise UidError(text, "empty")
    for position, letter in enumerate(written, start=1):
        if letter in hexdigits:
            digits += letter
        elif letter not in SEPARATORS:
            problem = "hangul" if _is_hangul(letter) else "not_hex"
            raise UidError(text, problem, position=position, letter=printable(letter))
        elif len(digits) % 2:
            raise UidError(text, "cut_byte", position=position)
    if len(digits) % 2:
        raise UidError(text, "odd", count=len(digits))
    if len(digits) // 2 not in LENGTHS:
        raise UidError(text, "length", count=len(digits) // 2)
    return digits.upper()


def read_typed(text: str, written_as: UidFormat) -> str:
    """Give the canonical form of a card number as a reader or a person typed it.

    Args:
        text: What was typed.
        written_as: The setting of the reader that typed it.

    Raises:
        UidError: The text is not a card number in that format.
    """
    if written_as is UidFormat.DECIMAL:
        return _from_decimal(text)
    uid = canonical(text)
    return _reversed(uid) if written_as is UidFormat.HEX_REVERSED else uid


def warning(uid: str) -> str | None:
    """Warn of a canonical card number that should not be given to a child; None where there is nothing to warn of.

    Phones and some bank cards draw a new number at every tap: 4 bytes, the first 08. A 4-byte number that
    begins with the cascade tag 88 is the first part of a longer number that was not read to its end.
    """
    if len(uid) == 8 and uid.startswith(RANDOM_FIRST_BYTE):
        return sentence("uid.warn_random", uid=uid)
    if len(uid) == 8 and uid.startswith(CASCADE_TAG):
        return sentence("uid.warn_partial", uid=uid)
    return None


def _from_decimal(text: str) -> str:
    written = text.strip()
    if not written:
        raise UidError(text, "empty")
    for position, letter in enumerate(written, start=1):
        if not (letter.isascii() and letter.isdigit()):
            raise UidError(text, "not_decimal", position=position, letter=printable(letter))
    if len(written) != DECIMAL_DIGITS:
        raise UidError(text, "decimal_digits", count=len(written))
    number = int(written)
    if number >= 1 << 32:
        raise UidError(text, "decimal_size")
    return number.to_bytes(4, "little").hex().upper()


def _reversed(uid: str) -> str:
    return bytes.fromhex(uid)[::-1].hex().upper()


def _is_hangul(letter: str) -> bool:
    return "\u1100" <= letter <= "\u11ff" or "\u3130" <= letter <= "\u318f" or "\uac00" <= letter <= "\ud7a3"
