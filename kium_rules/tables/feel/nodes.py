"""What a FEEL expression says, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from kium_rules.tables.feel.values import Feel


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written out."""

    value: Feel


@dataclass(frozen=True, slots=True)
class Name:
    """The value of a name in scope; null where there is none."""

    name: str


@dataclass(frozen=True, slots=True)
class Path:
    """``source.name``: an entry of a context, a part of a date."""

    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter:
    """``list[2]`` or ``list[item > 2]``."""

    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A built-in function with arguments in order or by name."""

    function: str
    arguments: tuple[Node, ...] = ()
    named: tuple[tuple[str, Node], ...] = ()


@dataclass(frozen=True, slots=True)
class Negative:
    """``-x``."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """``+ - * / ** = != < <= > >= and or`` between two operands."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between:
    """``x between low and high``, both ends included."""

    operand: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In:
    """``x in tests``."""

    operand: Node
    tests: Tests


@dataclass(frozen=True, slots=True)
class If:
    """``if condition then one else other``; a condition that is not true counts as false."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class ListOf:
    """``[a, b]``."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextOf:
    """``{name: value}``; later entries may use earlier ones."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class RangeOf:
    """``[low..high)``."""

    low: Node
    high: Node
    has_low: bool
    has_high: bool


@dataclass(frozen=True, slots=True)
class Test:
    """One unary test: a comparison with the input, or (no operator) an expression that covers it.

    Attributes:
        operator: ``= != < <= > >=``, or empty.
        operand: What the input is compared with.
        asks_input: Whether the expression mentions ``?``, so that its own truth counts.
    """

    operator: str
    operand: Node
    asks_input: bool = False


@dataclass(frozen=True, slots=True)
class Tests:
    """Unary tests of which one must hold; none of them means ``-``."""

    tests: tuple[Test, ...] = ()
    is_negated: bool = False


Node: TypeAlias = (
    Literal
    | Name
    | Path
    | Filter
    | Call
    | Negative
    | Binary
    | Between
    | In
    | If
    | ListOf
    | ContextOf
    | RangeOf
)

INPUT = "?"
"""Name under which a unary test finds the value it is about."""
