"""Values that stand in cells and facts: their types, how they are read, written and ordered."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from kium_rules.tables.temporal import (
    YearsMonths,
    format_datetime,
    format_days,
    format_months,
    format_time,
    parse_date,
    parse_datetime,
    parse_days,
    parse_months,
    parse_time,
)

_START = datetime(1, 1, 1)  # noqa: DTZ001 - the zero of a count, not a moment
_MICROSECOND = timedelta(microseconds=1)
MAX_DIGITS = 34  # FEEL numbers are decimal128; longer ones would not survive a round trip through DMN
NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,3})?")


class ValueType(StrEnum):
    """Type of a column."""

    NUMBER = "number"
    INTEGER = "integer"
    TEXT = "text"
    ENUM = "enum"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    DAYS_DURATION = "days_duration"
    MONTHS_DURATION = "months_duration"


NUMERIC = frozenset({ValueType.NUMBER, ValueType.INTEGER})
TEXTUAL = frozenset({ValueType.TEXT, ValueType.ENUM})
UNORDERED = frozenset({ValueType.ENUM, ValueType.BOOLEAN})

Value: TypeAlias = Decimal | int | str | bool | date | time | datetime | timedelta | YearsMonths | None
Key: TypeAlias = Decimal | int | str


def parse_number(text: str) -> Decimal:
    """Read a decimal number.

    Raises:
        ValueError: Not a number, a leading zero such as ``007`` (often a thousands separator that was
            taken for a list), or more digits than 34.
    """
    if not NUMBER.fullmatch(text) or re.match(r"[+-]?0\d", text):
        raise ValueError(text)
    number = Decimal(text)
    if len(format(number, "f").strip("+-").replace(".", "").lstrip("0")) > MAX_DIGITS:
        raise ValueError(text)
    return normal_number(number)


def normal_number(number: Decimal) -> Decimal:
    """The same number without trailing zeros and without an exponent (``1.50`` is ``1.5``)."""
    if not number:
        return Decimal(0)
    if number == number.to_integral_value():
        return Decimal(int(number))
    return Decimal(format(number, "f").rstrip("0"))


def format_value(value: Value) -> str:
    """The canonical form of a value, without quotes round text."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(normal_number(value), "f")
        case datetime():
            return format_datetime(value)
        case date():
            return value.isoformat()
        case time():
            return format_time(value)
        case timedelta():
            return format_days(value)
        case YearsMonths():
            return format_months(value)
        case _:
            return str(value)


def key_of(value: Value) -> Key:
    """What a value is compared by, within its type: a number or a text, exact and ordered.

    Two moments written with different offsets have the same key.

    Raises:
        TypeError: For null, which has no place in an order.
    """
    match value:
        case int() | Decimal() | str():
            return value
        case datetime():
            # Subtracting the offset from the count, not from the date-time, keeps years 1 and 9999 in reach.
            passed = value.replace(tzinfo=None) - _START
            return (passed - (value.utcoffset() or timedelta(0))) // _MICROSECOND
        case date():
            return value.toordinal()
        case time():
            clock = datetime.combine(_START, value.replace(tzinfo=None)) - _START
            return (clock - (value.utcoffset() or timedelta(0))) // _MICROSECOND
        case timedelta():
            return value // _MICROSECOND
        case YearsMonths():
            return value.months
        case None:
            raise TypeError(value)


def is_aware(value: Value) -> bool:
    """Whether a time or date-time says its offset from UTC; false for every other value."""
    return isinstance(value, time | datetime) and value.tzinfo is not None


def value_of(key: Key, kind: ValueType, *, is_aware: bool = False) -> Value:
    """The value a key stands for: the reverse of :func:`key_of`.

    Args:
        key: As given by :func:`key_of`.
        kind: Type of the column.
        is_aware: For times and date-times: whether the key counts from UTC.
    """
    if kind is ValueType.NUMBER:
        return Decimal(key)
    if isinstance(key, str) or kind is ValueType.INTEGER:
        return key
    number = int(key)
    if kind is ValueType.BOOLEAN:
        return bool(number)
    if kind is ValueType.DATE:
        return date.fromordinal(number)
    if kind is ValueType.TIME:
        clock = (_START + timedelta(microseconds=number)).time()
        return clock.replace(tzinfo=UTC) if is_aware else clock
    if kind is ValueType.DATETIME:
        moment = _START + timedelta(microseconds=number)
        return moment.replace(tzinfo=UTC) if is_aware else moment
    if kind is ValueType.DAYS_DURATION:
        return timedelta(microseconds=number)
    return YearsMonths(number)


__all__ = [
    "MAX_DIGITS",
    "NUMBER",
    "NUMERIC",
    "TEXTUAL",
    "UNORDERED",
    "Key",
    "Value",
    "ValueType",
    "YearsMonths",
    "format_value",
    "is_aware",
    "key_of",
    "normal_number",
    "parse_date",
    "parse_datetime",
    "parse_days",
    "parse_months",
    "parse_number",
    "parse_time",
    "value_of",
]
