"""All evaluators find the same rows: those whose every cell is true."""

import itertools
import math
from datetime import UTC, date, datetime

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from tables.generated import facts, tables, values
from tables.made import column, seeded
from tables.made import table as made_table

from kium_rules.tables import Evaluator, HitPolicy, RuleBook, Table, ValueType
from kium_rules.tables.axes import axes_of
from kium_rules.tables.bulk import Bulk
from kium_rules.tables.evaluator import HAS_DURABLE

BOOK = RuleBook.load()
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
@examples(60)
@given(data=st.data())
def test_an_evaluator_finds_exactly_the_rows_whose_cells_are_all_true(engine, data):
    table = data.draw(tables(policies=(HitPolicy.RULE_ORDER,), with_cases=False))
    evaluator = Evaluator(table, engine)
    assert evaluator.engine == engine
    remembering = Evaluator(table, engine, remembers=True)
    for _ in range(8):
        given_facts, on = data.draw(facts(table)), data.draw(values(ValueType.DATE))
        found = [row.id for row in evaluator.matches(given_facts, on)]
        assert found == rows_by_definition(table, given_facts, on)
        assert found == [row.id for row in remembering.matches(given_facts, on)]


def elementary_cells(table: Table, limit: int):
    """One question for each way the limits of a table can be met, or so many random ones where there are more."""
    names = [*(one.name for one in table.inputs), "on"]
    samples = [[value for _, value in axis.samples()] for axis in axes_of(table)]
    samples[-1] = [day for day in samples[-1] if day]
    chance = seeded(11)
    if math.prod(map(len, samples)) <= limit:
        chosen = itertools.product(*samples)
    else:
        chosen = ([chance.choice(values) for values in samples] for _ in range(limit))
    for question in chosen:
        given_facts = dict(zip(names, question, strict=True))
        yield given_facts, given_facts.pop("on")


def assert_engines_agree(word: str, limit: int) -> None:
    table = BOOK[word]
    live, own = Evaluator(table), Evaluator(table, "bitmask")
    remembering = Evaluator(table, remembers=True)
    for given_facts, on in elementary_cells(table, limit):
        found = [row.id for row in own.matches(given_facts, on)]
        assert found == rows_by_definition(table, given_facts, on)
        assert found == [row.id for row in live.matches(given_facts, on)]
        assert found == [row.id for row in remembering.matches(given_facts, on)]


@pytest.mark.parametrize("word", BOOK)
def test_both_evaluators_agree_on_each_packaged_table(word):
    assert_engines_agree(word, 300)


@pytest.mark.slow
@pytest.mark.parametrize("word", BOOK)
def test_both_evaluators_agree_on_all_elementary_cells_or_ten_thousand_random_ones(word):
    assert_engines_agree(word, 10_000)


@pytest.mark.parametrize("engine", engines)
def test_a_local_time_and_a_time_with_an_offset_are_not_compared(engine):
    """DMN gives null for it, so neither the comparison nor its opposite holds; null still equals null."""
    moments = [column("m", type="datetime"), column("n", type="datetime"), column("o", "out")]
    rows = [{"m": "< n"}, {"m": "not(< n)"}, {"m": "n"}, {"m": "!= n"}, {"m": "-"}]
    made = made_table(moments, rows, "C")
    local, fixed = datetime(2026, 3, 2), datetime(2026, 3, 3, tzinfo=UTC)
    decide, bulk = Evaluator(made, engine).decide, Bulk(made)
    for question, expected in (
        ({"m": local, "n": fixed}, ["t.5"]),
        ({"m": local, "n": local}, ["t.2", "t.3", "t.5"]),
        ({"m": None, "n": None}, ["t.3", "t.5"]),
        ({"m": local, "n": None}, ["t.4", "t.5"]),
    ):
        assert list(decide(question).rule_ids) == expected
        assert list(bulk.decide({name: [value] for name, value in question.items()})[0].rule_ids) == expected
