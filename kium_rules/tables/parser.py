"""Reads the text of a cell: DMN's unary tests, and the Korean spellings people use in spreadsheets.

Recursive descent over the text, one function a construct. What is read is data (`cells`); nothing is ever run.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NoReturn

from kium_rules.tables import cells
from kium_rules.tables.cells import (
    ANY,
    Cell,
    Comparison,
    Constant,
    Interval,
    Operand,
    Reference,
    Test,
)
from kium_rules.tables.columns import Column
from kium_rules.tables.literals import CellError, Literal, literal_at
from kium_rules.tables.values import UNORDERED, Value, ValueType, key_of

MAX_LENGTH = 10_000  # characters; far above any cell a person writes, far below what could stall the parser

_OPERATOR = re.compile(r"<=|>=|!=|<|>|=|≤|≥|≠|＜|＞|＝")
_SAME = {"≤": "<=", "≥": ">=", "≠": "!=", "＜": "<", "＞": ">", "＝": "="}
_POSTFIX = re.compile("이상|초과|이하|미만|부터|까지")
_MEANS = {"이상": ">=", "부터": ">=", "초과": ">", "이하": "<=", "까지": "<=", "미만": "<"}
_SEPARATOR = re.compile("[,，、]|또는|혹은")
_EXCEPT = re.compile("제외")
_COMMA = re.compile(",")
_TILDE = re.compile("[~～]")
_NOT = re.compile(r"not\s*\(")
_CONSTRUCTOR = re.compile(r"(?:date|time|duration|date\s+and\s+time)\s*\(")
_AFTER_WORD = re.compile("제외|또는|혹은")
_WORD = re.compile(r"[^\W\d]\w*(?:\.\w+)*")
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(?![\d.])")


class CellParser:
    """Parser for the cells of one input column.

    Args:
        column: The column the cells stand in.
        columns: The table's input columns, which cells may compare with.
        is_feel: Read DMN's own spelling only: bare words are names of inputs, texts need quotes, Korean
            spellings are refused. Off: the spelling of ``rows.csv``, which also knows codes and labels.
    """

    def __init__(self, column: Column, columns: Sequence[Column] = (), *, is_feel: bool = False) -> None:
        self._column = column
        self._is_feel = is_feel
        self._inputs = {other.name: other for other in columns}
        names = {other.name: other.name for other in columns}
        words: dict[str, str] = {}
        if not is_feel:
            for other in columns:
                if other.label and not other.label[0].isdigit():
                    names.setdefault(other.label, other.name)
            for code, label in column.values.items():
                words.setdefault(label, code)
            words.update({code: code for code in column.values})
            words.pop("null", None)  # null is never a code; a code of that name stands in quotes
        self._names = _by_first_letter(names)
        self._words = _by_first_letter(words)
        self._suggestions = list(names)
        self._text = ""
        self._at = 0

    def parse(self, text: str) -> Cell:
        """Read one cell.

        Raises:
            CellError: With the code of a sentence and the index of the character it is about.
        """
        if len(text) > MAX_LENGTH:
            raise CellError("cell_too_long", MAX_LENGTH, {"limit": MAX_LENGTH})
        self._text, self._at = text, 0
        self._skip()
        if self._at == len(text) or self._is_any():
            return ANY
        is_negated = self._takes_not()
        tests = self._tests()
        if is_negated:
            self._expect(")")
        if not is_negated and not self._is_feel and self._take(_EXCEPT):
            is_negated = True
        if self._at < len(text):
            self._fail("cell_after_end")
        return Cell(tuple(dict.fromkeys(tests)), is_negated)

    def parse_literal(self, text: str) -> Value:
        """Read a cell that may hold one value only, such as an output or a fact.

        Raises:
            CellError: It is no value, or more than one.
        """
        self._text, self._at = text, 0
        self._skip()
        operand = self._operand()
        if isinstance(operand, Reference):
            raise CellError("cell_not_a_value", 0, {"found": text})
        if self._at < len(text):
            self._fail("cell_after_end")
        return operand.value

    # -- structure

    def _is_any(self) -> bool:
        rest = self._text[self._at :].rstrip()
        if rest == "-":
            return True
        return not self._is_feel and rest in cells.ANY_WORDS and self._column.code_of(rest) is None

    def _takes_not(self) -> bool:
        found = _NOT.match(self._text, self._at)
        if not found:
            return False
        self._at = found.end()
        self._skip()
        return True

    def _tests(self) -> list[Test]:
        tests = [self._test()]
        while self._take_separator():
            tests.append(self._test())
        return tests

    def _take_separator(self) -> bool:
        return self._take(_COMMA if self._is_feel else _SEPARATOR)

    def _test(self) -> Test:
        start = self._at
        operator = _OPERATOR.match(self._text, self._at)
        if operator:
            self._at = operator.end()
            self._skip()
            sign = _SAME.get(operator.group(), operator.group())
            return self._ordered(Comparison(sign, self._operand()), start)
        if self._text[start : start + 1] in "[(]" and start < len(self._text):
            return self._interval(start)
        operand = self._operand()
        if not self._is_feel:
            return self._korean(operand, start)
        return Comparison("=", operand)

    def _interval(self, start: int) -> Test:
        has_low = self._text[start] == "["
        self._at += 1
        self._skip()
        low = self._operand()
        self._expect("..", end_code="cell_open_range")
        if self._at == len(self._text) or self._text[self._at] in "])[":
            self._fail("cell_open_range")
        high = self._operand()
        closing = self._text[self._at : self._at + 1]
        if closing not in ("]", ")", "["):
            self._fail("cell_open_range")
        self._at += 1
        self._skip()
        return self._checked(Interval(low, high, has_low, closing == "]"), start)

    def _korean(self, operand: Operand, start: int) -> Test:
        if self._take(_TILDE):
            return self._checked(Interval(operand, self._operand()), start)
        sign = self._postfix()
        if sign is None:
            return Comparison("=", operand)
        first = self._ordered(Comparison(sign, operand), start)
        if sign in ("<", "<=") or self._is_at_end_of_test():
            return first
        high = self._operand()
        upper = self._postfix()
        if upper not in ("<", "<="):
            self._fail("cell_expected", expected="이하, 미만")
        return self._checked(Interval(operand, high, sign == ">=", upper == "<="), start)

    def _postfix(self) -> str | None:
        found = _POSTFIX.match(self._text, self._at)
        if not found:
            return None
        self._at = found.end()
        self._skip()
        return _MEANS[found.group()]

    def _is_at_end_of_test(self) -> bool:
        at = self._at
        return (
            at == len(self._text)
            or self._text[at] == ")"
            or bool(_SEPARATOR.match(self._text, at) or _EXCEPT.match(self._text, at))
        )

    # -- operands

    def _operand(self) -> Operand:
        start = self._at
        operand = (
            self._word_of_enum() or self._braced() or self._named() or self._literal() or self._keyword()
        )
        if operand is None:
            operand = self._bare_word(start)
        self._skip()
        return operand

    def _braced(self) -> Operand | None:
        if self._is_feel or self._text[self._at : self._at + 1] != "{":
            return None
        end = self._text.find("}", self._at)
        if end < 0:
            self._fail("cell_expected", expected="}", at=len(self._text))
        name = self._text[self._at + 1 : end].strip()
        if name not in self._inputs:
            self._unknown_name(name, self._at)
        start, self._at = self._at, end + 1
        return self._reference(name, start)

    def _word_of_enum(self) -> Operand | None:
        found = self._longest(self._words)
        if found is None:
            return None
        self._at += len(found[0])
        return Constant(found[1])

    def _named(self) -> Operand | None:
        if _CONSTRUCTOR.match(self._text, self._at):
            return None
        found = self._longest(self._names)
        if found is None:
            return None
        if self._column.type is ValueType.TEXT and not self._column.is_comparable_with(
            self._inputs[found[1]]
        ):
            return None  # a text that happens to be called like a column of numbers
        start = self._at
        self._at += len(found[0])
        return self._reference(found[1], start)

    def _reference(self, name: str, start: int) -> Reference:
        other = self._inputs[name]
        if name == self._column.name:
            self._fail("cell_own_column", at=start, name=name)
        if not self._column.is_comparable_with(other):
            self._fail("cell_other_type", at=start, name=name, given=other.type, wanted=self._column.type)
        return Reference(name)

    def _literal(self) -> Operand | None:
        start = self._at
        literal = literal_at(self._text, start)
        if literal is None:
            return None
        value = self._typed(literal, start)
        self._at = literal.end
        if literal.type is ValueType.NUMBER:
            self._after_number(start)
        return Constant(value)

    def _after_number(self, start: int) -> None:
        thousands = _THOUSANDS.match(self._text, start)
        if thousands and not self._is_feel:
            self._fail(
                "cell_thousands", at=start, found=thousands.group(), plain=thousands.group().replace(",", "")
            )
        at, unit = self._at, self._column.unit
        if unit and not self._is_feel:
            self._skip()
            if self._text.startswith(unit, self._at):
                self._at += len(unit)
            else:
                self._at = at
        following = self._text[self._at : self._at + 1]
        if (following.isalnum() or following == "_") and not (
            not self._is_feel
            and (_POSTFIX.match(self._text, self._at) or _AFTER_WORD.match(self._text, self._at))
        ):
            self._fail("cell_after_end")

    def _typed(self, literal: Literal, start: int) -> Value:
        wanted, value = self._column.type, literal.value
        if literal.type is wanted:
            return value
        if wanted is ValueType.INTEGER and isinstance(value, Decimal):
            if value != value.to_integral_value():
                self._fail("cell_fraction", at=start, found=self._text[start : literal.end])
            return int(value)
        if wanted is ValueType.ENUM and isinstance(value, str):
            code = self._column.code_of(value)
            if code is None:
                self._unknown_code(value, start)
            return code
        found = self._text[start : literal.end]
        code = "cell_number_as_text" if wanted is ValueType.TEXT else "cell_wrong_type"
        raise self._error(code, at=start, found=found, given=literal.type, wanted=wanted)

    def _keyword(self) -> Operand | None:
        found = _WORD.match(self._text, self._at)
        word = found.group() if found else ""
        is_known = not self._is_feel or word in ("null", "true", "false")
        value: Value
        if word in cells.NULL_WORDS and is_known:
            value = None
        elif word in cells.TRUE_WORDS | cells.FALSE_WORDS and self._takes_boolean(word) and is_known:
            value = word in cells.TRUE_WORDS
        else:
            return None
        self._at += len(word)
        return Constant(value)

    def _takes_boolean(self, word: str) -> bool:
        if self._column.type is ValueType.BOOLEAN:
            return True
        if self._column.type in (ValueType.TEXT, ValueType.ENUM) and word not in ("true", "false"):
            return False
        raise self._error("cell_wrong_type", found=word, given=ValueType.BOOLEAN, wanted=self._column.type)

    def _bare_word(self, start: int) -> Operand:
        found = _WORD.match(self._text, start)
        word = found.group() if found else ""
        if not word:
            self._fail("cell_expected_value")
        if self._is_feel or self._column.type not in (ValueType.TEXT, ValueType.ENUM):
            self._unknown_name(word, start)
        if self._column.type is ValueType.ENUM:
            self._unknown_code(word, start)
        self._at += len(word)
        return Constant(word)

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
            if lowest > highest:  # type: ignore[operator]  # keys of one column have one type
                self._fail("cell_inverted", at=start, found=self._text[start : self._at].strip())
            if lowest == highest and not (interval.has_low and interval.has_high):
                self._fail("cell_empty_range", at=start, found=self._text[start : self._at].strip())
        return interval

    # -- text

    def _skip(self) -> None:
        while self._at < len(self._text) and self._text[self._at].isspace():
            self._at += 1

    def _take(self, pattern: re.Pattern[str]) -> bool:
        found = pattern.match(self._text, self._at)
        if found:
            self._at = found.end()
            self._skip()
        return bool(found)

    def _expect(self, sign: str, end_code: str | None = None) -> None:
        if not self._text.startswith(sign, self._at):
            if end_code and self._at == len(self._text):
                self._fail(end_code)
            self._fail("cell_expected", expected=sign)
        self._at += len(sign)
        self._skip()

    def _longest(self, words: dict[str, list[tuple[str, str]]]) -> tuple[str, str] | None:
        for word, meaning in words.get(self._text[self._at : self._at + 1], ()):
            if self._text.startswith(word, self._at):
                end = self._at + len(word)
                following = self._text[end : end + 1]
                is_whole = not (following.isalnum() or following == "_") or not (
                    word[-1].isalnum() or word[-1] == "_"
                )
                if is_whole or (not self._is_feel and _AFTER_WORD.match(self._text, end)):
                    return word, meaning
        return None

    def _unknown_name(self, word: str, at: int) -> NoReturn:
        self._fail("cell_unknown_name", at=at, found=word, near=nearest(word, self._suggestions))

    def _unknown_code(self, word: str, at: int) -> NoReturn:
        near = nearest(word, [*self._column.values, *self._column.values.values()])
        known = ", ".join(self._column.values)
        self._fail("cell_unknown_code", at=at, found=word, near=near, known=known)

    def _fail(self, code: str, at: int | None = None, **facts: object) -> NoReturn:
        raise self._error(code, at, **facts)

    def _error(self, code: str, at: int | None = None, **facts: object) -> CellError:
        position = self._at if at is None else at
        facts.setdefault("found", self._text[position : position + 12])
        return CellError(code, position, facts)


def nearest(word: str, known: Sequence[str]) -> str:
    """The known word most like one that is not known; empty when none is near."""
    folded = {other.casefold(): other for other in known}
    close = difflib.get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.6)
    return folded[close[0]] if close else ""


def _by_first_letter(words: dict[str, str]) -> dict[str, list[tuple[str, str]]]:
    table: dict[str, list[tuple[str, str]]] = {}
    for word in sorted(words, key=len, reverse=True):
        table.setdefault(word[:1], []).append((word, words[word]))
    return table
