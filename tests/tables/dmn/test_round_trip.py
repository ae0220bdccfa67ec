"""Tables written as DMN: read back equal, and decided the same by FEEL as by the library's evaluator."""

from dataclasses import replace

import pytest
from examples import examples
from hypothesis import assume, given
from hypothesis import strategies as st
from tables.generated import facts, tables, values

from kium_rules.tables import (
    Cell,
    Column,
    ColumnKind,
    Comparison,
    Constant,
    Evaluator,
    HitPolicy,
    HitPolicyError,
    Reference,
    RuleBook,
    TableError,
    ValueType,
)
from kium_rules.tables.dmn import format_dmn, parse_dmn
from kium_rules.tables.dmn.read_model import model_of
from kium_rules.tables.dmn.run import Runner
from kium_rules.tables.dmn.xml import parse_xml

BOOK = RuleBook.load()


@pytest.mark.parametrize("version", ["1.3", "1.5"])
@pytest.mark.parametrize("word", list(BOOK))
def test_every_table_of_the_house_reads_back_equal(word, version):
    assert parse_dmn(format_dmn([BOOK[word]], version=version)) == (BOOK[word],)


def test_the_whole_rule_book_reads_back_equal_from_one_file():
    assert parse_dmn(format_dmn(BOOK.values())) == tuple(BOOK.values())


def test_a_table_too_large_to_be_read_back_is_not_written():
    table = BOOK["waiting_list"]
    rows = tuple(replace(table.rows[0], id=f"r.{number}", note="x" * 200_000) for number in range(101))
    with pytest.raises(TableError, match="larger than 20 MB"):
        format_dmn([replace(table, rows=rows)])


@pytest.mark.slow
def test_a_table_of_five_thousand_rows_and_ten_columns_reads_back_equal():
    inputs = tuple(
        Column(f"c{number}", f"열 {number}", ColumnKind.INPUT, ValueType.INTEGER) for number in range(10)
    )
    table = BOOK["waiting_list"]
    cells = {column.name: Cell((Comparison("=", Constant(7)),)) for column in inputs}
    rows = tuple(replace(table.rows[0], id=f"r.{number}", inputs=cells) for number in range(5_000))
    large = replace(table, columns=(*inputs, *table.outputs, *table.notes), rows=rows, cases=())
    assert parse_dmn(format_dmn([large])) == (large,)


def test_a_name_that_looks_like_an_expression_is_not_written():
    table = BOOK["waiting_list"]
    column = Column("date(x", "날", ColumnKind.INPUT, ValueType.ENUM, values=table.inputs[0].values)
    cell = Cell((Comparison("=", Reference("date(x")),))
    row = replace(table.rows[0], inputs={"care_type": cell, "date(x": Cell()})
    with pytest.raises(TableError, match="Rename the column"):
        format_dmn([replace(table, columns=(column, *table.columns), rows=(row,), cases=())])


def test_tables_that_use_the_results_of_others_need_them():
    fee = replace(BOOK["waiting_list"], id="fee", cases=())
    asked = Column("fee.times_base", "배수", ColumnKind.INPUT, ValueType.NUMBER)
    row = replace(fee.rows[0], id="second.1", inputs={"fee.times_base": Cell()})
    second = replace(fee, id="second", columns=(asked, *fee.outputs, *fee.notes), rows=(row,))
    text = format_dmn([second, fee])
    assert '<requiredDecision href="#fee" />' in text
    assert 'name="fee.times_base"' not in text.split("<decision ")[0]  # no input: the result of a decision
    assert parse_dmn(text) == (fee, second)


@examples(150)
@given(table=tables())
def test_a_random_table_reads_back_equal(table):
    assert parse_dmn(format_dmn([table])) == (table,)


@examples(100)
@given(data=st.data(), table=tables(with_cases=False))
def test_feel_decides_a_written_table_as_the_evaluator_does(data, table):
    assume(
        table.hit_policy is not HitPolicy.COUNT or table.default is None
    )  # a count is a number, a default need not be
    given_facts = data.draw(facts(table))
    on = data.draw(values(ValueType.DATE))
    model = model_of(parse_xml(format_dmn([table]).encode(), "t.dmn"), "t.dmn")
    inputs = {"on": on}
    for name, value in given_facts.items():
        root, _, part = name.partition(".")
        inputs[root] = {part: value} if part else value
    assert Runner(model).decide("t", inputs) == expected(table, given_facts, on)


def expected(table, given_facts, on):
    """What the evaluator answers, in DMN's shape: one output alone is its value, no hit is null."""
    try:
        answer = Evaluator(table).decide(given_facts, on)
    except HitPolicyError:
        return None
    outputs = answer.outputs
    if isinstance(outputs, dict):
        return shaped(outputs)
    if isinstance(outputs, tuple):
        return [shaped(each) for each in outputs] or None
    return outputs


def shaped(outputs):
    return next(iter(outputs.values())) if len(outputs) == 1 else outputs
