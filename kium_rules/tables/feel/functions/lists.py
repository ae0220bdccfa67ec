"""Built-in functions on lists."""

from __future__ import annotations

from decimal import Decimal
from functools import reduce
from typing import Any

from kium_rules.tables.feel.errors import Undefined
from kium_rules.tables.feel.functions.registry import Function, as_list, as_number, as_whole, function
from kium_rules.tables.feel.operators import calculate
from kium_rules.tables.feel.values import DECIMAL128, Feel, compare, is_same


@function("list contains", "list", "element")
def list_contains(items: Feel, element: Feel) -> Feel:
    """Whether an item equals the element."""
    return any(is_same(item, element) for item in as_list(items))


@function("count", "list", takes_many=True)
def count(items: Feel) -> Feel:
    """Number of items."""
    return len(as_list(items))


@function("sum", "list", takes_many=True)
def total(items: Feel) -> Feel:
    """The items added up; null for none."""
    values = as_list(items)
    if not values:
        raise Undefined
    return reduce(lambda left, right: calculate("+", left, right), values[1:], _reckonable(values[0]))


@function("product", "list", takes_many=True)
def product(items: Feel) -> Feel:
    """The items multiplied; null for none."""
    values = [as_number(item) for item in as_list(items)]
    if not values:
        raise Undefined
    return reduce(DECIMAL128.multiply, values, Decimal(1))


@function("mean", "list", takes_many=True)
def mean(items: Feel) -> Feel:
    """The average; null for none."""
    values = [as_number(item) for item in as_list(items)]
    if not values:
        raise Undefined
    return DECIMAL128.divide(reduce(DECIMAL128.add, values, Decimal(0)), Decimal(len(values)))


@function("all", "list", takes_many=True)
def every(items: Feel) -> Feel:
    """Three-valued "and" over a list."""
    return _decided(as_list(items), by=False)


@function("any", "list", takes_many=True)
def some(items: Feel) -> Feel:
    """Three-valued "or" over a list."""
    return _decided(as_list(items), by=True)


@function("reverse", "list")
def reverse(items: Feel) -> Feel:
    """The items from the last to the first."""
    return as_list(items)[::-1]


@function("index of", "list", "match")
def index_of(items: Feel, match: Feel) -> Feel:
    """Positions of the items that equal a value, from 1."""
    return [position for position, item in enumerate(as_list(items), 1) if is_same(item, match)]


@function("distinct values", "list")
def distinct(items: Feel) -> Feel:
    """The items without repetitions."""
    found: list[Any] = []
    for item in as_list(items):
        if not any(is_same(item, other) for other in found):
            found.append(item)
    return found


@function("sublist", "list", "start position", "length", optional=1)
def sublist(items: Feel, start: Feel, length: Feel = None) -> Feel:
    """Part of a list; positions count from 1, from the end when negative."""
    values, first = as_list(items), as_whole(start)
    if first == 0 or abs(first) > len(values):
        raise Undefined
    begin = first - 1 if first > 0 else len(values) + first
    if length is None:
        return values[begin:]
    if not 0 <= as_whole(length) <= len(values) - begin:
        raise Undefined
    return values[begin : begin + as_whole(length)]


@function("flatten", "list")
def flatten(items: Feel) -> Feel:
    """The items of all lists within the list."""
    return _flat(as_list(items))


def _extreme(name: str, operator: str) -> Function:
    def extreme(items: Feel) -> Feel:
        values = as_list(items)
        if not values:
            raise Undefined
        return reduce(choose, values[1:], _comparable(values[0]))

    def choose(best: Feel, item: Feel) -> Feel:
        is_better = compare(operator, item, best)
        if is_better is None:
            raise Undefined
        return item if is_better else best

    return function(name, "list", takes_many=True)(extreme)


MIN = _extreme("min", "<")
MAX = _extreme("max", ">")


def _comparable(value: Feel) -> Feel:
    if compare("<", value, value) is None:
        raise Undefined
    return value


def _reckonable(value: Feel) -> Feel:
    return calculate("+", value, value) and value


def _flat(items: list[Any]) -> list[Any]:
    return [part for item in items for part in (_flat(item) if isinstance(item, list) else [item])]


def _decided(truths: list[Any], *, by: bool) -> bool | None:
    if any(truth is by for truth in truths):
        return by
    return None if any(not isinstance(truth, bool) for truth in truths) else not by
