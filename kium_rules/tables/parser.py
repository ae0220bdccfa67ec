"""Reads the text of a cell: DMN's unary tests, and the Korean spellings people use in spreadsheets.

Recursive descent over the text, one function a construct. What is read is data (`cells`); nothing is ever run.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kium_rules.tables import cells
from kium_rules.tables.cells import ANY, Cell, Comparison, Constant, Interval, Operand, Reference, Test
from kium_rules.tables.columns import Column
from kium_rules.tables.literals import CellError
from kium_rules.tables.operands import POSTFIX, OperandReader, Spelling, nearest
from kium_rules.tables.values import UNORDERED, Value, key_of

MAX_LENGTH = 10_000  # characters; far above any cell a person writes, far below what could stall the parser

_OPERATOR = re.compile(r"[<＜>＞!！][=＝]|[<＜>＞=＝≤≥≠]")
_SAME = str.maketrans({"≤": "<=", "≥": ">=", "≠": "!=", "＜": "<", "＞": ">", "＝": "=", "！": "!"})
_MEANS = {"이상": ">=", "부터": ">=", "초과": ">", "이하": "<=", "까지": "<=", "미만": "<"}
_SEPARATOR = re.compile("[,，、]|또는|혹은")
_EXCEPT = re.compile("제외")
_COMMA = re.compile(",")
_TILDE = re.compile("[~～]")
_NOT = re.compile(r"not\s*\(")


class CellParser:
    """Parser for the cells of one input column. It keeps nothing between cells, so threads may share it.

    Args:
        column: The column the cells stand in.
        columns: The table's input columns, which cells may compare with.
        is_feel: Read DMN's own spelling only: bare words are names of inputs, texts need quotes, Korean
            spellings are refused. Off: the spelling of ``rows.csv``, which also knows codes and labels.
    """

    def __init__(self, column: Column, columns: Sequence[Column] = (), *, is_feel: bool = False) -> None:
        self._spelling = Spelling(column, columns, is_feel=is_feel)

    def parse(self, text: str) -> Cell:
        """Read one cell.

        Raises:
            CellError: With the code of a sentence and the index of the character it is about.
        """
        if len(text) > MAX_LENGTH:
            raise CellError("cell_too_long", MAX_LENGTH, {"limit": MAX_LENGTH})
        return _CellReader(self._spelling, text).cell()

    def parse_literal(self, text: str) -> Value:
        """Read a cell that may hold one value only, such as an output or a fact.

        Raises:
            CellError: It is no value, or more than one.
        """
        return _CellReader(self._spelling, text).value()


class _CellReader(OperandReader):
    def cell(self) -> Cell:
        if self._at == len(self._text) or self._is_any():
            return ANY
        is_negated = bool(self._take(_NOT))
        tests = self._tests()
        if is_negated:
            self._expect(")")
        elif not self._is_feel and self._take(_EXCEPT):
            is_negated = True
        self._end()
        return Cell(tuple(dict.fromkeys(tests)), is_negated)

    def value(self) -> Value:
        operand = self.operand()
        if isinstance(operand, Reference):
            self._fail("cell_not_a_value", at=0, found=self._text)
        self._end()
        return operand.value

    def _is_any(self) -> bool:
        rest = self._text[self._at :].rstrip()
        if rest == "-":
            return True
        return not self._is_feel and rest in cells.ANY_WORDS and self._column.code_of(rest) is None

    def _tests(self) -> list[Test]:
        tests = [self._test()]
        while self._take(_COMMA if self._is_feel else _SEPARATOR):
            tests.append(self._test())
        return tests

    def _test(self) -> Test:
        start = self._at
        operator = self._take(_OPERATOR)
        if operator:
            sign = operator.group().translate(_SAME)
            return self._ordered(Comparison(sign, self.operand()), start)
        if self._text[start : start + 1] in ("[", "(", "]"):
            return self._interval(start)
        operand = self.operand()
        return Comparison("=", operand) if self._is_feel else self._korean(operand, start)

    def _interval(self, start: int) -> Test:
        has_low = self._text[start] == "["
        self._at += 1
        self._skip()
        low = self.operand()
        if self._at == len(self._text):
            self._fail("cell_open_range")
        self._expect("..")
        if self._at == len(self._text) or self._text[self._at] in "])[":
            self._fail("cell_open_range")
        high = self.operand()
        closing = self._text[self._at : self._at + 1]
        if closing not in ("]", ")", "["):
            self._fail("cell_open_range")
        self._at += 1
        self._skip()
        return self._checked(Interval(low, high, has_low, closing == "]"), start)

    def _korean(self, operand: Operand, start: int) -> Test:
        """What the Korean words after an operand make of it: ``30 이상``, ``1 이상 30 미만``, ``1~30``."""
        if self._take(_TILDE):
            return self._checked(Interval(operand, self.operand()), start)
        sign = self._postfix()
        if sign is None:
            return Comparison("=", operand)
        first = self._ordered(Comparison(sign, operand), start)
        if sign in ("<", "<=") or self._is_at_end_of_test():
            return first
        high = self.operand()
        upper = self._postfix()
        if upper not in ("<", "<="):
            self._fail("cell_expected", expected="이하, 미만")
        return self._checked(Interval(operand, high, sign == ">=", upper == "<="), start)

    def _postfix(self) -> str | None:
        found = self._take(POSTFIX)
        return _MEANS[found.group()] if found else None

    def _is_at_end_of_test(self) -> bool:
        at, text = self._at, self._text
        return (
            at == len(text) or text[at] == ")" or bool(_SEPARATOR.match(text, at) or _EXCEPT.match(text, at))
        )

    # -- checks

    def _ordered(self, test: Comparison, start: int) -> Comparison:
        if test.operator in ("=", "!="):
            return test
        if self._column.type in UNORDERED:
            self._fail("cell_unordered", at=start, kind=self._column.type)
        if test.operand == Constant(None):
            self._fail("cell_null_order", at=start)
        return test

    def _checked(self, interval: Interval, start: int) -> Interval:
        for half in interval.halves:
            self._ordered(half, start)
        low, high = interval.low, interval.high
        if isinstance(low, Constant) and isinstance(high, Constant):
            lowest, highest = key_of(low.value), key_of(high.value)
            found = self._text[start : self._at].strip()
            if lowest > highest:  # type: ignore[operator]  # keys of one column have one type
                self._fail("cell_inverted", at=start, found=found)
            if lowest == highest and not (interval.has_low and interval.has_high):
                self._fail("cell_empty_range", at=start, found=found)
        return interval

    def _expect(self, sign: str) -> None:
        if not self._text.startswith(sign, self._at):
            self._fail("cell_expected", expected=sign)
        self._at += len(sign)
        self._skip()

    def _end(self) -> None:
        if self._at < len(self._text):
            self._fail("cell_after_end")


__all__ = ["MAX_LENGTH", "CellParser", "nearest"]
