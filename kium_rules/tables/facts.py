"""Checks facts before anything is decided: a wrong type must be an error, never a wrong answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Generic, TypeVar

from kium_rules.tables.axes import Axis
from kium_rules.tables.cells import format_cell
from kium_rules.tables.columns import Column
from kium_rules.tables.parser import nearest
from kium_rules.tables.problems import FactError
from kium_rules.tables.values import Value, ValueType, YearsMonths, format_value, is_aware

ACCEPTED: Mapping[ValueType, frozenset[type]] = {
    ValueType.NUMBER: frozenset({int, Decimal}),
    ValueType.INTEGER: frozenset({int}),
    ValueType.TEXT: frozenset({str}),
    ValueType.ENUM: frozenset({str}),
    ValueType.BOOLEAN: frozenset({bool}),
    ValueType.DATE: frozenset({date}),
    ValueType.TIME: frozenset({time}),
    ValueType.DATETIME: frozenset({datetime}),
    ValueType.DAYS_DURATION: frozenset({timedelta}),
    ValueType.MONTHS_DURATION: frozenset({YearsMonths}),
}
"""Python types a fact may have, besides None. Subclasses of str and int (enums) are taken too, bool never for int."""


Result = TypeVar("Result")
_REMEMBERED = 4096  # values a column remembers the result of; beyond that they are found by bisection


class Finder(Generic[Result]):
    """Finds what belongs to a fact by the state it lies in, and remembers it for values met before.

    Args:
        table: Id of the table, for messages.
        axis: Axis of the fact's column.
        results: What belongs to each state.

    Attributes:
        name: Name of the column.
        types: Python types whose values are remembered. An equal value of another type (True for 1) is not
            among them, and is checked again each time.
        known: Result by value met before; ``known.get(value)`` saves the call of :meth:`find`.
    """

    def __init__(self, table: str, axis: Axis, results: Sequence[Result]) -> None:
        self.name = axis.column.name
        self.types = ACCEPTED[axis.column.type] | {type(None)}
        self.known: dict[Any, Result] = {}
        self._table, self._axis, self._results = table, axis, results

    def find(self, value: Any) -> Result:
        """The result of a fact, after all checks.

        Raises:
            FactError: The fact does not fit the column.
        """
        result = self._results[checked_state(self._table, self._axis, value)]
        if type(value) in self.types and len(self.known) < _REMEMBERED:
            self.known[value] = result
        return result


def check_names(table: str, columns: tuple[Column, ...], facts: Mapping[str, Any]) -> None:
    """Check that every input column has a fact and every fact an input column.

    Raises:
        FactError: Names the first fact that is missing or unknown.
    """
    for column in columns:
        if column.name not in facts:
            raise FactError("fact_missing", table, name=column.name)
    names = [column.name for column in columns]
    for name in facts:
        if name not in names:
            raise FactError("fact_unknown", table, name=name, near=nearest(str(name), names))


def check_values(
    columns: Iterable[tuple[str, Any, Any, Callable[[Any], Any]]], facts: Mapping[str, Any]
) -> None:
    """Check each fact by itself, where one of them could not be looked up, such as a signalling NaN.

    Raises:
        FactError: A fact does not fit its column.
    """
    for name, _, _, find in columns:
        find(facts[name])


def checked_state(table: str, axis: Axis, value: Any) -> int:
    """The state of a fact on its axis, after all checks.

    Args:
        table: Id of the table, for messages.
        axis: Axis of the column.
        value: The fact.

    Raises:
        FactError: The fact has another type, no such code, lies outside the column's domain, or says an
            offset where the table does not. A float is refused even for a number: 0.1 + 0.2 is not 0.3.
    """
    if value is None:
        return axis.null
    column = axis.column
    if not _is_accepted(column.type, value):
        if isinstance(value, float):
            raise FactError("fact_float", table, name=column.name, found=repr(value))
        found = f"{value!r} ({type(value).__name__})"
        raise FactError("fact_type", table, name=column.name, found=found, wanted=column.type)
    if isinstance(value, Decimal) and not value.is_finite():
        raise FactError("fact_type", table, name=column.name, found=value, wanted=column.type)
    if axis.is_aware is not None and is_aware(value) != axis.is_aware:
        raise FactError("fact_zone", table, name=column.name, found=format_value(value))
    state = axis.state_of(value)
    if not axis.domain >> state & 1:
        _refuse(table, column, value)
    return state


def _is_accepted(kind: ValueType, value: Any) -> bool:
    if type(value) in ACCEPTED[kind]:
        return True
    if isinstance(value, bool | datetime):
        return False
    return isinstance(value, tuple(ACCEPTED[kind]))


def _refuse(table: str, column: Column, value: Value) -> None:
    if column.type is ValueType.ENUM:
        near = nearest(str(value), [*column.values])
        known = ", ".join(column.values)
        raise FactError("fact_code", table, name=column.name, found=str(value), near=near, known=known)
    domain = format_cell(column.domain) if column.domain else ""
    raise FactError("fact_domain", table, name=column.name, found=format_value(value), domain=domain)
