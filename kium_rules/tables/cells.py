"""What an input cell says, as data: DMN's unary tests.

A cell is a list of tests of which one must hold (``1, 2, [10..20)``), or ``not(...)`` round such a list, or
``-``, which always holds. Truth is three-valued as in DMN: a comparison by size with null is neither true nor
false (None here), and a row matches only where every cell is true.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from operator import ge, gt, le, lt
from typing import TypeAlias

from kium_rules.tables.values import Key, Value, format_value, is_aware, key_of

ANY_WORDS = frozenset({"전체", "모두"})
NULL_WORDS = frozenset({"null", "없음"})
TRUE_WORDS = frozenset({"true", "참", "예"})
FALSE_WORDS = frozenset({"false", "거짓", "아니오", "아니요"})
RESERVED = ANY_WORDS | NULL_WORDS | TRUE_WORDS | FALSE_WORDS | {"not", "또는", "제외"}
BARE_WORD = re.compile(r"[^\W\d]\w*")
DOTTED_WORDS = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_BY_SIZE: Mapping[str, Callable[[Key, Key], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written in the cell."""

    value: Value


@dataclass(frozen=True, slots=True)
class Reference:
    """The value of another input column, by its name."""

    name: str


Operand: TypeAlias = Constant | Reference


@dataclass(frozen=True, slots=True)
class Comparison:
    """``= != < <= > >=`` with an operand."""

    operator: str
    operand: Operand


@dataclass(frozen=True, slots=True)
class Interval:
    """A range between two operands, each end with or without its own value."""

    low: Operand
    high: Operand
    has_low: bool = True
    has_high: bool = True

    @property
    def halves(self) -> tuple[Comparison, Comparison]:
        """The two comparisons that together say the same."""
        return (
            Comparison(">=" if self.has_low else ">", self.low),
            Comparison("<=" if self.has_high else "<", self.high),
        )


Test: TypeAlias = Comparison | Interval


@dataclass(frozen=True, slots=True)
class Cell:
    """One input cell.

    Attributes:
        tests: The alternatives; none of them means ``-``.
        is_negated: Whether ``not(...)`` stands round them.
    """

    tests: tuple[Test, ...] = ()
    is_negated: bool = False

    @property
    def is_any(self) -> bool:
        """Whether the cell is ``-``."""
        return not self.tests

    @property
    def operands(self) -> Iterator[Operand]:
        """Every operand in the cell, from left to right."""
        for test in self.tests:
            if isinstance(test, Interval):
                yield test.low
                yield test.high
            else:
                yield test.operand

    @property
    def constants(self) -> tuple[Value, ...]:
        """The values written in the cell."""
        return tuple(operand.value for operand in self.operands if isinstance(operand, Constant))

    @property
    def references(self) -> tuple[str, ...]:
        """Names of the other input columns the cell compares with."""
        return tuple(operand.name for operand in self.operands if isinstance(operand, Reference))

    @property
    def bound(self) -> Value | tuple[Value, ...]:
        """The constant the cell compares with: one value, or all of them in order; None for ``-``."""
        constants = self.constants
        return constants[0] if len(constants) == 1 else constants or None

    def holds(self, value: Value, facts: Mapping[str, Value]) -> bool | None:
        """Whether the cell is true for a value of its column, None where DMN says null.

        Args:
            value: Value of the cell's own column, already of the column's type.
            facts: Values of all input columns, for comparisons with other columns.
        """
        if not self.tests:
            return True
        return negated(any_of(test_holds(test, value, facts) for test in self.tests), self.is_negated)


ANY = Cell()


def test_holds(test: Test, value: Value, facts: Mapping[str, Value]) -> bool | None:
    """Whether one test is true for a value, None where DMN says null."""
    if isinstance(test, Interval):
        low, high = (test_holds(half, value, facts) for half in test.halves)
        if low is False or high is False:
            return False
        return low and high
    operand = test.operand
    other = operand.value if isinstance(operand, Constant) else facts[operand.name]
    return compare(test.operator, value, other)


def compare(operator: str, left: Value, right: Value) -> bool | None:
    """Compare two values of one type; by size, null compares as null."""
    if is_aware(left) != is_aware(right) and left is not None and right is not None:
        return None  # DMN does not order a local time and a time with an offset
    if operator in _BY_SIZE:
        if left is None or right is None:
            return None
        return _BY_SIZE[operator](key_of(left), key_of(right))
    is_equal = left is right if left is None or right is None else key_of(left) == key_of(right)
    return is_equal == (operator == "=")


def any_of(truths: Iterator[bool | None]) -> bool | None:
    """Three-valued "or"."""
    result: bool | None = False
    for truth in truths:
        if truth:
            return True
        if truth is None:
            result = None
    return result


def negated(truth: bool | None, is_negated: bool) -> bool | None:
    """The truth itself, or its three-valued opposite."""
    return not truth if is_negated and truth is not None else truth


def format_cell(cell: Cell, *, names: Collection[str] = (), words: Collection[str] = ()) -> str:
    """The canonical text of a cell, as ``rows.csv`` holds it.

    Args:
        cell: The cell.
        names: Names and labels of the table's columns: a text that looks like one of them gets quotes.
        words: Codes and labels of the cell's own enum: a reference that looks like one of them gets braces.
    """
    if cell.is_any:
        return "-"
    text = ", ".join(_format_test(test, names, words) for test in cell.tests)
    return f"not({text})" if cell.is_negated else text


def quoted(text: str) -> str:
    """A text between quotes, with DMN's escapes for what cannot be seen."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:06X}"


def _format_test(test: Test, names: Collection[str], words: Collection[str]) -> str:
    if isinstance(test, Interval):
        left, right = "[" if test.has_low else "(", "]" if test.has_high else ")"
        low, high = (_format_operand(end, names, words) for end in (test.low, test.high))
        return f"{left}{low}..{high}{right}"
    operand = _format_operand(test.operand, names, words)
    return operand if test.operator == "=" else f"{test.operator} {operand}"


def _format_operand(operand: Operand, names: Collection[str], words: Collection[str]) -> str:
    if isinstance(operand, Reference):
        is_bare = DOTTED_WORDS.fullmatch(operand.name) and operand.name not in words
        return operand.name if is_bare else "{" + operand.name + "}"
    value = operand.value
    if isinstance(value, str):
        is_bare = BARE_WORD.fullmatch(value) and value.casefold() not in RESERVED and value not in names
        return str(value) if is_bare else quoted(value)
    return format_value(value)
