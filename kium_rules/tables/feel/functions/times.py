"""Built-in functions on dates, times and durations."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

from kium_rules.tables.feel.errors import Undefined
from kium_rules.tables.feel.functions.registry import as_text, as_whole, function
from kium_rules.tables.feel.values import Feel
from kium_rules.tables.values import (
    YearsMonths,
    parse_date,
    parse_datetime,
    parse_days,
    parse_months,
    parse_time,
)

_CLOCK = re.compile(r"\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2}|@[\w/+-]+)?")
_FRACTION = re.compile(r"(\.\d{6})\d+")
_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@function("date", "from", "month", "day", optional=2)
def to_date(source: Feel, month: Feel = None, day: Feel = None) -> Feel:
    """A date from a string, from a date and time, or from year, month and day."""
    if month is not None and day is not None:
        return date(as_whole(source), as_whole(month), as_whole(day))
    if month is not None or day is not None:
        raise Undefined
    if isinstance(source, datetime):
        return source.date()
    return source if isinstance(source, date) else parse_date(as_text(source))


@function("time", "from", "minute", "second", "offset", optional=3)
def to_time(source: Feel, minute: Feel = None, second: Feel = None, offset: Feel = None) -> Feel:
    """A time from a string, from a date and time, or from hour, minute, second and offset."""
    if minute is not None and second is not None:
        if offset is not None and not isinstance(offset, timedelta):
            raise Undefined
        zone = None if offset is None else timezone(offset)
        return time(as_whole(source), as_whole(minute), as_whole(second), tzinfo=zone)
    if isinstance(source, datetime):
        return source.timetz()
    if isinstance(source, date):
        return time(tzinfo=UTC)
    return source if isinstance(source, time) else parse_time(_clock(as_text(source)))


@function("date and time", "from", "time", optional=1)
def to_moment(source: Feel, clock: Feel = None) -> Feel:
    """A date and time from a string, or from a date and a time."""
    if isinstance(clock, time) and isinstance(source, date):
        day = source.date() if isinstance(source, datetime) else source
        return datetime.combine(day, clock)
    if clock is not None:
        raise Undefined
    if isinstance(source, datetime):
        return source
    if isinstance(source, date):
        return datetime.combine(source, time())
    day_text, separator, clock_text = as_text(source).partition("T")
    if not separator:
        return datetime.combine(parse_date(day_text), time())
    return parse_datetime(f"{day_text}T{_clock(clock_text)}")


@function("duration", "from")
def to_duration(source: Feel) -> Feel:
    """A duration from a string."""
    if isinstance(source, timedelta | YearsMonths):
        return source
    text = _FRACTION.sub(r"\1", as_text(source))
    try:
        return parse_days(text)
    except ValueError:
        return parse_months(text)


@function("years and months duration", "from", "to")
def months_between(start: Feel, end: Feel) -> Feel:
    """Whole months from one day to another."""
    if not isinstance(start, date) or not isinstance(end, date):
        raise Undefined
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return YearsMonths(months)


@function("day of week", "date")
def day_of_week(day: Feel) -> Feel:
    """Its English name."""
    return _WEEKDAYS[_day(day).weekday()]


@function("month of year", "date")
def month_of_year(day: Feel) -> Feel:
    """Its English name."""
    return _MONTHS[_day(day).month - 1]


@function("day of year", "date")
def day_of_year(day: Feel) -> Feel:
    """Counted from 1."""
    return Decimal(_day(day).timetuple().tm_yday)


@function("week of year", "date")
def week_of_year(day: Feel) -> Feel:
    """ISO week."""
    return Decimal(_day(day).isocalendar().week)


def _day(value: Feel) -> date:
    if not isinstance(value, date):
        raise Undefined
    return value


def _clock(text: str) -> str:
    """FEEL wants every digit of a clock; what is finer than a microsecond is dropped."""
    if not _CLOCK.fullmatch(text):
        raise Undefined
    return _FRACTION.sub(r"\1", text)
