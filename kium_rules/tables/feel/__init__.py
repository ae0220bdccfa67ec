"""FEEL, DMN's expression language: what decision tables and simple expressions need of it.

Supported: literals of every type, names (with blanks and signs), paths, arithmetic, comparisons, `and`/`or`,
`between`, `in`, `if`, lists, contexts, ranges, filters, unary tests and the built-in functions in `functions/`.
Refused by name: `for`, `some`, `every`, `function`, `instance of`. Nothing is ever run as Python.

    node = parse_expression("Base days + max(A, B)", KnownNames(["Base days", "A", "B"]))
    evaluate(node, {"Base days": Decimal(22), "A": Decimal(5), "B": None})     # null, as FEEL has it
    satisfies(parse_tests("[1..3), > 10"), Decimal(2), {})                      # True, False or None (null)
"""

from kium_rules.tables.feel.errors import FeelError
from kium_rules.tables.feel.evaluate import Scope, evaluate, satisfies
from kium_rules.tables.feel.names import KnownNames
from kium_rules.tables.feel.nodes import Node, Tests
from kium_rules.tables.feel.parser import parse_expression, parse_tests
from kium_rules.tables.feel.values import Feel, Range, compare, equal, is_same, show, type_of

__all__ = [
    "Feel",
    "FeelError",
    "KnownNames",
    "Node",
    "Range",
    "Scope",
    "Tests",
    "compare",
    "equal",
    "evaluate",
    "is_same",
    "parse_expression",
    "parse_tests",
    "satisfies",
    "show",
    "type_of",
]
