"""No number of the policy stands in Python: what a rule table holds is not written again in code.

Numbers to 10 are too common to tell apart. A larger number that a table holds may stand in code only where it counts
something else, and then it is listed here with what it counts; the general table library counts nothing of centres.
"""

import ast
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest
from simulate.rule_books import pinned

from kium_rules.tables import RuleBook

HERE = Path(__file__).parents[2]
TOO_COMMON = frozenset(map(Decimal, range(11)))
ALSO_WIDTHS_AND_HOURS = frozenset(map(Decimal, (12, 15, 24, 36, 60)))
"""Outside the policy these mostly count letters, minutes of an hour or entries of a page."""

POLICY = ("kium_rules/policy", "kium_rules/decision.py", "kium_rules/values.py", "kium_rules/vocabulary.py")
ELSEWHERE = ("tables", "migrations", "models", "report")
"""Folders without policy: the table library, and the widths of columns and of pictures."""

COUNTS_SOMETHING_ELSE = {
    "kium_rules/records/demo/people.py": {14: "days of an invented booking"},
    "kium_rules/records/jobs/running.py": {30: "seconds between two runs of a job"},
    "kium_rules/records/outbox_delivery.py": {30: "seconds to the next attempt"},
    "public/forms/applications.py": {30: "minutes between two choices of a form"},
}
FILES = [
    file
    for surface in ("kium_rules", "public", "admin", "devices")
    for file in sorted((HERE / surface).rglob("*.py"))
    if not set(ELSEWHERE).intersection(file.relative_to(HERE).parts)
]


def numbers_of_tables(book: RuleBook) -> frozenset[Decimal]:
    """Give every number that a condition or an outcome of a rule holds."""
    found = set()
    for table in book.values():
        for row in table.rows:
            bounds = [row.bound(name) for name in row.inputs]
            limits = [one for bound in bounds for one in (bound if isinstance(bound, tuple) else (bound,))]
            for value in (*row.outputs.values(), *limits):
                if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
                    found.add(Decimal(value))
    return frozenset(found - TOO_COMMON)


NUMBERS = numbers_of_tables(RuleBook.load())


def numbers_in(code: str) -> set[Decimal]:
    """Give every number of a piece of Python, also one written as the text of a Decimal."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Constant) and not isinstance(node.value, (bool, bytes, type(None))):
            try:
                found.add(Decimal(str(node.value)))
            except InvalidOperation:
                continue
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(HERE).as_posix())
def test_a_file_holds_no_number_of_the_policy(file):
    name = file.relative_to(HERE).as_posix()
    allowed = set(map(Decimal, COUNTS_SOMETHING_ELSE.get(name, {})))
    looked_for = NUMBERS if name.startswith(POLICY) else NUMBERS - ALSO_WIDTHS_AND_HOURS
    found = numbers_in(file.read_text("utf-8")) & looked_for - allowed
    assert not found, (
        "take it from its rule table; if it counts something else, list it above with what it counts"
    )


def test_what_is_listed_is_still_there():
    for name, counts in COUNTS_SOMETHING_ELSE.items():
        held = numbers_in((HERE / name).read_text("utf-8"))
        assert set(map(Decimal, counts)) <= held & NUMBERS, f"{name}: take it off the list"


@pytest.mark.parametrize("number", ["3.3", "0.2", "14", "30", "60", "72", "24", "48"])
def test_the_numbers_everybody_knows_of_the_policy_would_be_found(number, tmp_path):
    numbers = numbers_of_tables(RuleBook.load(pinned(tmp_path / "rules")))
    assert Decimal(number) in numbers
    for written in (f"x = {number}", f"x = Decimal('{number}')", f"wait(days={number})"):
        assert numbers_in(written) & numbers == {Decimal(number)}
