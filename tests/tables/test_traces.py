"""A trace says which rows fired, and which cells stopped the nearest others."""

from datetime import date

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from tables.generated import facts, tables, values
from tables.made import column, table

from kium_rules.tables import Evaluator, FactError, HitPolicyError, ValueType
from kium_rules.tables.traces import trace

KINDS = {"regular": "정기돌봄", "temporary": "일시돌봄"}
COLUMNS = [
    column("kind", type="enum", values=KINDS) | {"label": "돌봄 유형"},
    column("days") | {"label": "이용 일수"},
    column("least") | {"label": "최소 일수"},
    column("o", "out"),
]
ROWS = [
    {"kind": "regular", "days": ">= least"},
    {"kind": "regular", "days": "< least"},
    {"kind": "temporary", "days": "> 14", "until": "2026-03-01"},
    {"kind": "temporary", "days": "> 14", "least": "3"},
]


def ask(policy="U", on=date(2026, 3, 2), **more):
    return trace(table(COLUMNS, ROWS, policy), {"kind": "regular", "days": 29, "least": 30} | more, on)


def test_the_row_that_fired_comes_first_and_the_nearest_others_follow():
    found = ask()
    assert [row.row.id for row in found.fired] == ["t.2"]
    assert [row.row.id for row in found.nearest()] == ["t.1", "t.3", "t.4"]
    assert found.answer.rule_ids == ("t.2",)


def test_a_cell_that_stopped_a_row_is_told_with_the_fact_and_what_it_was_compared_with():
    assert ask().lines("en", 1) == (
        "t.2 fired.",
        "t.1 did not fire: days is 29, the row wants >= least (least = 30)",
    )
    assert ask().lines("ko", 3)[-1] == (
        "t.4: 맞지 않았습니다. '돌봄 유형' 값이 정기돌봄인데 규칙은 일시돌봄; '최소 일수' 값이 30인데 규칙은 3"
    )


def test_a_row_not_in_force_is_stopped_by_the_day():
    _, nearest = ask(kind="temporary", days=15).nearest(2)
    assert (
        nearest.say("en")
        == "t.3 did not fire: the day asked about is 2026-03-02, the row is in force ..2026-03-01"
    )


def test_where_no_row_fires_that_is_said_first():
    assert ask(kind="temporary", days=1).lines("en")[0] == "No row fired."
    assert ask(kind="temporary", days=1).lines("ko")[0] == "맞는 규칙이 없습니다."


def test_a_row_passed_over_by_the_hit_policy_is_told_apart():
    made = table([column("a"), column("o", "out")], [{"a": "> 1"}, {"a": "> 2"}], "F")
    assert trace(made, {"a": 3}).lines("en") == (
        "t.1 fired.",
        "t.2 fired, but the hit policy prefers another row.",
    )


def test_a_broken_hit_policy_is_part_of_the_trace():
    made = table([column("a"), column("o", "out")], [{"a": "> 1"}, {"a": "> 2"}], "U")
    found = trace(made, {"a": 3})
    assert found.answer is None
    assert found.error.rule_ids == ("t.1", "t.2")
    assert "several do" in found.lines("en")[-1]


def test_facts_are_checked_as_for_a_decision():
    with pytest.raises(FactError):
        ask(days="29")


@examples(60)
@given(data=st.data())
def test_a_trace_gives_the_answer_of_a_decision_and_a_reason_for_every_other_row(data):
    made = data.draw(tables(with_cases=False))
    given_facts, on = data.draw(facts(made)), data.draw(values(ValueType.DATE))
    found = trace(made, given_facts, on)
    evaluator = Evaluator(made, "bitmask")
    assert [row.row for row in found.fired] == list(evaluator.matches(given_facts, on))
    assert len(found.rows) == len(made.rows)
    assert all(found.lines(language, 99) for language in ("ko", "en"))
    try:
        assert found.answer == evaluator.decide(given_facts, on)
    except HitPolicyError as error:
        broken = error
    else:
        broken = None
    assert (found.error and found.error.rule_ids) == (broken and broken.rule_ids)
