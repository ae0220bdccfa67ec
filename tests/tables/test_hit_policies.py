"""Hit policies of DMN."""

from datetime import date
from decimal import Decimal

import pytest
from tables.made import column, table

from kium_rules.tables import Evaluator, HitPolicyError

LEVELS = {"high": "높음", "middle": "중간", "low": "낮음"}
COLUMNS = [column("a"), column("level", "out", "enum", values=LEVELS), column("fee", "out", "number")]
ROWS = [
    {"a": ">= 1", "level": "low", "fee": "10"},
    {"a": ">= 2", "level": "high", "fee": "20.5"},
    {"a": ">= 3", "level": "middle", "fee": "5"},
    {"a": ">= 3", "level": "high", "fee": "20.5"},
]


def answer(policy: str, value: int, rows=ROWS, columns=COLUMNS, **more):
    return Evaluator(table(columns, rows, policy, **more), "bitmask").decide({"a": value})


def test_unique_gives_the_one_row_that_matches():
    found = answer("U", 1)
    assert found.outputs == {"level": "low", "fee": 10}
    assert found.rule_ids == ("t.1",)


def test_unique_refuses_several_rows_and_names_them():
    with pytest.raises(HitPolicyError, match=r"t\.1, t\.2") as caught:
        answer("U", 2)
    assert caught.value.rule_ids == ("t.1", "t.2")
    assert "여러 규칙" in caught.value.ko


def test_any_wants_the_same_outputs_of_all():
    same = [{"a": ">= 1", "level": "low"}, {"a": ">= 2", "level": "low"}]
    assert answer("A", 2, same).outputs == {"level": "low", "fee": None}
    assert answer("A", 2, same).rule_ids == ("t.1", "t.2")
    with pytest.raises(HitPolicyError, match="disagree"):
        answer("A", 2)


def test_priority_takes_the_first_value_in_the_order_of_the_output():
    assert answer("P", 3).rule_ids == ("t.2",)
    assert answer("P", 1).rule_ids == ("t.1",)


def test_a_domain_gives_priorities_too_and_later_outputs_break_ties():
    columns = [
        column("a"),
        column("x", "out", "text", domain='"B","A"'),
        column("y", "out", domain="3, 2, 1"),
    ]
    rows = [
        {"a": "-", "x": "A", "y": "3"},
        {"a": "-", "x": "B", "y": "1"},
        {"a": "-", "x": "B", "y": "2"},
        {"a": "-", "x": "C", "y": "3"},
    ]
    assert answer("P", 0, rows, columns).rule_ids == ("t.3",)
    assert answer("O", 0, rows, columns).rule_ids == ("t.3", "t.2", "t.1", "t.4")


def test_first_takes_the_first_row_in_the_table():
    assert answer("F", 3).rule_ids == ("t.1",)


def test_rule_order_and_collect_give_all_rows():
    for policy in ("R", "C"):
        found = answer(policy, 3)
        assert found.rule_ids == ("t.1", "t.2", "t.3", "t.4")
        assert found.outputs[2] == {"level": "middle", "fee": 5}


def test_output_order_sorts_by_priority_and_keeps_table_order_among_equals():
    assert answer("O", 3).rule_ids == ("t.2", "t.4", "t.3", "t.1")


@pytest.mark.parametrize(
    ("policy", "expected"), [("C+", Decimal("56.0")), ("C<", Decimal(5)), ("C>", Decimal("20.5")), ("C#", 4)]
)
def test_aggregates_make_one_value_of_all_rows(policy, expected):
    columns = [COLUMNS[0], COLUMNS[2]]
    rows = [{name: text for name, text in row.items() if name != "level"} for row in ROWS]
    assert answer(policy, 3, rows, columns).outputs == expected
    assert len(answer(policy, 3, rows, columns).hits) == 4
    assert answer(policy, 0, rows, columns).outputs == (0 if policy == "C#" else None)


def test_an_aggregate_over_null_is_null_as_in_dmn():
    columns = [COLUMNS[0], COLUMNS[2]]
    assert answer("C+", 1, [{"a": "-", "fee": "1"}, {"a": "-"}], columns).outputs is None


def test_dates_can_be_compared_by_an_aggregate():
    columns = [column("a"), column("day", "out", "date")]
    rows = [{"a": "-", "day": "2026-03-02"}, {"a": "-", "day": "2026-03-01"}]
    assert answer("C<", 1, rows, columns).outputs == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("U", {"level": "middle", "fee": None}),
        ("R", ({"level": "middle", "fee": None},)),
        ("C", ({"level": "middle", "fee": None},)),
    ],
)
def test_the_default_answers_where_no_row_does(policy, expected):
    found = answer(policy, 0, default={"level": "중간"})
    assert found.outputs == expected
    assert found.hits == ()


def test_without_a_default_nothing_is_said():
    assert answer("U", 0).outputs is None
    assert answer("C", 0).outputs == ()


def test_an_answer_can_be_changed_by_its_reader_without_harm():
    evaluator = Evaluator(table(COLUMNS, ROWS, "F"), "bitmask")
    evaluator.decide({"a": 1}).outputs["level"] = "spoilt"
    evaluator.decide({"a": 1}).hits[0].outputs["level"] = "spoilt"
    assert evaluator.decide({"a": 1}).outputs["level"] == "low"
