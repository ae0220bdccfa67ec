"""The sentences of the tables, filled in."""

from datetime import date, time
from decimal import Decimal

import pytest

from kium_rules.policy.sentences import fill


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{days.limit}일 이상, {starts}부터", "30일 이상, 14:00부터"),
        ("{from_on} ~ {size}㎡", "3월 2일(월) ~ 99㎡"),
        ("자리가 없습니다.", "자리가 없습니다."),
        ("{{{child}}}", "{김*수}"),
        ("{child}이(가) {child}을(를)", "김*수가 김*수를"),
        ("{days.limit:>4}|{starts:<7}|", "  30|14:00  |"),
        ("{child!r:>7}", "  '김*수'"),
        ("", ""),
    ],
)
def test_a_place_takes_what_is_known_however_it_is_to_be_formatted(template, said):
    known = {
        "days.limit": 30,
        "starts": time(14),
        "from_on": date(2026, 3, 2),
        "size": Decimal("99.00"),
        "child": "김*수",
    }
    for _ in range(2):
        assert fill(template, known, "ko") == said


@pytest.mark.parametrize("template", ["{unknown}", "{unknown:>3}", "{}", "{known} {unknown}"])
def test_a_place_that_nobody_knows_is_an_error(template):
    with pytest.raises(KeyError):
        fill(template, {"known": 1}, "ko")


@pytest.mark.parametrize("template", ["{", "{known", "}"])
def test_a_sentence_with_half_a_place_is_an_error(template):
    with pytest.raises(ValueError, match=r"'[{}]'"):
        fill(template, {"known": 1}, "ko")
