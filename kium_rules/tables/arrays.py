"""Facts by the column: NumPy arrays and lists, checked as a whole and brought to keys that compare exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kium_rules.tables.axes import Axis
from kium_rules.tables.cells import Cell, Comparison, Constant, Interval, Test
from kium_rules.tables.facts import ACCEPTED, checked_state
from kium_rules.tables.problems import FactError
from kium_rules.tables.values import NUMERIC, TEXTUAL, Key, Value, ValueType, format_value, is_aware, key_of

Array: TypeAlias = NDArray[Any]
Bools: TypeAlias = NDArray[np.bool_]

_BEYOND = 2**63
_PYTHON_KEYS = TEXTUAL | {ValueType.NUMBER}
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the zero of NumPy's count, not a moment


@dataclass(frozen=True, slots=True)
class Facts:
    """One column of facts.

    Attributes:
        axis: Axis of the column.
        keys: What the facts are compared by; anything where they are null.
        null: Where they are null; None: nowhere.
        is_aware: Whether its times have offsets; None: it holds no times.
    """

    axis: Axis
    keys: Array
    null: Bools | None = None
    is_aware: bool | None = None

    def part(self, start: int, stop: int) -> Facts:
        """The facts of some questions."""
        null = None if self.null is None else self.null[start:stop]
        return Facts(self.axis, self.keys[start:stop], null, self.is_aware)


def read_facts(table: str, axis: Axis, given: Sequence[Any] | Array) -> Facts:
    """Check a column of facts and bring it to keys.

    NumPy's own types stand for the obvious ones: whole numbers, booleans, texts, ``datetime64`` (whole days for a
    date, nothing finer than microseconds for a date-time without offset) and ``timedelta64``. A double counts as
    the decimal it prints as. Null is None in a list, a masked element, NaN or NaT. Everything else is given as
    a list of the values a single decision takes.

    Args:
        table: Id of the table, for messages.
        axis: Axis of the column.
        given: The facts.

    Raises:
        FactError: A fact is of another type.
    """
    null = None
    if isinstance(given, np.ma.MaskedArray):
        null = np.ma.getmaskarray(given)
        given = given.data
    array = given if isinstance(given, np.ndarray) else None
    if array is None or array.dtype == object:
        facts = _read_objects(table, axis, list(given))
    else:
        facts = _read_array(table, axis, array)
    if null is None or not null.any():
        return facts
    return replace(facts, null=null if facts.null is None else facts.null | null)


def cell_holds(cell: Cell, own: Facts, facts: Mapping[str, Facts]) -> Bools:
    """Where a cell is true, for a column of facts.

    Args:
        cell: The cell, which may compare with other columns.
        own: Facts of its own column.
        facts: Facts of every column.
    """
    true = np.zeros(len(own.keys), bool)
    unknown = np.zeros(len(own.keys), bool)
    for test in cell.tests:
        test_true, test_unknown = _test_truth(test, own, facts)
        true |= test_true
        unknown |= test_unknown
    return ~(true | unknown) if cell.is_negated else true


def _read_objects(table: str, axis: Axis, given: list[Any]) -> Facts:
    types = set(map(type, given))
    if types <= ACCEPTED[axis.column.type] | {type(None)}:
        distinct = set(given)
    else:
        distinct = set()
        for value in given:
            checked_state(table, axis, value)  # subclasses pass; the first value that does not fit is told
            distinct.add(value)
    known = {
        value: (checked_state(table, axis, value), key_of(value)) for value in distinct if value is not None
    }
    zones = {is_aware(value) for value in known}
    if len(zones) > 1 and axis.column.type in (ValueType.TIME, ValueType.DATETIME):
        raise FactError("fact_zone", table, name=axis.column.name, found=format_value(next(iter(known))))
    null = np.fromiter((value is None for value in given), bool, len(given)) if type(None) in types else None
    filler: Key = "" if axis.column.type in TEXTUAL else 0
    filler = next((key for _, key in known.values()), filler)
    keys = np.empty(len(given), object)
    keys[:] = [filler if value is None else known[value][1] for value in given]
    if axis.column.type not in _PYTHON_KEYS and all(abs(int(key)) < _BEYOND for _, key in known.values()):
        keys = keys.astype(np.int64)
    return Facts(axis, keys, null, next(iter(zones), None))


def _read_array(table: str, axis: Axis, array: Array) -> Facts:
    kind = axis.column.type
    reader = _READERS.get((kind, array.dtype.kind))
    if (
        array.ndim != 1
        or reader is None
        or (kind in NUMERIC and array.dtype.kind == "f" and array.dtype != float)
    ):
        found = f"an array of {array.dtype}, {array.ndim}-dimensional"
        raise FactError("fact_type", table, name=axis.column.name, found=found, wanted=kind)
    return reader(table, axis, array)


def _plain(_table: str, axis: Axis, array: Array) -> Facts:
    return Facts(axis, array)


def _whole(_table: str, axis: Axis, array: Array) -> Facts:
    if array.dtype == np.uint64 and len(array) and int(array.max()) >= _BEYOND:
        return Facts(axis, array.astype(object))
    return Facts(axis, array.astype(np.int64, copy=False))


def _doubles(table: str, axis: Axis, array: Array) -> Facts:
    null = np.isnan(array)
    if np.isinf(array).any():
        raise FactError("fact_type", table, name=axis.column.name, found="inf", wanted=axis.column.type)
    return Facts(axis, np.where(null, 0.0, array), null) if null.any() else Facts(axis, array)


def _days(table: str, axis: Axis, array: Array) -> Facts:
    days = array.astype("datetime64[D]")
    if (days[~np.isnat(array)] != array[~np.isnat(array)]).any():
        raise FactError("fact_type", table, name=axis.column.name, found=array.dtype, wanted=axis.column.type)
    return _counted(axis, days, _EPOCH.toordinal())


def _moments(table: str, axis: Axis, array: Array) -> Facts:
    if axis.is_aware:
        raise FactError("fact_zone", table, name=axis.column.name, found=array.dtype)
    zero = key_of(_EPOCH)
    counted = _counted(axis, _microseconds(table, axis, array, "datetime64[us]"), int(zero))
    return replace(counted, is_aware=False)


def _lengths(table: str, axis: Axis, array: Array) -> Facts:
    return _counted(axis, _microseconds(table, axis, array, "timedelta64[us]"), 0)


def _microseconds(table: str, axis: Axis, array: Array, unit: str) -> Array:
    counted = array.astype(unit)
    known = ~np.isnat(array)
    if (counted[known] != array[known]).any():
        raise FactError("fact_type", table, name=axis.column.name, found=array.dtype, wanted=axis.column.type)
    return counted


def _counted(axis: Axis, array: Array, zero: int) -> Facts:
    null = np.isnat(array)
    return Facts(axis, array.astype(np.int64) + zero, null if null.any() else None)


def _test_truth(test: Test, own: Facts, facts: Mapping[str, Facts]) -> tuple[Bools, Bools]:
    if isinstance(test, Interval):
        (low, low_unknown), (high, high_unknown) = (_test_truth(half, own, facts) for half in test.halves)
        is_false = ~(low | low_unknown) | ~(high | high_unknown)
        true = low & high
        return true, ~true & ~is_false
    return _comparison_truth(test, own, facts)


def _comparison_truth(test: Comparison, own: Facts, facts: Mapping[str, Facts]) -> tuple[Bools, Bools]:
    never = np.zeros(len(own.keys), bool)
    null = never if own.null is None else own.null
    operand = test.operand
    if isinstance(operand, Constant):
        if operand.value is None:
            return (null if test.operator == "=" else ~null), never
        other, other_null, is_comparable = _constant(operand.value, own.keys), never, True
    else:
        column = facts[operand.name]
        other, other_null = column.keys, never if column.null is None else column.null
        is_comparable = own.is_aware == column.is_aware
    any_null = null | other_null
    if is_comparable:
        found = _OPERATORS[test.operator](*_comparable(own.keys, other)).astype(bool) & ~any_null
        unknown = never
    else:  # DMN does not compare a local time and a time with an offset
        found, unknown = never, ~any_null
    if test.operator == "=":
        return found | null & other_null, unknown
    if test.operator == "!=":
        return found | null ^ other_null, unknown
    return found, unknown | any_null


def _constant(value: Value, like: Array) -> Array:
    key = key_of(value)
    constant = np.empty(1, object)
    constant[0] = key
    if like.dtype.kind == "U":
        return np.array([key])
    return constant


def _comparable(left: Array, right: Array) -> tuple[Array, Array]:
    """Two arrays NumPy compares exactly: of one kind, or of Python's own values."""
    kinds = {left.dtype.kind, right.dtype.kind}
    if kinds in ({"i"}, {"f"}, {"U"}, {"b"}, {"O"}, {"u"}):
        return left, right
    return _objects(left), _objects(right)


def _objects(array: Array) -> Array:
    if array.dtype.kind == "f":
        values = np.empty(len(array), object)
        values[:] = [Decimal(repr(number)) for number in array.tolist()]
        return values
    return array.astype(object)


_OPERATORS: Mapping[str, Callable[[Array, Array], Any]] = {
    "=": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}
_READERS: Mapping[tuple[ValueType, str], Callable[[str, Axis, Array], Facts]] = {
    (ValueType.INTEGER, "i"): _whole,
    (ValueType.INTEGER, "u"): _whole,
    (ValueType.NUMBER, "i"): _whole,
    (ValueType.NUMBER, "u"): _whole,
    (ValueType.NUMBER, "f"): _doubles,
    (ValueType.BOOLEAN, "b"): _plain,
    (ValueType.TEXT, "U"): _plain,
    (ValueType.ENUM, "U"): _plain,
    (ValueType.DATE, "M"): _days,
    (ValueType.DATETIME, "M"): _moments,
    (ValueType.DAYS_DURATION, "m"): _lengths,
}
