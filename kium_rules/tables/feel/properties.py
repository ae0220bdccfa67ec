"""Parts of values that FEEL names: entries of contexts, the year of a date, the hours of a duration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from kium_rules.tables.feel.operators import microseconds
from kium_rules.tables.feel.values import Feel, type_of

_HOUR, _MINUTE, _SECOND = 3_600_000_000, 60_000_000, 1_000_000  # microseconds
_DAY = 24 * _HOUR


def part_of(value: Feel, name: str) -> Feel:
    """The part of a value a path names; of a list, the part of every item; null where there is none."""
    if isinstance(value, dict):
        return value.get(name)
    if isinstance(value, list):
        return [part_of(item, name) for item in value]
    part = _PARTS.get((type_of(value), name))
    return None if part is None else part(value)


def _counted(unit: int, within: int | None = None) -> Callable[[timedelta], Decimal]:
    def count(length: timedelta) -> Decimal:
        total = microseconds(length)
        whole = abs(total) if within is None else abs(total) % within
        return Decimal((-1 if total < 0 else 1) * (whole // unit))

    return count


def _zone(value: Any) -> str | None:
    return value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None


def _calendar(name: str) -> Callable[[Any], Feel]:
    return lambda value: Decimal(getattr(value, name))


_CALENDAR: dict[str, Callable[[Any], Feel]] = {
    "year": _calendar("year"),
    "month": _calendar("month"),
    "day": _calendar("day"),
    "weekday": lambda value: Decimal(value.isoweekday()),
}
_CLOCK: dict[str, Callable[[Any], Feel]] = {
    "hour": _calendar("hour"),
    "minute": _calendar("minute"),
    "second": _calendar("second"),
    "time offset": lambda value: value.utcoffset(),
    "timezone": _zone,
}
_PARTS: Mapping[tuple[str, str], Callable[[Any], Feel]] = {
    **{("date", name): part for name, part in _CALENDAR.items()},
    **{("time", name): part for name, part in _CLOCK.items()},
    **{("date and time", name): part for name, part in {**_CALENDAR, **_CLOCK}.items()},
    ("days and time duration", "days"): _counted(_DAY),
    ("days and time duration", "hours"): _counted(_HOUR, _DAY),
    ("days and time duration", "minutes"): _counted(_MINUTE, _HOUR),
    ("days and time duration", "seconds"): _counted(_SECOND, _MINUTE),
    ("years and months duration", "years"): lambda value: Decimal(int(value.months / 12)),
    ("years and months duration", "months"): lambda value: Decimal(
        (-1 if value.months < 0 else 1) * (abs(value.months) % 12)
    ),
    ("range", "start"): lambda value: value.low,
    ("range", "end"): lambda value: value.high,
    ("range", "start included"): lambda value: value.has_low,
    ("range", "end included"): lambda value: value.has_high,
}
