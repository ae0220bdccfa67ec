"""Values and cells of tables as FEEL spells them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from kium_rules.tables.cells import Cell, Constant, Interval, Operand, Test, quoted
from kium_rules.tables.values import Value, ValueType, YearsMonths, format_value

TYPE_NAMES = {
    ValueType.NUMBER: "number",
    ValueType.INTEGER: "number",
    ValueType.TEXT: "string",
    ValueType.ENUM: "string",
    ValueType.BOOLEAN: "boolean",
    ValueType.DATE: "date",
    ValueType.TIME: "time",
    ValueType.DATETIME: "dateTime",
    ValueType.DAYS_DURATION: "dayTimeDuration",
    ValueType.MONTHS_DURATION: "yearMonthDuration",
}
"""The typeRef of a column, in the spelling every DMN editor knows."""

VALUE_TYPES = {
    "number": ValueType.NUMBER,
    "string": ValueType.TEXT,
    "boolean": ValueType.BOOLEAN,
    "date": ValueType.DATE,
    "time": ValueType.TIME,
    "date and time": ValueType.DATETIME,
    "days and time duration": ValueType.DAYS_DURATION,
    "years and months duration": ValueType.MONTHS_DURATION,
}
"""The column type that holds values of one of FEEL's types."""


def feel_value(value: Value) -> str:
    """A value as a FEEL literal."""
    match value:
        case str():
            return quoted(value)
        case datetime():
            return (
                f'date and time("{value.date().isoformat()}T{_clock(value.timetz(), format_value(value))}")'
            )
        case date():
            return f'date("{value.isoformat()}")'
        case time():
            return f'time("{_clock(value, format_value(value))}")'
        case timedelta() | YearsMonths():
            return f'duration("{format_value(value)}")'
        case _:
            return format_value(value)


def feel_cell(cell: Cell) -> str:
    """An input cell as FEEL's unary tests."""
    if cell.is_any:
        return "-"
    text = ", ".join(map(_test, cell.tests))
    return f"not({text})" if cell.is_negated else text


def _test(test: Test) -> str:
    if isinstance(test, Interval):
        left, right = "[" if test.has_low else "(", "]" if test.has_high else ")"
        return f"{left}{_operand(test.low)}..{_operand(test.high)}{right}"
    operand = _operand(test.operand)
    return operand if test.operator == "=" else f"{test.operator} {operand}"


def _operand(operand: Operand) -> str:
    return feel_value(operand.value) if isinstance(operand, Constant) else operand.name


def _clock(clock: time, text: str) -> str:
    """A clock with its seconds, which FEEL wants; the zone is taken from the canonical text."""
    plain = format_value(clock.replace(tzinfo=None))
    zone = text.rpartition("T")[2].removeprefix(plain)
    return (plain if plain.count(":") > 1 else plain + ":00") + zone
