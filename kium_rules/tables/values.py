"""Values that stand in cells and facts: their types, how they are read, written and ordered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias
from zoneinfo import ZoneInfo

_START = datetime(1, 1, 1)  # noqa: DTZ001 - the zero of a count, not a moment
_MICROSECOND = timedelta(microseconds=1)
MAX_DIGITS = 34  # FEEL numbers are decimal128; longer ones would not survive a round trip through DMN


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


@dataclass(frozen=True, slots=True, order=True)
class YearsMonths:
    """A duration of whole months, which no number of days can stand for.

    Attributes:
        months: Length in months; negative for a duration into the past.
    """

    months: int


Value: TypeAlias = Decimal | int | str | bool | date | time | datetime | timedelta | YearsMonths | None
Key: TypeAlias = Decimal | int | str

_ZONE = r"(?P<zone>Z|[+-]\d{2}:\d{2}|@[A-Za-z_]+(?:/[A-Za-z_+\-0-9]+)*)?"
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.(?P<fraction>\d{1,6}))?)?"
NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
DATE = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})")
TIME = re.compile(_CLOCK + _ZONE)
DATETIME = re.compile(DATE.pattern + "T" + _CLOCK + _ZONE)
MONTHS = re.compile(r"(?P<sign>-)?P(?=\d)(?:(?P<years>\d{1,9})Y)?(?:(?P<months>\d{1,9})M)?(?![\dA-Z])")
DAYS = re.compile(
    r"(?P<sign>-)?P(?=\d|T\d)(?:(?P<days>\d{1,9})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,9})H)?(?:(?P<minutes>\d{1,9})M)?"
    r"(?:(?P<seconds>\d{1,9})(?:\.(?P<fraction>\d{1,6}))?S)?)?(?![\dA-Z])"
)


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


def parse_integer(text: str) -> int:
    """Read a whole number; ``3.0`` counts as 3.

    Raises:
        ValueError: Not a number, or it has a fraction.
    """
    number = parse_number(text)
    if number != number.to_integral_value():
        raise ValueError(text)
    return int(number)


def parse_date(text: str) -> date:
    """Read an ISO date such as ``2026-03-02``.

    Raises:
        ValueError: Another form, or a day the calendar does not have.
    """
    if not DATE.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def parse_time(text: str) -> time:
    """Read a time of day such as ``13:00``, ``9:30:15`` or ``13:00+09:00``.

    Raises:
        ValueError: Another form, or a time the clock does not have.
    """
    found = TIME.fullmatch(text)
    if not found or (found["zone"] or "").startswith("@"):
        raise ValueError(text)
    return _clock(found)


def parse_datetime(text: str) -> datetime:
    """Read a date and time such as ``2026-03-02T13:00`` with or without an offset or ``@Asia/Seoul``.

    Raises:
        ValueError: Another form, an impossible date or time, or an unknown zone.
    """
    found = DATETIME.fullmatch(text)
    if not found:
        raise ValueError(text)
    day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    return datetime.combine(day, _clock(found))


def parse_days(text: str) -> timedelta:
    """Read a duration of days, hours, minutes and seconds such as ``P3D`` or ``PT2H30M``.

    Raises:
        ValueError: Another form, or too long to be held.
    """
    found = DAYS.fullmatch(text)
    if not found:
        raise ValueError(text)
    parts = {part: int(found[part] or 0) for part in ("days", "hours", "minutes", "seconds")}
    micros = int((found["fraction"] or "0").ljust(6, "0"))
    try:
        length = timedelta(**parts, microseconds=micros)
    except OverflowError:
        raise ValueError(text) from None
    return -length if found["sign"] else length


def parse_months(text: str) -> YearsMonths:
    """Read a duration of years and months such as ``P1Y2M``.

    Raises:
        ValueError: Another form.
    """
    found = MONTHS.fullmatch(text)
    if not found:
        raise ValueError(text)
    months = int(found["years"] or 0) * 12 + int(found["months"] or 0)
    return YearsMonths(-months if found["sign"] else months)


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
            return _format_datetime(value)
        case date():
            return value.isoformat()
        case time():
            return _format_time(value)
        case timedelta():
            return _format_days(value)
        case YearsMonths():
            return _format_months(value)
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


def _clock(found: re.Match[str]) -> time:
    zone = found["zone"]
    return time(
        int(found["hour"]),
        int(found["minute"]),
        int(found["second"] or 0),
        int((found["fraction"] or "0").ljust(6, "0")),
        tzinfo=_zone(zone) if zone else None,
    )


def _zone(text: str) -> timezone | ZoneInfo:
    if text == "Z":
        return UTC
    if text.startswith("@"):
        try:
            return ZoneInfo(text[1:])
        except (LookupError, OSError):  # an unknown key, or a folder of the zone database
            raise ValueError(text) from None
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))
    return timezone(-offset if text[0] == "-" else offset)


def _format_time(value: time) -> str:
    text = value.strftime("%H:%M")
    if value.second or value.microsecond:
        text += value.strftime(":%S")
    if value.microsecond:
        text += f".{value.microsecond:06d}".rstrip("0")
    offset = value.utcoffset()
    return text + (_format_offset(offset) if offset is not None else "")


def _format_datetime(value: datetime) -> str:
    clock = _format_time(value.time())
    offset = ""
    if isinstance(value.tzinfo, ZoneInfo):
        offset = "@" + value.tzinfo.key
    elif value.utcoffset() is not None:
        offset = _format_offset(value.utcoffset() or timedelta(0))
    return f"{value.date().isoformat()}T{clock}{offset}"


def _format_offset(offset: timedelta) -> str:
    minutes = offset // timedelta(minutes=1)
    return (
        "Z"
        if not minutes
        else f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
    )


def _format_days(value: timedelta) -> str:
    sign, length = ("-", -value) if value < timedelta(0) else ("", value)
    hours, rest = divmod(length.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    fraction = f".{length.microseconds:06d}".rstrip("0") if length.microseconds else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{seconds}{fraction}S" if seconds or fraction else ""
    days = f"{length.days}D" if length.days or not clock else ""
    return f"{sign}P{days}{'T' if clock else ''}{clock}"


def _format_months(value: YearsMonths) -> str:
    sign, length = ("-", -value.months) if value.months < 0 else ("", value.months)
    years, months = divmod(length, 12)
    return f"{sign}P" + (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
