"""The smallest parts of a FEEL expression: literals, names, calls, lists, ranges, contexts, paths and filters."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from decimal import DecimalException

from kium_rules.tables.feel.errors import FeelError
from kium_rules.tables.feel.functions import FUNCTIONS
from kium_rules.tables.feel.names import KnownNames
from kium_rules.tables.feel.nodes import (
    INPUT,
    Call,
    ContextOf,
    Filter,
    If,
    ListOf,
    Literal,
    Name,
    Node,
    Path,
    RangeOf,
    Tests,
)
from kium_rules.tables.feel.scanner import Scanner
from kium_rules.tables.feel.values import DECIMAL128
from kium_rules.tables.literals import CellError, literal_at

_NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,4})?")
_CONSTANTS = {"true": True, "false": False, "null": None}
_UNSUPPORTED = ("for", "some", "every", "function", "instance")
_PROPERTIES = ("time offset", "start included", "end included")
_FUNCTION_NAMES = KnownNames(FUNCTIONS)
_PROPERTY_NAMES = KnownNames(_PROPERTIES)
_OPENING = re.compile(r"\s*\(")


class Terms(Scanner, ABC):
    """Reads terms. What stands round them is read by the parser, a class further down."""

    mentions_input = False

    @abstractmethod
    def expression(self) -> Node:
        """Read an expression."""

    @abstractmethod
    def tests(self) -> Tests:
        """Read unary tests."""

    def term(self) -> Node:
        """Read a term with the paths, filters and calls that follow it.

        Raises:
            FeelError: Something else stands here.
        """
        node = self._primary()
        while True:
            if self.sees(".") and not self.sees(".."):
                self.take(".")
                node = Path(node, self._property())
            elif self.sees("["):
                filtered = self._filter(node)
                if filtered is None:
                    return node
                node = filtered
            else:
                return node

    def _primary(self) -> Node:
        for read in (self._quoted, self._number, self._call, self._bracket, self._word):
            node = read()
            if node is not None:
                return node
        return self.fail("feel_expected_value")

    def _quoted(self) -> Node | None:
        if not (self.sees('"') or self.sees('@"')):
            return None
        try:
            literal = literal_at(self.text, self.at)
        except CellError as error:
            raise FeelError(f"feel_{error.code.removeprefix('cell_')}", error.position, error.facts) from None
        assert literal is not None  # noqa: S101 - a quote begins here
        self.at = literal.end
        self.skip()
        return Literal(literal.value)

    def _number(self) -> Node | None:
        found = _NUMBER.match(self.text, self.at)
        if found is None:
            return None
        try:
            number = DECIMAL128.create_decimal(found.group())
        except DecimalException:
            self.fail("feel_bad_literal", found=found.group())
        self.at = found.end()
        self.skip()
        return Literal(number)

    def _call(self) -> Node | None:
        found = _FUNCTION_NAMES.at(self.text, self.at)
        if found is None or not _OPENING.match(self.text, found[1]):
            return None
        self.at = found[1]
        self.skip()
        self.expect("(")
        named: list[tuple[str, Node]] = []
        arguments: list[Node] = []
        while not self.sees(")"):
            parameter = self._parameter(found[0])
            argument = self.expression()
            if parameter:
                named.append((parameter, argument))
            else:
                arguments.append(argument)
            if not self.take(","):
                break
        self.expect(")")
        if named and arguments:
            self.fail("feel_mixed_arguments", found=found[0])
        return Call(found[0], tuple(arguments), tuple(named))

    def _parameter(self, function: str) -> str | None:
        """The name of a parameter, where arguments are given by name."""
        start = self.at
        found = KnownNames(FUNCTIONS[function].parameters).at(self.text, start)
        if found:
            self.at = found[1]
            self.skip()
            if self.take(":"):
                return found[0]
            self.at = start
        return None

    def _bracket(self) -> Node | None:
        start = self.at
        opening = self.take("[", "(", "]", "{")
        if not opening:
            return None
        if opening == "{":
            return self._context()
        first = self._first_item() if opening == "[" else self.expression()
        if first is None:
            return ListOf(())
        if self.take(".."):
            return self._range(first, opening == "[")
        if opening == "(":
            self.expect(")")
            return first
        if opening == "]":
            self.fail("feel_expected_value", at=start)
        items = [first]
        while self.take(","):
            items.append(self.expression())
        self.expect("]")
        return ListOf(tuple(items))

    def _first_item(self) -> Node | None:
        """What a list begins with; None for the empty list. ``[]1..2]]`` begins with an open range."""
        start = self.at
        if not self.sees("]"):
            return self.expression()
        try:
            return self.expression()
        except FeelError:
            self.at = start
            self.take("]")
            return None

    def _range(self, low: Node, has_low: bool) -> Node:
        high = self.expression()
        closing = self.take("]", ")", "[")
        if not closing:
            self.fail("feel_expected", expected="]")
        return RangeOf(low, high, has_low, closing == "]")

    def _context(self) -> Node:
        entries: list[tuple[str, Node]] = []
        outside = self.names
        while not self.sees("}"):
            name = self._key()
            self.expect(":")
            entries.append((name, self.expression()))
            self.names = self.names.with_names([name])
            if not self.take(","):
                break
        self.names = outside
        self.expect("}")
        return ContextOf(tuple(entries))

    def _key(self) -> str:
        quoted = self._quoted()
        if isinstance(quoted, Literal):
            return str(quoted.value)
        end = self.text.find(":", self.at)
        name = self.text[self.at : end].strip() if end >= 0 else ""
        if not name or not (name[0].isalpha() or name[0] == "_"):
            self.fail("feel_expected_name")
        self.at = end
        return " ".join(name.split())

    def _word(self) -> Node | None:
        start = self.at
        if self.take("?"):
            self.mentions_input = True
            return Name(INPUT)
        known = self.names.at(self.text, start)
        if known is None:
            for word, value in _CONSTANTS.items():
                if self.take_word(word):
                    return Literal(value)
            for word in _UNSUPPORTED:
                if self.sees_word(word):
                    self.fail("feel_unsupported", found=word)
            if self.take_word("if"):
                return self._if()
        name = self.take_name()
        if name is None:
            return None
        if self.sees("("):
            self.fail("feel_unknown_function", at=start, found=name)
        return Name(name)

    def _if(self) -> Node:
        condition = self.expression()
        self.expect_word("then")
        then = self.expression()
        self.expect_word("else")
        return If(condition, then, self.expression())

    def _property(self) -> str:
        found = _PROPERTY_NAMES.at(self.text, self.at)
        if found:
            self.at = found[1]
            self.skip()
            return found[0]
        return self.take_name() or self.fail("feel_expected_name")

    def _filter(self, source: Node) -> Node | None:
        """A filter; None where the bracket closes a range: ``(1..5[``."""
        start, names = self.at, self.names
        self.take("[")
        self.names = names.with_names(["item"])
        try:
            condition = self.expression()
            self.expect("]")
        except FeelError:
            self.at = start
            return None
        finally:
            self.names = names
        return Filter(source, condition)
