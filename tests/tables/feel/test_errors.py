"""A FEEL text that cannot be read says what is wrong and at which character; none makes the reader crash."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kium_rules.labels import sentence
from kium_rules.tables.feel import FeelError, KnownNames, evaluate, parse_expression, parse_tests, satisfies


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [
        ("1 +", "feel_expected_value", 3),
        ('"abc', "feel_unclosed_text", 0),
        ('"a\\q"', "feel_bad_escape", 2),
        ('@"never"', "feel_bad_literal", 0),
        ("f(1)", "feel_unknown_function", 0),
        ('substring(string: "a", 1)', "feel_mixed_arguments", 25),
        ("for x in [1] return x", "feel_unsupported", 0),
        ("1 2", "feel_after_end", 2),
        ("[1..", "feel_expected_value", 4),
        ("(1", "feel_expected", 2),
        ("{1: 2}", "feel_expected_name", 1),
        ("(" * 80 + "1" + ")" * 80, "feel_too_deep", 60),
        ("1" * 20_000, "feel_too_long", 10_000),
    ],
)
def test_a_mistake_is_named_at_its_character(text, code, position):
    with pytest.raises(FeelError) as caught:
        parse_expression(text)
    assert (caught.value.code, caught.value.position) == (code, position)
    for language in ("ko", "en"):
        assert sentence(f"dmn.{code}", language, text=text, **caught.value.facts)


def test_a_long_chain_is_worked_out_or_refused_never_a_crash():
    with pytest.raises(FeelError, match="feel_too_deep"):
        evaluate(parse_expression("1" + "+1" * 4_500), {})


PIECES = (
    '1 2.5 a "x" ( ) [ ] { } , .. . : < <= > >= = != + - * / ** and or not in between if then else true null ? @ '
    'date( time( duration( "P1D" "2026-03-02" some max( - // \\ " 가'
)


@given(st.lists(st.sampled_from(PIECES.split()), max_size=14).map(" ".join) | st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    names = KnownNames(["a", "가"])
    for read, use in (
        (parse_expression, lambda node: evaluate(node, {"a": 1})),
        (parse_tests, lambda node: satisfies(node, 1, {"a": 1})),
    ):
        position = 0
        try:
            use(read(text, names))
        except FeelError as error:
            position = error.position
        assert 0 <= position <= len(text)
