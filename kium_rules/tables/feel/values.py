"""Values of FEEL: those of table cells, and lists, contexts and ranges of them. How they are told apart, compared
and written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Context, Decimal
from operator import ge, gt, le, lt
from typing import Any, TypeAlias

from kium_rules.tables.cells import quoted
from kium_rules.tables.values import Value, YearsMonths, format_value, is_aware, key_of


@dataclass(frozen=True, slots=True)
class Range:
    """An interval as a value."""

    low: Value
    high: Value
    has_low: bool = True
    has_high: bool = True


DECIMAL128 = Context(prec=34, Emax=6144, Emin=-6143)
"""FEEL's arithmetic: 34 digits, a tie goes to the even one."""

Feel: TypeAlias = Value | list[Any] | dict[str, Any] | Range

_BY_SIZE: Mapping[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}
# bool is an int and datetime is a date: the narrower type comes first.
_TYPES: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "boolean"),
    ((int, Decimal), "number"),
    (str, "string"),
    (datetime, "date and time"),
    (date, "date"),
    (time, "time"),
    (timedelta, "days and time duration"),
    (YearsMonths, "years and months duration"),
    (list, "list"),
    (dict, "context"),
    (Range, "range"),
)
_UNORDERED = frozenset({"boolean", "list", "context", "range", "null"})


def type_of(value: Feel) -> str:
    """FEEL's name for the type of a value; ``null`` for null."""
    return next((name for kinds, name in _TYPES if isinstance(value, kinds)), "null")


def equal(left: Feel, right: Feel) -> bool | None:
    """FEEL's ``=``: null equals null only; values of two types cannot be compared (None)."""
    if left is None or right is None:
        return left is right
    kind = type_of(left)
    if kind != type_of(right):
        return None
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(is_same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(is_same(left[name], right[name]) for name in left)
    if isinstance(left, Range) or isinstance(right, Range):
        return left == right
    if is_aware(left) != is_aware(right):  # type: ignore[arg-type]  # lists and contexts are dealt with
        return False
    return key_of(left) == key_of(right)  # type: ignore[arg-type]  # and ranges, too


def is_same(left: Feel, right: Feel) -> bool:
    """Whether two values are equal; values of two types are not."""
    return equal(left, right) is True


def compare(operator: str, left: Feel, right: Feel) -> bool | None:
    """Compare two values; None where FEEL says null: two types, null by size, a type without an order."""
    if operator in ("=", "!="):
        truth = equal(left, right)
        return truth if truth is None else truth == (operator == "=")
    kind = type_of(left)
    if kind in _UNORDERED or kind != type_of(right):
        return None
    if is_aware(left) != is_aware(right):  # type: ignore[arg-type]  # what has no order was turned away
        return None  # a local time and a time with an offset have no order
    return _BY_SIZE[operator](key_of(left), key_of(right))  # type: ignore[arg-type]  # as above


def contains(interval: Range, value: Feel) -> bool | None:
    """Whether a value lies in a range; None where it cannot be compared with its ends."""
    low = compare(">=" if interval.has_low else ">", value, interval.low)
    high = compare("<=" if interval.has_high else "<", value, interval.high)
    if low is False or high is False:
        return False
    return low and high


def covers(candidate: Feel, value: Feel) -> bool | None:
    """Whether what stands in a unary test covers the input: it equals it, holds it, or spans it."""
    if isinstance(candidate, Range) and not isinstance(value, Range):
        return contains(candidate, value)
    if isinstance(candidate, list):
        return is_same(candidate, value) or any(
            is_same(item, value) or (isinstance(item, Range) and contains(item, value) is True)
            for item in candidate
        )
    return is_same(candidate, value)


def show(value: Feel) -> str:
    """The value as a FEEL expression would write it, for people."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(show, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {show(item)}" for name, item in value.items()) + "}"
    if isinstance(value, Range):
        left, right = "[" if value.has_low else "(", "]" if value.has_high else ")"
        return f"{left}{show(value.low)}..{show(value.high)}{right}"
    return format_value(value)
