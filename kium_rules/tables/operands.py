"""Reads one operand in the text of a cell: a literal, a code or label, a word, or another column."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NoReturn, TypeAlias

from kium_rules.tables import cells
from kium_rules.tables.cells import Constant, Operand, Reference
from kium_rules.tables.columns import Column
from kium_rules.tables.literals import CellError, Literal, literal_at
from kium_rules.tables.values import Value, ValueType

Words: TypeAlias = Mapping[str, Sequence[tuple[str, str]]]

POSTFIX = re.compile("이상|초과|이하|미만|부터|까지")
_CONSTRUCTOR = re.compile(r"(?:date|time|duration|date\s+and\s+time)\s*\(")
_AFTER_WORD = re.compile("제외|또는|혹은")
_WORD = re.compile(r"[^\W\d]\w*(?:\.\w+)*")
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(?![\d.])")


class Spelling:
    """What a word can mean in the cells of one column.

    Args:
        column: The column the cells stand in.
        columns: The table's input columns.
        is_feel: Whether only DMN's own spelling is read.

    Attributes:
        inputs: Input columns by name.
        names: By first letter: names and labels of columns, longest first, with the name each stands for.
        words: By first letter: codes and labels of the column's enum, longest first, with the code.
        suggestions: Names to suggest for an unknown one.
    """

    def __init__(self, column: Column, columns: Sequence[Column], *, is_feel: bool) -> None:
        self.column, self.is_feel = column, is_feel
        self.inputs = {other.name: other for other in columns}
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
        self.names, self.words = _by_first_letter(names), _by_first_letter(words)
        self.suggestions = list(names)


class OperandReader:
    """Reads a text from left to right.

    Args:
        spelling: What words mean.
        text: The text.
    """

    def __init__(self, spelling: Spelling, text: str) -> None:
        self._spelling, self._column, self._is_feel = spelling, spelling.column, spelling.is_feel
        self._text = text
        self._at = 0
        self._skip()

    def operand(self) -> Operand:
        """The operand that stands next, and the blanks after it.

        Raises:
            CellError: There is none, or it does not fit the column.
        """
        start = self._at
        operand = self._enum_word() or self._braced() or self._named() or self._literal() or self._keyword()
        if operand is None:
            operand = self._bare_word(start)
        self._skip()
        return operand

    def _enum_word(self) -> Operand | None:
        found = self._longest(self._spelling.words)
        if found is None:
            return None
        self._at += len(found[0])
        return Constant(found[1])

    def _braced(self) -> Operand | None:
        if self._is_feel or self._text[self._at : self._at + 1] != "{":
            return None
        end = self._text.find("}", self._at)
        if end < 0:
            self._fail("cell_expected", expected="}", at=len(self._text))
        name = self._text[self._at + 1 : end].strip()
        if name not in self._spelling.inputs:
            self._unknown_name(name, self._at)
        start, self._at = self._at, end + 1
        return self._reference(name, start)

    def _named(self) -> Operand | None:
        if _CONSTRUCTOR.match(self._text, self._at):
            return None
        found = self._longest(self._spelling.names)
        if found is None:
            return None
        other = self._spelling.inputs[found[1]]
        if self._column.type is ValueType.TEXT and not self._column.is_comparable_with(other):
            return None  # a text that happens to be called like a column of numbers
        start = self._at
        self._at += len(found[0])
        return self._reference(found[1], start)

    def _reference(self, name: str, start: int) -> Reference:
        other = self._spelling.inputs[name]
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

    def _after_number(self, start: int) -> None:
        """Pass over the column's unit; refuse what could be meant as part of the number."""
        if not self._is_feel:
            thousands = _THOUSANDS.match(self._text, start)
            if thousands:
                plain = thousands.group().replace(",", "")
                self._fail("cell_thousands", at=start, found=thousands.group(), plain=plain)
            self._pass_unit()
        following = self._text[self._at : self._at + 1]
        is_word = following.isalnum() or following == "_"
        is_korean = POSTFIX.match(self._text, self._at) or _AFTER_WORD.match(self._text, self._at)
        if is_word and (self._is_feel or not is_korean):
            self._fail("cell_after_end")

    def _pass_unit(self) -> None:
        at, unit = self._at, self._column.unit
        self._skip()
        if unit and self._text.startswith(unit, self._at):
            self._at += len(unit)
        else:
            self._at = at

    def _keyword(self) -> Operand | None:
        found = _WORD.match(self._text, self._at)
        word = found.group() if found else ""
        if self._is_feel and word not in ("null", "true", "false"):
            return None
        value: Value
        if word in cells.NULL_WORDS:
            value = None
        elif word in cells.TRUE_WORDS | cells.FALSE_WORDS and self._takes_boolean(word):
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

    def _longest(self, words: Words) -> tuple[str, str] | None:
        for word, meaning in words.get(self._text[self._at : self._at + 1], ()):
            if not self._text.startswith(word, self._at):
                continue
            end = self._at + len(word)
            ends = (word[-1], self._text[end : end + 1])
            is_whole = not all(letter.isalnum() or letter == "_" for letter in ends)
            if is_whole or (not self._is_feel and _AFTER_WORD.match(self._text, end)):
                return word, meaning
        return None

    # -- the text

    def _skip(self) -> None:
        while self._at < len(self._text) and self._text[self._at].isspace():
            self._at += 1

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self._text, self._at)
        if found:
            self._at = found.end()
            self._skip()
        return found

    def _unknown_name(self, word: str, at: int) -> NoReturn:
        self._fail("cell_unknown_name", at=at, found=word, near=nearest(word, self._spelling.suggestions))

    def _unknown_code(self, word: str, at: int) -> NoReturn:
        near = nearest(word, [*self._column.values, *self._column.values.values()])
        self._fail("cell_unknown_code", at=at, found=word, near=near, known=", ".join(self._column.values))

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


def _by_first_letter(words: Mapping[str, str]) -> Words:
    table: dict[str, list[tuple[str, str]]] = {}
    for word in sorted(words, key=len, reverse=True):
        table.setdefault(word[:1], []).append((word, words[word]))
    return table
