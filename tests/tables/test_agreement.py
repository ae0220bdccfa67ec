"""All evaluators find the same rows: those whose every cell is true."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables.generated import facts, tables, values

from kium_rules.tables import Evaluator, HitPolicy, Table, ValueType
from kium_rules.tables.evaluator import HAS_DURABLE

engines = [
    pytest.param("bitmask"),
    pytest.param(
        "durable", marks=pytest.mark.skipif(not HAS_DURABLE, reason="durable-rules is not installed")
    ),
]


def rows_by_definition(table: Table, given: dict, on: date) -> list[str]:
    """The definition, without cleverness: a row matches where each cell is true and the day lies in its dates."""
    return [
        row.id
        for row in table.rows
        if row.holds_on(on) and all(row.inputs[name].holds(given[name], given) is True for name in given)
    ]


@pytest.mark.parametrize("engine", engines)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_an_evaluator_finds_exactly_the_rows_whose_cells_are_all_true(engine, data):
    table = data.draw(tables(policies=(HitPolicy.RULE_ORDER,), with_cases=False))
    evaluator = Evaluator(table, engine)
    assert evaluator.engine == engine
    for _ in range(8):
        given_facts, on = data.draw(facts(table)), data.draw(values(ValueType.DATE))
        found = [row.id for row in evaluator.matches(given_facts, on)]
        assert found == rows_by_definition(table, given_facts, on)
