"""Works out FEEL expressions and unary tests. Logic has three values: true, false and null."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal, DecimalException
from typing import Any

from kium_rules.tables.cells import any_of, negated
from kium_rules.tables.feel.errors import FeelError, Undefined
from kium_rules.tables.feel.functions import FUNCTIONS
from kium_rules.tables.feel.nodes import (
    INPUT,
    Between,
    Binary,
    Call,
    ContextOf,
    Filter,
    If,
    In,
    ListOf,
    Literal,
    Name,
    Negative,
    Node,
    Path,
    RangeOf,
    Test,
    Tests,
)
from kium_rules.tables.feel.operators import calculate
from kium_rules.tables.feel.properties import part_of
from kium_rules.tables.feel.values import Feel, Range, compare, contains, covers, type_of
from kium_rules.tables.values import YearsMonths

Scope = Mapping[str, Feel]
_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})


def evaluate(node: Node, scope: Scope) -> Feel:
    """The value of an expression.

    Args:
        node: As the parser read it.
        scope: Value by name; a name that is missing is null.

    Raises:
        FeelError: The expression is too deep to be worked out.
    """
    try:
        return _value(node, scope)
    except RecursionError:
        raise FeelError("feel_too_deep", 0, {"limit": ""}) from None


def satisfies(tests: Tests, value: Feel, scope: Scope) -> bool | None:
    """Whether unary tests hold for a value; None where FEEL says null.

    Raises:
        FeelError: As :func:`evaluate`.
    """
    if not tests.tests:
        return True
    inner = {**scope, INPUT: value}
    return negated(any_of(_holds(test, value, inner) for test in tests.tests), tests.is_negated)


def _holds(test: Test, value: Feel, scope: Scope) -> bool | None:
    if isinstance(test.operand, RangeOf):
        # An end that is null makes the test null; as a value the range would be null, and equal a null input.
        low, high = (evaluate(end, scope) for end in (test.operand.low, test.operand.high))
        if not isinstance(low, list | dict | Range) and not isinstance(high, list | dict | Range):
            return contains(Range(low, high, test.operand.has_low, test.operand.has_high), value)
    operand = evaluate(test.operand, scope)
    if test.operator:
        return compare(test.operator, value, operand)
    if isinstance(operand, bool) and (test.asks_input or not isinstance(value, bool | None)):
        return operand  # an expression that is a condition by itself
    if test.asks_input and operand is None:
        return None
    return covers(operand, value)


def _value(node: Node, scope: Scope) -> Feel:
    return _VALUES[type(node)](node, scope)


def _binary(node: Binary, scope: Scope) -> Feel:
    if node.operator in ("and", "or"):
        return _logic(node, scope)
    left, right = _value(node.left, scope), _value(node.right, scope)
    if node.operator in _COMPARISONS:
        return compare(node.operator, left, right)
    try:
        return calculate(node.operator, left, right)
    except (Undefined, DecimalException, OverflowError, ValueError):
        return None


def _logic(node: Binary, scope: Scope) -> bool | None:
    decides = node.operator == "or"
    unknown = False
    for operand in (node.left, node.right):
        truth = _value(operand, scope)
        if truth is decides:
            return decides
        unknown = unknown or not isinstance(truth, bool)
    return None if unknown else not decides


def _negative(node: Negative, scope: Scope) -> Feel:
    value = _value(node.operand, scope)
    if isinstance(value, YearsMonths):
        return YearsMonths(-value.months)
    if isinstance(value, Decimal | int | timedelta) and not isinstance(value, bool):
        return -value
    return None


def _path(node: Path, scope: Scope) -> Feel:
    return part_of(_value(node.source, scope), node.name)


def _filter(node: Filter, scope: Scope) -> Feel:
    source = _value(node.source, scope)
    items = source if isinstance(source, list) else [] if source is None else [source]
    index = _value(node.condition, scope) if not _mentions_item(node.condition, items) else None
    if type_of(index) == "number":
        at = int(index)  # type: ignore[arg-type]  # a number, as its type says
        position = at - 1 if at > 0 else len(items) + at
        return items[position] if at and 0 <= position < len(items) else None
    return [item for item in items if _value(node.condition, _scope_of(item, scope)) is True]


def _mentions_item(condition: Node, items: list[Any]) -> bool:
    """Whether a filter looks at the items, so that it is a condition and no index."""
    match condition:
        case Literal() | Negative(operand=Literal()):
            return False
        case Name(name=name):
            return name == "item" or any(isinstance(item, dict) and name in item for item in items)
        case _:
            return not isinstance(condition, Binary) or condition.operator in _COMPARISONS | {"and", "or"}


def _scope_of(item: Feel, scope: Scope) -> Scope:
    entries = item if isinstance(item, dict) else {}
    return {**scope, **entries, "item": item}


def _call(node: Call, scope: Scope) -> Feel:
    arguments = [_value(argument, scope) for argument in node.arguments]
    named = {name: _value(argument, scope) for name, argument in node.named}
    return FUNCTIONS[node.function](arguments, named)


def _between(node: Between, scope: Scope) -> bool | None:
    low, high = _value(node.low, scope), _value(node.high, scope)
    if isinstance(low, list | dict | Range) or isinstance(high, list | dict | Range):
        return None
    return contains(Range(low, high), _value(node.operand, scope))


def _in(node: In, scope: Scope) -> bool | None:
    return satisfies(node.tests, _value(node.operand, scope), scope)


def _if(node: If, scope: Scope) -> Feel:
    return _value(node.then if _value(node.condition, scope) is True else node.otherwise, scope)


def _context(node: ContextOf, scope: Scope) -> Feel:
    entries: dict[str, Any] = {}
    for name, entry in node.entries:
        entries[name] = _value(entry, {**scope, **entries})
    return entries


def _range(node: RangeOf, scope: Scope) -> Feel:
    low, high = _value(node.low, scope), _value(node.high, scope)
    # The ends must be of one ordered type; anything else is no range.
    if isinstance(low, list | dict | Range) or isinstance(high, list | dict | Range):
        return None
    if low is None or high is None or type_of(low) != type_of(high):
        return None
    return Range(low, high, node.has_low, node.has_high)


_VALUES: Mapping[type, Callable[[Any, Scope], Feel]] = {
    Literal: lambda node, _: node.value,
    Name: lambda node, scope: scope.get(node.name),
    Path: _path,
    Filter: _filter,
    Call: _call,
    Negative: _negative,
    Binary: _binary,
    Between: _between,
    In: _in,
    If: _if,
    ListOf: lambda node, scope: [_value(item, scope) for item in node.items],
    ContextOf: _context,
    RangeOf: _range,
}
