"""Cells that compare with another column are verified exactly."""

from itertools import product

import pytest
from tables.made import column, table
from tables.verify.found import brief, of
from tables.verify.small import matching

from kium_rules.tables.verify import Kind

OUT = column("seats", "out")


def pair(kind: str = "integer", **more: str) -> list[dict]:
    return [column("a", type=kind, **more), column("b", type=kind, **more), OUT]


def test_what_is_below_equal_and_above_is_everything():
    rows = [{"a": "< b"}, {"a": "b"}, {"a": "> b"}]
    assert brief(table(pair(), rows)) == set()


def test_a_missing_order_is_a_gap_with_an_example_in_that_order():
    [gap] = of(table(pair(), [{"a": "< b"}, {"a": "> b"}]), Kind.GAP)
    assert gap.example["a"] == gap.example["b"]
    assert gap.where is None
    assert "a = b" in gap.ko
    assert f"Example: a {gap.example['a']}, b {gap.example['b']}. " in gap.en


def test_orders_that_meet_overlap():
    one = table(pair(), [{"a": "<= b"}, {"a": ">= b"}])
    assert brief(one) == {("overlap", "error", "t.1", "t.2")}
    [overlap] = of(one, Kind.OVERLAP)
    assert matching(one, overlap) == {"t.1", "t.2"}


def test_an_order_no_values_can_have_is_no_gap():
    """Below 10 is always below at least 20."""
    rows = [{"a": "< 10", "b": ">= 20"}, {"a": ">= 10"}, {"a": "< 10", "b": "< 20"}]
    linked = [{"a": "< b", "b": ">= 20"}, *rows]
    assert not of(table(pair(), linked, "F"), Kind.GAP)
    assert brief(table(pair(), linked, "F")) >= {("unreachable", "error", "t.2", "t.1")}


def test_whole_numbers_leave_no_room_where_decimals_do():
    rows = [{"a": "(3..b)", "b": "<= 4"}, {"a": "-", "b": "-"}]
    assert ("unreachable", "error", "t.1") in brief(table(pair(), rows, "F"))
    assert ("unreachable", "error", "t.1") not in brief(table(pair("number"), rows, "F"))


def test_the_order_of_three_columns_is_seen_as_a_whole():
    three = [column("a"), column("b"), column("c"), OUT]
    rows = [{"a": "< b", "b": "< c", "c": "< a"}, {}]
    assert brief(table(three, rows, "F")) == {("unreachable", "error", "t.1")}
    assert "서로 맞지 않아" in of(table(three, rows, "F"), Kind.UNREACHABLE)[0].ko


def test_a_range_between_two_columns_and_a_negation():
    three = [column("a"), column("b"), column("c"), OUT]
    rows = [{"a": "[b..c]"}, {"a": "not([b..c])"}]
    assert brief(table(three, rows)) == set()


def test_null_beside_a_comparison_is_its_own_case():
    rows = [{"a": "< b", "b": "-"}, {"a": ">= b", "b": "-"}, {"a": "-", "b": "null"}]
    assert brief(table([column("a"), column("b"), OUT], rows)) == set()
    [gap] = of(table([column("a"), column("b"), OUT], [*rows[:2], {"a": "< 5", "b": "null"}]), Kind.GAP)
    assert gap.example["b"] is None
    assert gap.example["a"] >= 5


@pytest.mark.parametrize(
    "kind", ["text", "date", "time", "datetime", "days_duration", "months_duration", "number"]
)
def test_every_type_with_an_order_can_be_compared(kind):
    rows = [{"a": "< b"}, {"a": "> b"}]
    one = table(pair(kind), [*rows, {"a": "b"}])
    assert brief(one) == set()
    [gap] = of(table(pair(kind), rows), Kind.GAP)
    assert gap.example["a"] == gap.example["b"]


def test_codes_are_compared_by_equality():
    codes = {"x": "엑스", "y": "와이"}
    columns = pair("enum", values=codes)
    assert brief(table(columns, [{"a": "b"}, {"a": "!= b"}])) == set()
    [gap] = of(table(columns, [{"a": "b"}, {"a": "x", "b": "y"}]), Kind.GAP)
    assert gap.example == {"a": "y", "b": "x"}


def test_a_row_that_is_too_tangled_is_named_and_leads_to_no_false_word():
    names = [f"c{number}" for number in range(8)]
    columns = [*map(column, names), OUT]
    nexts = zip(names, names[1:] + names[:1], names[2:] + names[:2], strict=True)
    tangled = {name: f"not([{low}..{high}])" for name, low, high in nexts}
    found = brief(table(columns, [tangled, {}], "F"))
    assert found == {("undecided", "warning", "t.1")}


def test_examples_stay_within_domains():
    columns = [column("a", domain="[0..5], [20..25]"), column("b", domain="[3..22]"), OUT]
    for signs in product(("<", "="), repeat=1):
        rows = [{"a": f"{signs[0]} b"}]
        for gap in of(table(columns, rows), Kind.GAP):
            assert gap.example["a"] in {*range(6), *range(20, 26)}
            assert 3 <= gap.example["b"] <= 22


def test_a_code_between_two_others_by_its_letters_is_no_value():
    """An example must name codes, not a text that sorts between them."""
    codes = {"red": "빨강", "green": "초록", "blue": "파랑"}
    rows = [{"a": "green, blue"}, {"a": "!= b"}]
    one = table(pair("enum", values=codes), rows)
    [overlap] = of(one, Kind.OVERLAP)
    assert matching(one, overlap) == {"t.1", "t.2"}
