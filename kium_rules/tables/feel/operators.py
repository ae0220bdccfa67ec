"""FEEL's arithmetic, by the types of the operands. What the language does not define is `Undefined`, FEEL's null."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from kium_rules.tables.feel.errors import Undefined
from kium_rules.tables.feel.values import DECIMAL128, Feel, type_of
from kium_rules.tables.values import YearsMonths, key_of

_NUMBER, _STRING = "number", "string"
_DATE, _TIME, _MOMENT = "date", "time", "date and time"
_DAYS, _MONTHS = "days and time duration", "years and months duration"
_Operation: TypeAlias = Callable[[Any, Any], Feel]


def calculate(operator: str, left: Feel, right: Feel) -> Feel:
    """Apply ``+ - * / **`` to two values.

    Raises:
        Undefined: FEEL gives the operator no meaning for these types.
    """
    operation = _OPERATIONS.get((operator, type_of(left), type_of(right)))
    if operation is None:
        raise Undefined
    return operation(left, right)


def number(value: int | Decimal) -> Decimal:
    """A number as FEEL reckons with it."""
    return DECIMAL128.create_decimal(value)


def add_months(day: date, months: int) -> date:
    """A date some months later; the last day of a shorter month stands for a day it does not have."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    if not date.min.year <= year <= date.max.year:
        raise Undefined
    return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))


def microseconds(length: timedelta) -> int:
    """A duration of days and hours, counted."""
    return length // timedelta(microseconds=1)


def _scaled(length: timedelta, factor: Decimal) -> timedelta:
    return timedelta(microseconds=int(number(microseconds(length)) * factor))


def _months(length: YearsMonths, factor: Decimal) -> YearsMonths:
    return YearsMonths(int(number(length.months) * factor))


def _later(clock: time, length: timedelta) -> time:
    return (datetime.combine(date(2000, 1, 1), clock) + length).timetz()


def _between(left: Any, right: Any) -> timedelta:
    if (left.tzinfo is None) != (right.tzinfo is None):
        raise Undefined
    return timedelta(microseconds=int(key_of(left)) - int(key_of(right)))


def _power(base: Decimal, exponent: Decimal) -> Decimal:
    return DECIMAL128.power(number(base), number(exponent))


_OPERATIONS: Mapping[tuple[str, str, str], _Operation] = {
    ("+", _NUMBER, _NUMBER): lambda a, b: DECIMAL128.add(number(a), number(b)),
    ("-", _NUMBER, _NUMBER): lambda a, b: DECIMAL128.subtract(number(a), number(b)),
    ("*", _NUMBER, _NUMBER): lambda a, b: DECIMAL128.multiply(number(a), number(b)),
    ("/", _NUMBER, _NUMBER): lambda a, b: DECIMAL128.divide(number(a), number(b)),
    ("**", _NUMBER, _NUMBER): _power,
    ("+", _STRING, _STRING): lambda a, b: a + b,
    ("+", _DAYS, _DAYS): lambda a, b: a + b,
    ("-", _DAYS, _DAYS): lambda a, b: a - b,
    ("+", _MONTHS, _MONTHS): lambda a, b: YearsMonths(a.months + b.months),
    ("-", _MONTHS, _MONTHS): lambda a, b: YearsMonths(a.months - b.months),
    ("*", _DAYS, _NUMBER): _scaled,
    ("*", _NUMBER, _DAYS): lambda a, b: _scaled(b, a),
    ("/", _DAYS, _NUMBER): lambda a, b: _scaled(a, DECIMAL128.divide(Decimal(1), number(b))),
    ("/", _DAYS, _DAYS): lambda a, b: DECIMAL128.divide(number(microseconds(a)), number(microseconds(b))),
    ("*", _MONTHS, _NUMBER): _months,
    ("*", _NUMBER, _MONTHS): lambda a, b: _months(b, a),
    ("/", _MONTHS, _NUMBER): lambda a, b: _months(a, DECIMAL128.divide(Decimal(1), number(b))),
    ("/", _MONTHS, _MONTHS): lambda a, b: DECIMAL128.divide(number(a.months), number(b.months)),
    ("+", _DATE, _MONTHS): lambda a, b: add_months(a, b.months),
    ("-", _DATE, _MONTHS): lambda a, b: add_months(a, -b.months),
    ("+", _MOMENT, _MONTHS): lambda a, b: add_months(a, b.months),
    ("-", _MOMENT, _MONTHS): lambda a, b: add_months(a, -b.months),
    ("+", _DATE, _DAYS): lambda a, b: (datetime.combine(a, time()) + b).date(),
    ("-", _DATE, _DAYS): lambda a, b: (datetime.combine(a, time()) - b).date(),
    ("+", _MOMENT, _DAYS): lambda a, b: a + b,
    ("-", _MOMENT, _DAYS): lambda a, b: a - b,
    ("+", _TIME, _DAYS): _later,
    ("-", _TIME, _DAYS): lambda a, b: _later(a, -b),
    ("+", _MONTHS, _DATE): lambda a, b: add_months(b, a.months),
    ("+", _MONTHS, _MOMENT): lambda a, b: add_months(b, a.months),
    ("+", _DAYS, _DATE): lambda a, b: (datetime.combine(b, time()) + a).date(),
    ("+", _DAYS, _MOMENT): lambda a, b: b + a,
    ("+", _DAYS, _TIME): lambda a, b: _later(b, a),
    ("-", _DATE, _DATE): lambda a, b: a - b,
    ("-", _MOMENT, _MOMENT): _between,
    ("-", _TIME, _TIME): _between,
}
