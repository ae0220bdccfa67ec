"""Unary tests, in every type FEEL has: what a cell of a decision table means for a value."""

from decimal import Decimal

import pytest

from kium_rules.tables.feel import KnownNames, evaluate, parse_expression, parse_tests, satisfies

# Five values of each ordered type, in order.
ORDERED = {
    "number": [str(number) for number in (-2, 0, 1.5, 7, 100)],
    "string": [f'"{letter}"' for letter in "acegx"],
    "date": [f'date("2026-03-0{day}")' for day in (1, 2, 5, 7, 9)],
    "time": [f'time("{hour}:00:00")' for hour in ("08", "09", "13", "17", "23")],
    "date and time": [
        f'date and time("2026-03-02T{hour}:00:00+09:00")' for hour in ("01", "08", "09", "13", "19")
    ],
    "days and time duration": [
        f'duration("{length}")' for length in ("-PT1H", "PT0S", "PT30M", "P1D", "P3DT2H")
    ],
    "years and months duration": [
        f'duration("{length}")' for length in ("-P1M", "P0M", "P11M", "P1Y", "P2Y2M")
    ],
}
# Two different values of each type that has no order.
UNORDERED = {
    "boolean": ("true", "false"),
    "list": ("[1, 2]", "[1, 2, 3]"),
    "context": ('{a: "x"}', '{a: "y"}'),
    "null": ("null", "1"),
}
SCOPE = {"low": Decimal(3), "child": {"age": Decimal(9), "is new": True}, "known": ["a", "b"]}


def holds(tests: str, value: str) -> bool | None:
    names = KnownNames([*SCOPE, "is new", "age"])
    return satisfies(parse_tests(tests, names), evaluate(parse_expression(value, names), SCOPE), SCOPE)


@pytest.mark.parametrize("kind", ORDERED)
def test_comparisons_of_an_ordered_type(kind):
    values = ORDERED[kind]
    middle = values[2]
    assert [holds(f"< {middle}", value) for value in values] == [True, True, False, False, False]
    assert [holds(f"<={middle}", value) for value in values] == [True, True, True, False, False]
    assert [holds(f"> {middle}", value) for value in values] == [False, False, False, True, True]
    assert [holds(f">={middle}", value) for value in values] == [False, False, True, True, True]
    assert [holds(middle, value) for value in values] == [False, False, True, False, False]
    assert [holds(f"= {middle}", value) for value in values] == [False, False, True, False, False]
    assert [holds(f"!={middle}", value) for value in values] == [True, True, False, True, True]
    assert [holds(f"not({middle})", value) for value in values] == [True, True, False, True, True]


@pytest.mark.parametrize("kind", ORDERED)
@pytest.mark.parametrize("opening", ["[", "(", "]"])
@pytest.mark.parametrize("closing", ["]", ")", "["])
def test_ranges_of_an_ordered_type_with_any_brackets(kind, opening, closing):
    values = ORDERED[kind]
    expected = [False, opening == "[", True, closing == "]", False]
    text = f"{opening}{values[1]}..{values[3]}{closing}"
    assert [holds(text, value) for value in values] == expected
    assert [holds(f"not({text})", value) for value in values] == [not truth for truth in expected]
    assert [evaluate(parse_expression(f"{value} in {text}"), {}) for value in values] == expected
    assert [evaluate(parse_expression(f"{value} in [{text}]"), {}) for value in values] == expected


@pytest.mark.parametrize("kind", ORDERED)
def test_alternatives_of_an_ordered_type(kind):
    first, second, third, fourth, last = ORDERED[kind]
    text = f"{first}, ({second}..{fourth}), > {fourth}"
    assert [holds(text, value) for value in (first, second, third, fourth, last)] == [
        True,
        False,
        True,
        False,
        True,
    ]
    assert evaluate(parse_expression(f"{third} in ({text})"), {}) is True
    assert evaluate(parse_expression(f"{fourth} in ({text})"), {}) is False


@pytest.mark.parametrize("kind", UNORDERED)
def test_equality_of_a_type_without_order(kind):
    one, other = UNORDERED[kind]
    assert holds(one, one) is True
    assert holds(one, other) is False
    assert holds(f"not({one})", other) is True
    for text, truth in [
        (f"{one} in {one}", True),
        (f"{one} in ({other}, {one})", True),
        (f"{one} in ({other}, {other})", False),
        (f"{one} in [{other}, {one}]", True),
        (f"{one} in [{other}]", False),
        (f"{one} in = {one}", True),
        (f"{one} in (!= {one})", False),
    ]:
        assert evaluate(parse_expression(text), {}) is truth, text


@pytest.mark.parametrize(
    ("tests", "value", "truth"),
    [
        ("-", "null", True),
        ("", "1", True),
        ("> 5", "null", None),
        ("not(> 5)", "null", None),
        ("null", "null", True),
        ("[1..nobody]", "null", None),
        ("not(null)", "null", False),
        ("not(null)", "1", True),
        ('not("a")', "null", True),
        ("> low", "4", True),
        ("[low..child.age)", "9", False),
        ("child.age", "9", True),
        ("child.is new", "false", False),  # compared with the input, which is a truth value itself
        ("not(child.is new)", "false", True),
        ("child.is new", "1", True),  # a condition, for an input that is none
        ("known", '"b"', True),
        ("not(known)", '"c"', True),
        ("? > 3 and ? < low + 4", "5", True),
        ('contains(?, "ob")', '"foobar"', True),
        ("? > 3", "null", None),
        ("low + 1", "4", True),
        ("child.age > 8", '"anything"', True),
        ('"say \\"hi\\""', '"say \\"hi\\""', True),
        ("1, 2", '"1"', False),
    ],
)
def test_a_unary_test(tests, value, truth):
    assert holds(tests, value) is truth
