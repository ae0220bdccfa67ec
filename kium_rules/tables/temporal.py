"""Dates, times and durations as texts, both ways."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

_ZONE = r"(?P<zone>Z|[+-]\d{2}:\d{2}|@[A-Za-z_]+(?:/[A-Za-z_+\-0-9]+)*)?"
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.(?P<fraction>\d{1,6}))?)?"
DATE = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})")
TIME = re.compile(_CLOCK + _ZONE)
DATETIME = re.compile(DATE.pattern + "T" + _CLOCK + _ZONE)
MONTHS = re.compile(r"(?P<sign>-)?P(?=\d)(?:(?P<years>\d{1,9})Y)?(?:(?P<months>\d{1,9})M)?(?![\dA-Z])")
DAYS = re.compile(
    r"(?P<sign>-)?P(?=\d|T\d)(?:(?P<days>\d{1,9})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,9})H)?(?:(?P<minutes>\d{1,9})M)?"
    r"(?:(?P<seconds>\d{1,9})(?:\.(?P<fraction>\d{1,6}))?S)?)?(?![\dA-Z])"
)


@dataclass(frozen=True, slots=True, order=True)
class YearsMonths:
    """A duration of whole months, which no number of days can stand for.

    Attributes:
        months: Length in months; negative for a duration into the past.
    """

    months: int


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


def format_time(value: time) -> str:
    """The canonical text of a time: seconds only where there are any."""
    text = value.strftime("%H:%M")
    if value.second or value.microsecond:
        text += value.strftime(":%S")
    if value.microsecond:
        text += f".{value.microsecond:06d}".rstrip("0")
    offset = value.utcoffset()
    return text + (_format_offset(offset) if offset is not None else "")


def format_datetime(value: datetime) -> str:
    """The canonical text of a date and time."""
    clock = format_time(value.time())
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


def format_days(value: timedelta) -> str:
    """The canonical text of a duration of days, hours, minutes and seconds."""
    sign, length = ("-", -value) if value < timedelta(0) else ("", value)
    hours, rest = divmod(length.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    fraction = f".{length.microseconds:06d}".rstrip("0") if length.microseconds else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{seconds}{fraction}S" if seconds or fraction else ""
    days = f"{length.days}D" if length.days or not clock else ""
    return f"{sign}P{days}{'T' if clock else ''}{clock}"


def format_months(value: YearsMonths) -> str:
    """The canonical text of a duration of years and months."""
    sign, length = ("-", -value.months) if value.months < 0 else ("", value.months)
    years, months = divmod(length, 12)
    return f"{sign}P" + (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
