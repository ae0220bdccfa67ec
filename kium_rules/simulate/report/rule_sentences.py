"""What a row of the tables says, in one line that fits every application it stood against."""

from collections import defaultdict
from collections.abc import Iterable

from kium_rules.policy.sentences import fill
from kium_rules.tables import Row, RuleBook

ANYTHING = "\N{HORIZONTAL ELLIPSIS}"
"""Stands where the sentence names something that differs from application to application."""


def rule_sentence(books: Iterable[RuleBook], rule: str, language: str) -> str:
    """Give a row's sentence with the limits of its cells filled in; empty where the row has none.

    Args:
        books: Where to look for the row; the first that has it says what it says.
        rule: The row's id, such as `booking_window.1`.
        language: `ko` or `en`.
    """
    for book in books:
        for table in book.values():
            for row in table.rows:
                if row.id == rule:
                    return fill(row.notes.get(language, ""), _known(row), language)
    return ""


def _known(row: Row) -> defaultdict[str, object]:
    known: defaultdict[str, object] = defaultdict(lambda: ANYTHING)
    for name in row.inputs:
        match row.bound(name):
            case None | str() | bool():
                continue
            case (low, high):
                known[f"{name}.from"], known[f"{name}.to"] = low, high
            case limit:
                known[f"{name}.limit"] = limit
    known.update({name: value for name, value in row.outputs.items() if value is not None})
    return known
