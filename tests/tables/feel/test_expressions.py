"""FEEL expressions: what they are worth, and null for what the language leaves undefined."""

from decimal import Decimal

import pytest

from kium_rules.tables.feel import KnownNames, evaluate, parse_expression, show

SCOPE = {
    "Base days": Decimal(22),
    "A": Decimal(5),
    "B": None,
    "child": {"name": "민지", "age": Decimal(9), "school": {"grade": Decimal(3)}},
    "ages": [Decimal(6), Decimal(9), Decimal(12)],
    "children": [{"age": Decimal(6)}, {"age": Decimal(9)}],
    "돌봄 유형": "regular",
    "Approved/Declined": "yes",
}


def worth(text: str) -> str:
    return show(evaluate(parse_expression(text, KnownNames(SCOPE)), SCOPE))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3 ** 2", "19"),
        ("-3 ** 2", "9"),
        ("10 - -5", "15"),
        ("(1 + 2) * 3", "9"),
        ("7 / 2", "3.5"),
        ("0.1 + 0.2 = 0.3", "true"),
        ("1 / 3", "0." + "3" * 34),
        (".5 + 1.5e1", "15.5"),
        ('"a" + "b"', '"ab"'),
        ("Base days + max(A, 3)", "27"),
        ("Base\n  days - A", "17"),
        ("child.age * 2", "18"),
        ("child.school.grade", "3"),
        ("돌봄 유형", '"regular"'),
        ("Approved/Declined", '"yes"'),
        ("ages[2]", "9"),
        ("ages[-1]", "12"),
        ("ages[4]", "null"),
        ("ages[item > 6]", "[9, 12]"),
        ("children[age = 9]", "[{age: 9}]"),
        ("children.age", "[6, 9]"),
        ("if A > 3 then 1 else 2", "1"),
        ("if B then 1 else 2", "2"),
        ("A between 1 and 5 and true", "true"),
        ("{a: 1, b: a + 1}.b", "2"),
        ("[1..3].end", "3"),
        ('date("2026-03-02").weekday', "1"),
        ('date("2026-01-31") + duration("P1M")', "2026-02-28"),
        ('date("2026-03-02") - date("2026-02-27")', "P3D"),
        ('date and time("2026-03-02T09:00:00+09:00") = date and time("2026-03-02T00:00:00Z")', "true"),
        ('time("23:30:00") + duration("PT1H")', "00:30"),
        ('duration("P1D") * 2.5', "P2DT12H"),
        ('duration("P1Y2M") + duration("P10M")', "P2Y"),
        ('@"2026-03-02" < @"2026-03-03"', "true"),
        ('"\\uAC00\\t" = "가\t"', "true"),
        ("A // how many\n + /* and */ 1", "6"),
    ],
)
def test_an_expression_is_worth(text, value):
    assert worth(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "1 / 0",
        "B + 1",
        "nobody",
        '1 + "1"',
        '1 = "1"',
        "1 < null",
        "true < false",
        'date("2026-02-30")',
        'time("9:30")',
        'date("0000-01-01")',
        "10 ** 7000",
        "child.nothing",
        "sum([])",
        'min(1, "a")',
        "floor(null)",
        "substring(null, 1)",
        'duration("P1Y1D")',
        "not(null)",
        'date("9999-12-31") + duration("P1D")',
        'time("09:00:00") < time("09:00:00Z")',
        "[1..null]",
        "-true",
    ],
)
def test_what_feel_leaves_undefined_is_null(text):
    assert worth(text) == "null"


@pytest.mark.parametrize("left", ["true", "false", "null"])
@pytest.mark.parametrize("right", ["true", "false", "null"])
def test_logic_has_three_values(left, right):
    both = "false" if "false" in (left, right) else "null" if "null" in (left, right) else "true"
    either = "true" if "true" in (left, right) else "null" if "null" in (left, right) else "false"
    assert worth(f"{left} and {right}") == both
    assert worth(f"{left} or {right}") == either


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("floor(-1.5)", "-2"),
        ("floor(1.56, 1)", "1.5"),
        ("ceiling(1.2)", "2"),
        ("abs(-2)", "2"),
        ('abs(duration("-P1D"))', "P1D"),
        ("modulo(-12, 5)", "3"),
        ("decimal(2.5, 0)", "2"),
        ("round half up(2.5, 0)", "3"),
        ("round down(-2.59, 1)", "-2.5"),
        ("sqrt(16)", "4"),
        ("even(4) and odd(3)", "true"),
        ('number("1 000,5", " ", ",")', "1000.5"),
        ('substring("foobar", 3, 2)', '"ob"'),
        ('substring(string: "foobar", start position: -2)', '"ar"'),
        ('string length("돌봄")', "2"),
        ('upper case("ab") + lower case("AB")', '"ABab"'),
        ('contains("foobar", "ob") and starts with("foobar", "fo") and ends with("foobar", "ar")', "true"),
        ('substring before("foobar", "bar") + substring after("foobar", "foo")', '"foobar"'),
        ('string join(["a", null, "b"], "-")', '"a-b"'),
        ("string(1.50)", '"1.5"'),
        ("sum(1, 2, 3) + sum([4, 5])", "15"),
        ("min([3, 1, 2]) + max(3, 1, 2)", "4"),
        ("count([1, null])", "2"),
        ("mean(1, 2, 3)", "2"),
        ("product(2, 3)", "6"),
        ("all([true, false])", "false"),
        ("any([false, null])", "null"),
        ("list contains([1, null], null)", "true"),
        ("index of([1, 2, 1], 1)", "[1, 3]"),
        ("distinct values([1, 2, 1])", "[1, 2]"),
        ("reverse([1, 2])", "[2, 1]"),
        ("sublist([1, 2, 3], 2)", "[2, 3]"),
        ("flatten([1, [2, [3]]])", "[1, 2, 3]"),
        ("date(2026, 3, 2)", "2026-03-02"),
        ('date(date and time("2026-03-02T09:00:00"))', "2026-03-02"),
        ("time(9, 30, 0)", "09:30"),
        ('date and time(date("2026-03-02"), time("09:00:00"))', "2026-03-02T09:00"),
        ('years and months duration(date("2024-08-31"), date("2026-03-02"))', "P1Y6M"),
        ('day of week(date("2026-03-02"))', '"Monday"'),
        ('month of year(date("2026-03-02"))', '"March"'),
        ('day of year(date("2026-03-02"))', "61"),
        ('week of year(date("2026-03-02"))', "10"),
        ('duration("P3DT2H").hours', "2"),
        ('duration("-P14M").months', "-2"),
    ],
)
def test_a_built_in_function(text, value):
    assert worth(text) == value
