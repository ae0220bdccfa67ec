"""Decisions of DMN models: tables with every hit policy, expressions, types, and what they need of each other."""

from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest
from tables.dmn.models import decision, input_data, literal, model, structure, table

from kium_rules.tables import TableError, YearsMonths
from kium_rules.tables.dmn.read_model import model_of
from kium_rules.tables.dmn.run import Runner
from kium_rules.tables.dmn.xml import parse_xml


def runner(*parts: str) -> Runner:
    return Runner(model_of(parse_xml(model(*parts).encode(), "m.dmn"), "m.dmn"))


def fee(policy: str, outputs: dict[str, str], rules: list[list[str]], **more: object) -> Runner:
    return runner(
        input_data("days", "number"),
        decision("fee", table({"days": "number"}, outputs, rules, policy, **more), ["days"]),
    )


RULES = [["> 1", '"low"'], ["> 2", '"high"'], ["> 3", '"low"']]


@pytest.mark.parametrize(
    ("policy", "days", "result"),
    [
        ("UNIQUE", 2, "low"),
        ("UNIQUE", 3, None),  # two rules hit
        ("ANY", 3, None),  # they disagree
        ("FIRST", 4, "low"),
        ("PRIORITY", 4, "high"),
        ("RULE ORDER", 4, ["low", "high", "low"]),
        ("OUTPUT ORDER", 4, ["high", "low", "low"]),
        ("COLLECT", 3, ["low", "high"]),
        ("UNIQUE", 1, None),
        ("COLLECT", 1, None),
    ],
)
def test_a_hit_policy(policy, days, result):
    made = fee(policy, {"": "string"}, RULES, allowed={"": '"high", "low"'})
    assert made.decide("fee", {"days": Decimal(days)}) == result


@pytest.mark.parametrize(
    ("aggregation", "none", "two"),
    [("SUM", None, 30), ("MIN", None, 10), ("MAX", None, 20), ("COUNT", 0, 2)],
)
def test_an_aggregation(aggregation, none, two):
    made = fee("COLLECT", {"": "number"}, [["> 1", "10"], ["> 2", "20"]], aggregation=aggregation)
    assert made.decide("fee", {"days": Decimal(3)}) == two
    assert made.decide("fee", {"days": Decimal(0)}) == none
    assert made.decide("fee", {}) == none


def test_several_outputs_make_a_context_and_any_takes_equal_ones():
    made = fee("ANY", {"won": "number", "why": "string"}, [["> 1", "10", '"a"'], ["> 2", "10", '"a"']])
    assert made.decide("fee", {"days": Decimal(3)}) == {"won": 10, "why": "a"}


def test_priorities_of_several_outputs_count_from_the_left():
    rules = [["> 0", '"b"', "1"], ["> 0", '"a"', "2"], ["> 0", '"a"', "1"]]
    allowed = {"who": '"a", "b"', "won": "1, 2"}
    made = fee("OUTPUT ORDER", {"who": "string", "won": "number"}, rules, allowed=allowed)
    assert made.decide("fee", {"days": Decimal(1)}) == [
        {"who": "a", "won": 1},
        {"who": "a", "won": 2},
        {"who": "b", "won": 1},
    ]


@pytest.mark.parametrize(("policy", "result"), [("UNIQUE", "none"), ("COLLECT", ["none"])])
def test_the_default_stands_where_no_rule_hits(policy, result):
    made = fee(policy, {"": "string"}, RULES[:1], defaults={"": '"none"'})
    assert made.decide("fee", {"days": Decimal(1)}) == result


def test_an_output_that_is_not_allowed_makes_the_result_null():
    made = fee("FIRST", {"": "string"}, RULES, allowed={"": '"high"'})
    assert made.decide("fee", {"days": Decimal(2)}) is None


def test_an_input_that_is_not_allowed_makes_the_result_null():
    made = fee("FIRST", {"": "string"}, [["-", '"x"']], allowed={"days": "[1..5]"})
    assert made.decide("fee", {"days": Decimal(6)}) is None
    assert made.decide("fee", {"days": Decimal(5)}) == "x"


def test_outputs_may_be_expressions():
    made = fee(
        "FIRST", {"won": "number", "said": "string"}, [["-", "days * 100 - 1", '"for " + string(days)']]
    )
    assert made.decide("fee", {"days": Decimal(3)}) == {"won": 299, "said": "for 3"}


def test_decisions_need_each_other_in_any_depth():
    made = runner(
        input_data("Age", "number"),
        decision("Base", literal("22"), kind="number"),
        decision(
            "Extra days",
            table({"Age": "number"}, {"": "number"}, [["< 18, >= 60", "5"]], defaults={"": "0"}),
            ["Age"],
        ),
        decision("Total", literal("Base + Extra days"), kind="number", decisions=["Base", "Extra days"]),
    )
    assert made.decide("Total", {"Age": Decimal(60)}) == 27
    assert made.decide("Total", {"Age": Decimal(30)}) == 22


SEOUL = timezone(timedelta(hours=9))
PAIRS = [
    ("boolean", True, False),
    ("string", "b", "a"),
    ("number", Decimal(2), Decimal(1)),
    ("date", date(2026, 3, 2), date(2026, 3, 1)),
    ("time", time(9), time(8)),
    ("dateTime", datetime(2026, 3, 2, 9, tzinfo=SEOUL), datetime(2026, 3, 2, 8, tzinfo=SEOUL)),
    ("dayTimeDuration", timedelta(hours=2), timedelta(hours=1)),
    ("yearMonthDuration", YearsMonths(2), YearsMonths(1)),
]


@pytest.mark.parametrize(("kind", "greater", "smaller"), PAIRS)
def test_a_cell_may_compare_with_a_part_of_another_input(kind, greater, smaller):
    rules = [["Child.limit", '"same"'], ["not(Child.limit)", '"other"']]
    if kind != "boolean":
        rules = [["Child.limit", '"same"'], ["> Child.limit", '"more"'], ["< Child.limit", '"less"']]
    made = runner(
        structure("tChild", {"limit": kind}),
        input_data("Child", "tChild"),
        input_data("Asked for", kind),
        decision("verdict", table({"Asked for": kind}, {"": "string"}, rules), ["Child", "Asked for"]),
    )

    def verdict(asked, limit):
        return made.decide("verdict", {"Asked for": asked, "Child": {"limit": limit}})

    assert verdict(greater, greater) == "same"
    assert verdict(greater, smaller) == ("other" if kind == "boolean" else "more")
    assert verdict(smaller, greater) == ("other" if kind == "boolean" else "less")


def test_values_take_the_type_they_are_declared_with():
    made = runner(
        '<itemDefinition name="tDays" isCollection="true"><typeRef>number</typeRef></itemDefinition>',
        '<itemDefinition name="tSize"><typeRef>string</typeRef>'
        '<allowedValues><text>"S","L"</text></allowedValues></itemDefinition>',
        input_data("days", "tDays"),
        input_data("size", "tSize"),
        decision("all", literal("days"), ["days"]),
        decision("asked", literal("size"), ["size"]),
        decision("number", literal('"x"'), kind="number"),
        decision("list", literal("1"), kind="tDays"),
        decision("one", literal("[1]"), kind="number"),
    )
    assert made.decide("all", {"days": Decimal(1)}) == [1]
    assert made.decide("all", {"days": ["x"]}) is None
    assert made.decide("asked", {"size": "L"}) == "L"
    assert made.decide("asked", {"size": "XL"}) is None
    assert made.decide("number", {}) is None
    assert made.decide("list", {}) == [1]
    assert made.decide("one", {}) == 1


@pytest.mark.parametrize(
    ("parts", "name", "said"),
    [
        (
            [decision("a", literal("b"), decisions=["b"]), decision("b", literal("a"), decisions=["a"])],
            "a",
            "a → b → a",
        ),
        ([decision("a", "<invocation/>")], "a", "line 4: the element invocation in 'a' is not supported"),
        ([decision("a", "<context/>")], "a", "the element context in 'a'"),
        ([decision("a", literal("1 +"))], "a", "line 4, character 4: '1 \\+': expected a value"),
        ([decision("a", literal("1"))], "b", "there is no decision 'b'"),
        ([decision("a", "")], "a", "neither a table nor an expression"),
    ],
)
def test_what_cannot_be_worked_out_is_named_with_its_place(parts, name, said):
    with pytest.raises(TableError, match=said):
        runner(*parts).decide(name, {})


def test_one_unsupported_decision_leaves_the_others_usable():
    made = runner(decision("a", "<context/>"), decision("b", literal("1")))
    assert made.decide("b", {}) == 1
