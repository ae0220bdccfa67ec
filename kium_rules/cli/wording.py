"""A rule in words: its cells as Korean or English phrases, with the labels of the table."""

from collections.abc import Iterator, Mapping

from kium_rules.cli.books import say
from kium_rules.labels import particle
from kium_rules.tables import Cell, Column, Interval, Reference, Row, Table, Value
from kium_rules.tables.cells import Operand, Test
from kium_rules.tables.texts import format_literal


def condition_words(table: Table, row: Row, language: str) -> str:
    """Every condition of a row that is not ``-``, in words; empty when none is left."""
    phrases = (
        _condition(table, column, cell, language)
        for column in table.inputs
        if not (cell := row.inputs[column.name]).is_any
    )
    return say("and", language).join(phrases)


def output_words(table: Table, outputs: Mapping[str, Value], language: str) -> str:
    """Every output that has a value, in words."""
    phrases = (
        say("output", language, label=column.label, value=value_words(column, outputs[column.name], language))
        for column in table.outputs
        if outputs.get(column.name) is not None
    )
    return say("joined", language).join(phrases) or say("no_value", language)


def period_words(row: Row, language: str) -> str:
    """When a row is in force, in words."""
    start, end = row.valid_from, row.valid_until
    code = (
        "valid_"
        + {(1, 1): "between", (1, 0): "from", (0, 1): "until", (0, 0): "always"}[bool(start), bool(end)]
    )
    return say(code, language, start=start, end=end)


def cell_words(table: Table, column: Column, cell: Cell, language: str) -> str:
    """One condition, such as ``30일 이상`` or ``at least 30일``."""
    phrases = say("or", language).join(_tests(table, column, cell, language))
    return say("not", language, cell=phrases) if cell.is_negated else phrases


def value_words(column: Column, value: Value, language: str) -> str:
    """One value with its label or unit."""
    match value:
        case None:
            return say("null", language)
        case bool():
            return say("true" if value else "false", language)
        case str():
            return column.values.get(value, value)
        case _:
            return format_literal(value) + (column.unit or "")


def _condition(table: Table, column: Column, cell: Cell, language: str) -> str:
    subjects = (say(f"subject_{final}_final", language) for final in ("with", "without"))
    subject = particle(column.label, *subjects)
    words = cell_words(table, column, cell, language)
    return say("condition", language, label=column.label, subject=subject, cell=words)


def _tests(table: Table, column: Column, cell: Cell, language: str) -> Iterator[str]:
    for test in cell.tests:
        yield _test(table, column, test, language)


def _test(table: Table, column: Column, test: Test, language: str) -> str:
    if isinstance(test, Interval):
        low, high = (_test(table, column, half, language) for half in test.halves)
        return say("between", language, low=low, high=high)
    return say(test.operator, language, value=_operand(table, column, test.operand, language))


def _operand(table: Table, column: Column, operand: Operand, language: str) -> str:
    if isinstance(operand, Reference):
        return say("reference", language, label=table.column(operand.name).label)
    return value_words(column, operand.value, language)
