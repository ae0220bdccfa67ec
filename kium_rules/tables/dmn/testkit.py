"""Reads test cases of the DMN conformance kit, and compares what came out with what they expect."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from kium_rules.tables.dmn.parts import tidy
from kium_rules.tables.dmn.xml import Element, read_xml
from kium_rules.tables.feel import Feel, is_same, type_of
from kium_rules.tables.feel.functions import FUNCTIONS
from kium_rules.tables.feel.operators import calculate
from kium_rules.tables.problems import Place, Problem, TableError

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_TOLERANCE = Decimal("1e-8")  # the kit writes some results with eight digits only


class Untyped(str):
    """A value the test file gives no type; it takes the type of what it is compared with, or is given to."""

    __slots__ = ()

    def typed(self, kind: str | None) -> Feel:
        """The value as one of FEEL's types; null where it is none.

        Args:
            kind: Name of the type, such as ``number``; None: unknown, which leaves it a string.
        """
        read = _READERS.get(_XSD_TYPES.get(kind or "", ""))
        return str(self) if read is None else read(self.strip())


@dataclass(frozen=True, slots=True)
class Expectation:
    """What one decision must give.

    Attributes:
        decision: Its name.
        value: The value; null where an error is expected.
    """

    decision: str
    value: Feel


@dataclass(frozen=True, slots=True)
class TestCase:
    """One test case.

    Attributes:
        id: Its id within the file.
        kind: ``decision``, or what else is to be invoked.
        inputs: Value by name of input.
        expectations: What must come out.
        line: Where it stands.
    """

    id: str
    kind: str
    inputs: Mapping[str, Feel]
    expectations: tuple[Expectation, ...]
    line: int


@dataclass(frozen=True, slots=True)
class TestFile:
    """One file of test cases and the name of the model file it is about."""

    file: str
    model: str
    cases: tuple[TestCase, ...]


def read_test_file(path: Path) -> TestFile:
    """Read a file of test cases.

    Raises:
        TableError: It cannot be read or is no such file; a value in it is none of its type.
    """
    root = read_xml(path, path.name)
    if root.name != "testCases":
        raise TableError([Problem("dmn.not_tests", Place(path.name, root.line), facts={"found": root.name})])
    cases = tuple(_case(element, path.name) for element in root.all("testCase"))
    return TestFile(path.name, root.text_of("modelName"), cases)


def agrees(given: Feel, expected: Feel) -> bool:
    """Whether a result is the expected one; numbers may differ by 1e-8."""
    if isinstance(expected, Untyped):
        expected = expected.typed(type_of(given))
    if isinstance(given, list) and isinstance(expected, list):
        return len(given) == len(expected) and all(map(agrees, given, expected))
    if isinstance(given, dict) and isinstance(expected, dict):
        return given.keys() == expected.keys() and all(agrees(given[name], expected[name]) for name in given)
    if type_of(given) == type_of(expected) == "number":
        difference = calculate("-", given, expected)
        return isinstance(difference, Decimal) and abs(difference) <= _TOLERANCE
    return is_same(given, expected)


def _case(element: Element, file: str) -> TestCase:
    return TestCase(
        element.get("id"),
        element.get("type") or "decision",
        {tidy(node.get("name")): _value(node, file) for node in element.all("inputNode")},
        tuple(_expectations(element, file)),
        element.line,
    )


def _expectations(element: Element, file: str) -> Iterator[Expectation]:
    for node in element.all("resultNode"):
        expected = node.first("expected")
        is_error = node.get("errorResult") == "true" or expected is None
        yield Expectation(
            tidy(node.get("name")), None if is_error or not expected else _value(expected, file)
        )


def _value(element: Element, file: str) -> Feel:
    """The value an inputNode, expected, component or item says."""
    if element.get(f"{_XSI}nil") == "true":
        return None
    components = list(element.all("component"))
    if components:
        return {tidy(part.get("name")): _value(part, file) for part in components}
    items = element.first("list")
    if items is not None:
        if items.get(f"{_XSI}nil") == "true":
            return None
        return [_value(item, file) for item in items.all("item")]
    simple = element.first("value")
    return _simple(simple, file) if simple else None


def _simple(element: Element, file: str) -> Feel:
    if element.get(f"{_XSI}nil") == "true":
        return None
    kind = element.get(f"{_XSI}type").rpartition(":")[2]
    if not kind:
        return Untyped(element.text)
    read = _READERS.get(kind)
    value = element.text if read is None else read(element.text.strip())
    if value is None:
        facts = {"found": element.text.strip(), "kind": kind}
        raise TableError([Problem("dmn.test_value", Place(file, element.line), facts=facts)])
    return value


def _boolean(text: str) -> Feel:
    return {"true": True, "1": True, "false": False, "0": False}.get(text)


def _calling(name: str) -> Callable[[str], Feel]:
    return lambda text: FUNCTIONS[name]([text], {})


_READERS: Mapping[str, Callable[[str], Feel]] = {
    **dict.fromkeys(("decimal", "double", "float", "integer", "int", "long", "short"), _calling("number")),
    "boolean": _boolean,
    "date": _calling("date"),
    "time": _calling("time"),
    "dateTime": _calling("date and time"),
    **dict.fromkeys(("duration", "dayTimeDuration", "yearMonthDuration"), _calling("duration")),
}
_XSD_TYPES = {
    "number": "decimal",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "date and time": "dateTime",
    "days and time duration": "duration",
    "years and months duration": "duration",
}
