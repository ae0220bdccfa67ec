"""What was decided before is answered from memory, and the memory takes no question for another one."""

import gc
import weakref
from datetime import date, datetime
from decimal import Decimal

import pytest
from tables.crowds import STEPS, wrong_answers
from tables.made import column, table

from kium_rules.tables import Evaluator, FactError, evaluator
from kium_rules.tables.evaluator import HAS_DURABLE

pytestmark = pytest.mark.skipif(not HAS_DURABLE, reason="durable-rules is not installed")
OUT = column("o", "out")
DAY = date(2026, 3, 2)


def remembering(columns, rows, policy="U"):
    return Evaluator(table([*columns, OUT], rows, policy), "durable", remembers=True)


def test_equal_values_of_another_type_are_another_question():
    made = remembering([column("a", type="number")], [{"a": "1", "o": "1"}])
    for one in (1, Decimal(1), Decimal("1.0"), 1):
        assert made.decide({"a": one}).rule_ids == ("t.1",)
    for wrong in (True, 1.0):
        with pytest.raises(FactError):
            made.decide({"a": wrong})
    truth = remembering([column("a", type="boolean")], [{"a": "true", "o": "1"}])
    assert truth.decide({"a": True}).rule_ids == ("t.1",)
    with pytest.raises(FactError):
        truth.decide({"a": 1})


def test_the_order_in_which_facts_are_named_does_not_matter():
    made = remembering(
        [column("a"), column("b")], [{"a": "1", "b": "2", "o": "1"}, {"a": "2", "b": "1", "o": "2"}]
    )
    assert made.decide({"a": 1, "b": 2}).rule_ids == ("t.1",)
    assert made.decide({"b": 1, "a": 2}).rule_ids == ("t.2",)
    assert made.decide({"b": 2, "a": 1}).rule_ids == ("t.1",)


def test_a_missing_and_an_unknown_fact_are_refused_beside_a_remembered_one():
    made = remembering([column("a"), column("b")], [{"a": "1", "o": "1"}])
    assert made.decide({"a": 1, "b": None}).rule_ids == ("t.1",)
    for wrong in ({"a": 1}, {"a": 1, "c": None}, {"a": 1, "b": None, "c": None}):
        with pytest.raises(FactError):
            made.decide(wrong)


@pytest.mark.parametrize("wrong", [[1], {1}, {}, Decimal("NaN"), Decimal("sNaN")])
def test_a_fact_that_no_memory_takes_is_refused_as_ever(wrong):
    made = remembering([column("a", type="number")], [{"a": "1", "o": "1"}])
    for _ in range(2):
        with pytest.raises(FactError):
            made.decide({"a": wrong})


def test_rows_with_dates_are_remembered_by_the_day():
    rows = [{"until": "2026-03-01", "o": "1"}, {"from": "2026-03-02", "o": "2"}]
    made = remembering([column("a")], rows)
    for _ in range(2):
        assert made.decide({"a": 1}, on=date(2026, 3, 1)).rule_ids == ("t.1",)
        assert made.decide({"a": 1}, on=DAY).rule_ids == ("t.2",)
        with pytest.raises(FactError):
            made.decide({"a": 1})


def test_an_instant_does_not_pass_for_a_day_where_no_row_has_dates():
    made = remembering([column("a")], [{"a": "1", "o": "1"}])
    for day in (DAY, None, date(2027, 3, 2)):
        assert made.decide({"a": 1}, on=day).rule_ids == ("t.1",)
    with pytest.raises(FactError):
        made.decide({"a": 1}, on=datetime(2026, 3, 2))


class Word(str):
    """A text whose end can be seen."""


def test_no_more_questions_are_kept_than_there_is_room_for(monkeypatch):
    monkeypatch.setattr(evaluator, "_REMEMBERED", 5)
    made = remembering([column("a", type="text")], [{"a": '> "5"', "o": "1"}])
    kept = []
    for number in (*range(10), *range(10)):
        word = Word(number)
        kept.append(weakref.ref(word))
        assert bool(made.decide({"a": word}).hits) == (number > 5)
    del word
    gc.collect()
    assert 0 < sum(one() is not None for one in kept) <= 5


def test_threads_share_a_small_memory_without_wrong_answers(monkeypatch):
    monkeypatch.setattr(evaluator, "_REMEMBERED", 4)
    made = remembering([column("a")], [{"a": f">= {index}", "o": str(index)} for index in range(STEPS)], "C")
    assert wrong_answers(made, 4) == []
