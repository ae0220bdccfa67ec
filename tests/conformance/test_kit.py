"""The conformance kit's decision tables: every case comes out as the kit expects, through FEEL and as rule tables."""

import json

import pytest
from cli.asked import run
from conformance.kit import kit

from kium_rules.tables import Evaluator, TableError
from kium_rules.tables.dmn import read_dmn
from kium_rules.tables.dmn.testkit import agrees, read_test_file


def test_every_case_of_the_kit_passes():
    done = run("conformance", kit())
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    count = len(lines) - 1
    assert count > 0
    assert lines[-1] == f"passed {count} of {count}"


def test_the_kit_as_a_list_of_objects():
    done = run("conformance", kit(), "--json")
    outcomes = json.loads(done.stdout)
    assert {tuple(outcome) for outcome in outcomes} == {("file", "case", "passed", "failures")}
    assert all(outcome["passed"] for outcome in outcomes)


def test_the_kit_s_tables_decide_the_same_as_rule_tables():
    """Where a model of the kit can be stored as rule tables, the library's own evaluator gives the expected answers."""
    checked = 0
    for path in sorted(kit().rglob("*-test-*.xml")):
        file = read_test_file(path)
        try:
            tables = {table.title["ko"]: table for table in read_dmn(path.parent / file.model)}
        except TableError:
            continue  # it holds expressions, which no rule table does
        for case in file.cases:
            for expectation in case.expectations:
                table = tables[expectation.decision]
                facts = {column.name: part(case.inputs, column.name) for column in table.inputs}
                answer = Evaluator(table).decide(facts).outputs
                assert agrees(shaped(answer), expectation.value), (path.name, case.id)
                checked += 1
    assert checked or pytest.skip("no model of this kit is all tables")


def part(inputs, name):
    value = inputs
    for step in name.split("."):
        value = value.get(step) if value else None
    return value


def shaped(answer):
    if isinstance(answer, tuple):
        return [shaped(each) for each in answer] or None
    if isinstance(answer, dict):
        return next(iter(answer.values())) if len(answer) == 1 else answer
    return answer
