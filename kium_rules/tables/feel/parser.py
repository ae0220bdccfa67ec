"""Reads FEEL: expressions, and the unary tests of decision tables.

Recursive descent, with operators by precedence. What is read is data (`nodes`); nothing is ever run as Python.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from kium_rules.tables.feel.errors import FeelError
from kium_rules.tables.feel.names import KnownNames
from kium_rules.tables.feel.nodes import Between, Binary, In, Negative, Node, RangeOf, Test, Tests
from kium_rules.tables.feel.terms import Terms

_LEVELS: tuple[tuple[str, ...], ...] = (
    ("or",),
    ("and",),
    ("<=", ">=", "!=", "<", ">", "=", "between", "in"),
    ("+", "-"),
    ("*", "/"),
    ("**",),
)
_ARITHMETIC = 3  # the level above which ``and`` cannot stand
_OPERATORS = ("<=", ">=", "!=", "<", ">", "=")
_MAX_DEPTH = 60  # brackets within brackets
_T = TypeVar("_T")


def parse_expression(text: str, names: KnownNames | None = None) -> Node:
    """Read an expression.

    Args:
        text: The text.
        names: Names in scope; they may hold blanks and signs.

    Raises:
        FeelError: With the code of a sentence and the index of the character it is about.
    """
    return _whole(text, names, lambda parser: parser.expression())


def parse_tests(text: str, names: KnownNames | None = None) -> Tests:
    """Read the unary tests of an input entry.

    Args:
        text: The text; nothing and ``-`` mean any value.
        names: Names in scope.

    Raises:
        FeelError: As for an expression.
    """
    if text.strip() in ("", "-"):
        return Tests()
    return _whole(text, names, lambda parser: parser.negatable_tests())


def _whole(text: str, names: KnownNames | None, read: Callable[[_Parser], _T]) -> _T:
    parser = _Parser(text, names or KnownNames())
    try:
        node = read(parser)
    except RecursionError:
        raise FeelError("feel_too_deep", parser.at, {"limit": _MAX_DEPTH}) from None
    if not parser.is_at_end:
        parser.fail("feel_after_end")
    return node


class _Parser(Terms):
    _depth = 0

    def expression(self) -> Node:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            self.fail("feel_too_deep", limit=_MAX_DEPTH)
        try:
            return self._binary(0)
        finally:
            self._depth -= 1

    def negatable_tests(self) -> Tests:
        start = self.at
        if self.take_word("not") and self.take("("):
            tests = self.tests()
            if self.take(")") and self.is_at_end:
                return Tests(tests.tests, is_negated=True)
        self.at = start
        return self.tests()

    def tests(self) -> Tests:
        tests = [self._test()]
        while self.take(","):
            tests.append(self._test())
        return Tests(tuple(tests))

    def _test(self) -> Test:
        operator = self.take(*_OPERATORS)
        outer, self.mentions_input = self.mentions_input, False
        operand = self._binary(_ARITHMETIC) if operator else self.expression()
        asks_input = self.mentions_input and not operator
        self.mentions_input = outer
        return Test(operator, operand, asks_input)

    # -- operators

    def _binary(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self._unary()
        left = self._binary(level + 1)
        while True:
            operator = self._operator(_LEVELS[level])
            if not operator:
                return left
            if operator == "between":
                low = self._binary(_ARITHMETIC)
                self.expect_word("and")
                left = Between(left, low, self._binary(_ARITHMETIC))
            elif operator == "in":
                left = In(left, self._in())
            else:
                left = Binary(operator, left, self._binary(level + 1))

    def _operator(self, operators: tuple[str, ...]) -> str:
        for operator in operators:
            if operator.isalpha():
                if self.take_word(operator):
                    return operator
            elif self.sees(operator):
                self.take(operator)
                return operator
        return ""

    def _unary(self) -> Node:
        signs = 0
        while self.take("-"):
            signs += 1
        node = self.term()
        return Negative(node) if signs % 2 else node

    def _in(self) -> Tests:
        start = self.at
        if self.sees("("):
            try:
                node = self.term()  # a range such as (2..4]
            except FeelError:
                node = None
            if isinstance(node, RangeOf):
                return Tests((Test("", node),))
            self.at = start
            self.take("(")
            tests = self.tests()
            self.expect(")")
            return tests
        return Tests((self._in_test(),))

    def _in_test(self) -> Test:
        operator = self.take(*_OPERATORS)
        return Test(operator, self._binary(_ARITHMETIC))
