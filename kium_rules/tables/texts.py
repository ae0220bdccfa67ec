"""Single values as the text of a CSV or spreadsheet cell, both ways without loss."""

from __future__ import annotations

from kium_rules.tables.cells import quoted
from kium_rules.tables.columns import Column
from kium_rules.tables.literals import QUOTES, CellError, literal_at
from kium_rules.tables.parser import CellParser
from kium_rules.tables.values import Value, ValueType, format_value


def read_text(text: str) -> str:
    """A text as it stands, or what stands between the quotes where all of it is quoted."""
    if text[:1] in QUOTES and text:
        try:
            literal = literal_at(text, 0)
        except CellError:
            return text
        if literal and literal.end == len(text):
            return str(literal.value)
    return text


def format_text(text: str) -> str:
    """A text as it stands; quoted where it could not be read back (blank ends, line breaks, quotes first)."""
    is_plain = text == text.strip() and text.isprintable() and text[:1] not in QUOTES
    return text if is_plain or not text else quoted(text)


def read_value(parser: CellParser, column: Column, text: str) -> Value:
    """The value of an output, a fact of an example or a default; an empty text is null.

    Raises:
        CellError: The text is no value of the column's type.
    """
    if not text:
        return None
    if column.type is ValueType.TEXT:
        return read_text(text)
    return parser.parse_literal(text)


def format_literal(value: Value, column: Column | None = None) -> str:
    """The text of an output or a fact, as :func:`read_value` reads it.

    Args:
        value: The value.
        column: Its column; None: only for people to read.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        return format_value(value)
    if column and column.type is ValueType.ENUM:
        return quoted(value) if value == "null" else value
    return format_text(value) if value else '""'
