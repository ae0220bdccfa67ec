"""Many questions at once get the answers they would get one by one."""

import math
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from tables.generated import facts, tables, values
from tables.made import column, seeded, table

from kium_rules.tables import Evaluator, FactError, HitPolicyError, RuleBook, ValueType
from kium_rules.tables.axes import axes_of
from kium_rules.tables.bulk import Bulk

BOOK, OUT = RuleBook.load(), column("o", "out")


def one_by_one(made, questions, days):
    """What single decisions say: (first row, number of rows, answer or the rows that break the policy)."""
    single = Evaluator(made, "bitmask")
    ids = [row.id for row in made.rows]
    for question, on in zip(questions, days, strict=True):
        rows = [ids.index(row.id) for row in single.matches(question, on)]
        yield rows, answer_of(lambda question=question, on=on: single.decide(question, on))


def answer_of(ask):
    """The answer, or the rows that break the hit policy."""
    try:
        return ask()
    except HitPolicyError as error:
        return error.rule_ids


def assert_bulk_agrees(made, columns, questions, days, on):
    bulk = Bulk(made)
    first, counts, answers = bulk.first(columns, on), bulk.counts(columns, on), bulk.decide(columns, on)
    truth = {}
    for start, part in bulk.matches(columns, on):
        truth.update({start + index: np.flatnonzero(line).tolist() for index, line in enumerate(part)})
    for index, (rows, expected) in enumerate(one_by_one(made, questions, days)):
        assert truth[index] == rows
        assert counts[index] == len(rows)
        assert first[index] == (rows[0] if rows else -1)
        assert answer_of(lambda index=index: answers[index]) == expected


@examples(60)
@given(data=st.data())
def test_lists_of_facts_are_decided_as_one_by_one(data):
    made = data.draw(tables(with_cases=False))
    questions = data.draw(st.lists(facts(made), min_size=1, max_size=8))
    days = data.draw(st.lists(values(ValueType.DATE), min_size=len(questions), max_size=len(questions)))
    columns = {one.name: [question[one.name] for question in questions] for one in made.inputs}
    assert_bulk_agrees(made, columns, questions, days, days)


@pytest.mark.parametrize("word", BOOK)
def test_the_packaged_tables_are_decided_as_one_by_one(word):
    made = BOOK[word]
    chance = seeded(7)
    samples = [[value for _, value in axis.samples()] for axis in axes_of(made)]
    questions = [
        {one.name: chance.choice(column) for one, column in zip(made.inputs, samples, strict=False)}
        for _ in range(300)
    ]
    days = [chance.choice([day for day in samples[-1] if day]) for _ in questions]
    columns = {one.name: [question[one.name] for question in questions] for one in made.inputs}
    assert_bulk_agrees(made, columns, questions, days, np.array(days, "datetime64[D]"))


DAYS = np.array(["2026-03-01", "2026-03-02", "NaT", "2027-01-01"], "datetime64[D]")
TIMES = np.array(["2026-03-02T09:00", "2026-03-02T09:01", "NaT", "2027-01-01"], "datetime64[s]")
DOUBLES = np.array([3.3, 3.3000000000000003, np.nan, 0.1])
NUMPY = {
    "n": (column("n", type="number"), ["> 3.3", "[0.1..2.5)", "< {i}"], DOUBLES),
    "i": (column("i"), ["> 3", "[-5..2)", "100000"], np.array([4, -6, 100000, 2], np.int32)),
    "t": (column("t", type="text"), ["a, b", "> b", '""'], np.array(["a", "", "c", "ab"])),
    "e": (
        column("e", type="enum", values={"x": "엑", "y": "와"}),
        ["x", "not(x)", "y"],
        np.array(["y", "x", "x", "y"]),
    ),
    "b": (column("b", type="boolean"), ["true", "false", "-"], np.array([True, False, True, False])),
    "d": (column("d", type="date"), [">= 2026-03-02", "-", "null"], DAYS),
    "m": (column("m", type="datetime"), ["> 2026-03-02T09:00", "-", "null"], TIMES),
    "p": (column("p", type="days_duration"), ["> P1D", "PT0S", "null"], DAYS - DAYS[0]),
}


def python_value(kind: ValueType, value: object) -> object:
    if isinstance(value, float):
        return None if math.isnan(value) else Decimal(repr(value))
    if isinstance(value, datetime) and kind is ValueType.DATE:
        return value.date()
    return value


def test_arrays_of_numpy_are_read_as_the_values_they_stand_for():
    names = list(NUMPY)
    rows = [
        {name: cells[index % 3] if name == focus else "-" for name, (_, cells, _) in NUMPY.items()}
        for focus in names
        for index in range(3)
    ]
    made = table([*(one for one, _, _ in NUMPY.values()), OUT], rows, "C")
    arrays = {name: array for name, (_, _, array) in NUMPY.items()}
    questions = [
        {one.name: python_value(one.type, arrays[one.name][index].item()) for one in made.inputs}
        for index in range(4)
    ]
    assert_bulk_agrees(made, arrays, questions, [None] * 4, None)


def test_a_double_counts_as_the_decimal_it_prints_as():
    made = table([column("n", type="number"), OUT], [{"n": "0.1"}, {"n": "< 0.1"}, {"n": "> 0.1"}], "C")
    found = Bulk(made).first(
        {"n": np.array([0.1, np.nextafter(0.1, 0), np.nextafter(0.1, 1), 0.1 + 0.2 - 0.2])}
    )
    assert found.tolist() == [0, 1, 2, 2]
    longer = table(
        [column("n", type="number"), OUT],
        [{"n": "0.1000000000000000001"}, {"n": "< 0.1000000000000000001"}],
        "C",
    )
    assert Bulk(longer).first({"n": np.array([0.1])}).tolist() == [1]


@pytest.mark.parametrize("cuts", [3, 40, 300])
@pytest.mark.parametrize("span", [1, 1000, 10**12])
def test_whole_numbers_are_found_whatever_the_number_and_span_of_limits(cuts, span):
    limits = [index * span for index in range(cuts)]
    made = table([column("n", type="number"), OUT], [{"n": f"[{limit}..{limit}.5]"} for limit in limits], "F")
    facts_given = np.array([limit + step for limit in limits for step in (-1, 0, 1)])
    index = {limit: row for row, limit in enumerate(limits)}
    assert Bulk(made).first({"n": facts_given}).tolist() == [
        index.get(fact, -1) for fact in facts_given.tolist()
    ]


def test_more_rows_than_a_word_has_bits_and_more_questions_than_a_chunk():
    made = table([column("a"), OUT], [{"a": str(index), "o": str(index * 2)} for index in range(150)])
    asked = np.arange(70_000) % 200
    answers = Bulk(made).decide({"a": asked})
    assert len(answers) == 70_000
    assert answers.output("o").tolist() == [value * 2 if value < 150 else None for value in asked.tolist()]
    assert answers[149].rule_ids == ("t.150",)
    assert answers[69_999:70_000][0].hits == ()


def test_masked_elements_are_null():
    made = table([column("a"), OUT], [{"a": "null"}, {"a": "1"}], "C")
    assert Bulk(made).first({"a": np.ma.array([1, 1, 2], mask=[False, True, False])}).tolist() == [1, 0, -1]


def test_columns_made_ready_once_serve_several_calls_of_their_table_only():
    made = table([column("a"), OUT], [{"a": "> 1"}], "C")
    bulk = Bulk(made)
    ready = {"a": bulk.encode("a", [1, 2, None])}
    assert bulk.first(ready).tolist() == bulk.first(ready).tolist() == [-1, 0, -1]
    with pytest.raises(FactError, match="encoded for another table"):
        Bulk(made).first(ready)
    with pytest.raises(FactError, match="no input column"):
        bulk.encode("b", [1])


def test_rows_with_dates_take_one_day_or_a_day_for_each_question():
    made = table([column("a"), OUT], [{"from": "2026-03-02"}, {"until": "2026-03-01"}], "C")
    bulk = Bulk(made)
    assert bulk.first({"a": [1, 2]}, date(2026, 3, 2)).tolist() == [0, 0]
    assert bulk.first({"a": [1, 2]}, [date(2026, 3, 2), date(2026, 3, 1)]).tolist() == [0, 1]
    with pytest.raises(FactError, match="which day"):
        bulk.first({"a": [1]})
    with pytest.raises(FactError, match="datetime"):
        bulk.first({"a": [1]}, datetime(2026, 3, 2))


@pytest.mark.parametrize(
    ("of", "given", "words"),
    [
        (column("a"), np.array([1.5]), "array of float64"),
        (column("a"), np.array([True]), "array of bool"),
        (column("a"), np.array([[1]]), "2-dimensional"),
        (column("a"), [1, True], "True (bool)"),
        (column("a"), [1.0], "float"),
        (column("a", domain="[0..9]"), np.array([1, 10]), "10 is none of the codes of column 'a', or lies outside"),
        (column("a", type="number"), np.array([1.5], np.float32), "float32"),
        (column("a", type="number"), np.array([np.inf]), "inf"),
        (column("a", type="enum", values={"x": "x"}), np.array(["x", "z"]), "z is none of the codes"),
        (column("a", type="enum", values={"x": "x", "y": "y"}), ["x", "z"], "none of the codes"),
        (column("a", type="date"), np.array(["2026-03-02T09:00"], "datetime64[m]"), "datetime64"),
        (column("a", type="datetime"), np.array([1], "datetime64[ns]"), "datetime64[ns]"),
        (column("a", type="text"), np.array([1]), "int64"),
        (column("a", type="datetime"), [datetime(2026, 3, 2), datetime(2026, 3, 2, tzinfo=UTC)], "time zones"),
    ],
)  # fmt: skip
def test_a_column_of_another_kind_is_refused(of, given, words):
    with pytest.raises(FactError) as caught:
        Bulk(table([of, OUT], [])).first({"a": given})
    assert words in caught.value.en


def test_columns_must_be_of_one_length_and_all_there():
    bulk = Bulk(table([column("a"), column("b"), OUT], []))
    with pytest.raises(FactError, match=r"differ in length \(1, 2\)"):
        bulk.first({"a": [1], "b": [1, 2]})
    with pytest.raises(FactError, match="'b' is missing"):
        bulk.first({"a": [1]})


def test_no_questions_have_no_answers():
    assert Bulk(table([column("a"), OUT], [{"a": "1"}])).first({"a": []}).tolist() == []


def test_a_broken_hit_policy_is_raised_where_the_answer_is_read():
    made = table([column("a"), OUT], [{"a": "> 1"}, {"a": "> 2"}])
    answers = Bulk(made).decide({"a": [2, 3]})
    assert answers[0].rule_ids == ("t.1",)
    with pytest.raises(HitPolicyError):
        answers[1]
    with pytest.raises(HitPolicyError):
        answers.output("o")


def test_lengths_and_moments_are_compared_between_columns():
    columns = [column("p", type="days_duration"), column("q", type="days_duration"), OUT]
    made = table(columns, [{"p": "< q"}, {"p": "q"}, {"p": "not(< q)"}], "F")
    lengths = [timedelta(days=1), timedelta(days=2), None]
    given = {"p": [one for one in lengths for _ in lengths], "q": lengths * 3}
    single = Evaluator(made, "bitmask")
    expected = [
        next(iter(single.decide({"p": p, "q": q}).rule_ids), None)
        for p, q in zip(given["p"], given["q"], strict=True)
    ]
    found = Bulk(made).first(given)
    assert [f"t.{index + 1}" if index >= 0 else None for index in found.tolist()] == expected
