"""Facts are checked before anything is decided, by either engine."""

from datetime import date, datetime, time
from decimal import Decimal
from enum import IntEnum, StrEnum

import pytest
from tables.made import column, table

from kium_rules.tables import Evaluator, FactError
from kium_rules.tables.evaluator import HAS_DURABLE

OUT = column("o", "out")
TYPES = {
    "n": column("n", type="number", domain="[0..100]"),
    "i": column("i"),
    "t": column("t", type="text"),
    "e": column("e", type="enum", values={"regular": "정기돌봄", "temporary": "일시돌봄"}),
    "b": column("b", type="boolean"),
    "d": column("d", type="date"),
    "c": column("c", type="time"),
    "m": column("m", type="datetime"),
}
ROW = {"m": ">= 2026-03-02T09:00Z", "c": ">= 09:00", "i": "> 0"}
GOOD = {
    "n": Decimal("3.5"),
    "i": 1,
    "t": "x",
    "e": "regular",
    "b": True,
    "d": date(2026, 3, 2),
    "c": time(9),
    "m": None,
}


@pytest.fixture(
    params=[
        "bitmask",
        pytest.param("durable", marks=pytest.mark.skipif(not HAS_DURABLE, reason="no durable-rules")),
    ]
)
def decide(request):
    return Evaluator(table([*TYPES.values(), OUT], [ROW, {}], "C"), request.param).decide


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("n", 3.5, 'float 3.5, which is not exact. Give Decimal("3.5")'),
        ("n", "3.5", "'3.5' (str); a number is needed"),
        ("n", True, "True (bool)"),
        ("n", Decimal("NaN"), "NaN"),
        ("n", Decimal("sNaN"), "sNaN"),
        ("n", Decimal("100.1"), "outside the domain [0..100]"),
        ("n", -1, "outside the domain"),
        ("i", Decimal(1), "whole number"),
        ("i", True, "True (bool)"),
        ("t", 33, "33 (int); a text is needed"),
        ("e", "regulr", "Did you mean 'regular'"),
        ("e", "정기돌봄", "none of the codes"),
        ("b", 1, "1 (int)"),
        ("d", datetime(2026, 3, 2), "datetime"),
        ("d", "2026-03-02", "a date is needed"),
        ("c", datetime(2026, 3, 2), "time of day"),
        ("m", date(2026, 3, 2), "date and time"),
        ("m", datetime(2026, 3, 2), "disagree about time zones"),
        ("t", ["x"], "['x'] (list)"),
    ],
)
def test_a_fact_of_another_kind_is_refused_by_name(decide, name, value, words):
    for _ in range(2):  # the second time it must not be taken from memory
        with pytest.raises(FactError) as caught:
            decide(GOOD | {name: value})
        assert words in caught.value.en
        assert f"'{name}'" in caught.value.en
        assert caught.value.ko != caught.value.en


def test_a_good_fact_before_does_not_let_an_equal_one_of_another_type_pass(decide):
    decide(GOOD | {"i": 1, "n": 1})
    for name in ("i", "n"):
        with pytest.raises(FactError):
            decide(GOOD | {name: True})


def test_a_missing_fact_is_not_taken_for_null(decide):
    with pytest.raises(FactError, match="'t' is missing"):
        decide({name: value for name, value in GOOD.items() if name != "t"})
    with pytest.raises(FactError, match="'t' is missing"):
        decide({("tt" if name == "t" else name): value for name, value in GOOD.items()})


def test_an_unknown_fact_is_refused(decide):
    with pytest.raises(FactError, match="no input column 'extra'"):
        decide(GOOD | {"extra": 1})


def test_every_fact_may_be_null(decide):
    assert decide(dict.fromkeys(GOOD)).rule_ids == ("t.2",)


def test_enums_of_python_count_as_their_values(decide):
    class CareType(StrEnum):
        REGULAR = "regular"

    class Grade(IntEnum):
        FIRST = 1

    assert decide(GOOD | {"e": CareType.REGULAR, "i": Grade.FIRST, "n": 1}).rule_ids == ("t.2",)


def test_whole_numbers_are_numbers(decide):
    assert decide(GOOD | {"n": 100}).rule_ids == ("t.2",)


@pytest.mark.parametrize("engine", ["bitmask", "durable"] if HAS_DURABLE else ["bitmask"])
def test_rows_with_dates_need_the_day_asked_about(engine):
    made = table(
        [column("a"), OUT],
        [{"from": "2026-03-02", "until": "2026-03-04"}, {"until": "2026-03-01"}, {"from": "2026-03-05"}],
    )
    decide = Evaluator(made, engine).decide
    with pytest.raises(FactError, match="which day"):
        decide({"a": 1})
    with pytest.raises(FactError, match="datetime"):
        decide({"a": 1}, datetime(2026, 3, 2))
    days = {
        date(2026, 3, 1): "t.2",
        date(2026, 3, 2): "t.1",
        date(2026, 3, 4): "t.1",
        date(2026, 3, 5): "t.3",
    }
    for on, rule_id in days.items():
        assert decide({"a": 1}, on).rule_ids == (rule_id,)


@pytest.mark.parametrize("engine", ["bitmask", "durable"] if HAS_DURABLE else ["bitmask"])
def test_rows_without_dates_need_no_day(engine):
    evaluator = Evaluator(table([column("a"), OUT], [{"a": "1"}]), engine)
    assert (
        evaluator.decide({"a": 1}).rule_ids
        == evaluator.decide({"a": 1}, date(2026, 3, 2)).rule_ids
        == ("t.1",)
    )


def test_moments_with_different_offsets_are_compared_as_moments(decide):
    at_nine_utc = datetime.fromisoformat("2026-03-02T18:00+09:00")
    assert decide(GOOD | {"m": at_nine_utc}).rule_ids == ("t.1", "t.2")
