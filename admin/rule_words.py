"""A cell of a rule table in Korean words: `[1..30)` days reads "1일 이상 30일 미만"."""

from admin.labels import say
from kium_rules.tables import Table
from kium_rules.tables.cells import Cell, Comparison, Constant, Interval, Operand
from kium_rules.tables.columns import Column
from kium_rules.tables.values import Value, format_value

OPERATORS = {"=": "equal", "!=": "unlike", "<": "below", "<=": "at_most", ">": "above", ">=": "at_least"}


def value_in_words(value: Value, column: Column) -> str:
    """Give a value as people read it: labels for codes, yes and no, numbers with their unit.

    Args:
        value: Of the column's type; None is "none".
        column: Knows the labels and the unit.
    """
    if value is None:
        return say("cell.null")
    if isinstance(value, bool):
        return say("cell.true" if value else "cell.false")
    if isinstance(value, str):
        return column.values.get(value, value)
    return f"{format_value(value)}{column.unit or ''}"


def cell_in_words(cell: Cell, column: Column, table: Table) -> str:
    """Give an input cell as people read it; a dash where it holds for everything.

    Args:
        cell: The cell.
        column: Its column.
        table: Its table, for the labels of other columns it compares with.
    """
    if cell.is_any:
        return say("frame.none")
    tests = [_test_in_words(test, column, table) for test in cell.tests]
    text = say("cell.or").join(tests)
    return say("cell.not", text=text) if cell.is_negated else text


def _test_in_words(test: Comparison | Interval, column: Column, table: Table) -> str:
    if isinstance(test, Interval):
        low, high = (_test_in_words(half, column, table) for half in test.halves)
        return f"{low} {high}"
    return say(f"cell.{OPERATORS[test.operator]}", value=_operand_in_words(test.operand, column, table))


def _operand_in_words(operand: Operand, column: Column, table: Table) -> str:
    if isinstance(operand, Constant):
        return value_in_words(operand.value, column)
    return say("cell.column", name=table.column(operand.name).label)
