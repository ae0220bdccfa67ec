"""Every kind of condition in words, in both languages."""

import pytest
from tables.made import column, table

from kium_rules.cli.explain import explanation

COLUMNS = [
    column("days", label="이용일수", unit="일"),
    column("other", label="다른 날수"),
    column("kind", label="유형", type="enum", values={"a": "일반형", "b": "융합형"}),
    column("open", label="운영", type="boolean"),
    column("starts", label="시작", type="time"),
    column("out", "out", type="text", label="사유"),
]


def explained(language, **cells):
    made = table(COLUMNS, [{"days": "-", "other": "-", "kind": "-", "open": "-", "starts": "-", **cells}])
    return "\n".join(explanation(made, made.rows[0], language))


@pytest.mark.parametrize(
    ("cells", "ko", "en"),
    [
        ({"days": "30"}, "이용일수가 30일", "이용일수 30일"),
        ({"days": ">= 30"}, "이용일수가 30일 이상", "이용일수 at least 30일"),
        ({"days": "< 30"}, "이용일수가 30일 미만", "이용일수 under 30일"),
        ({"days": "(1..30]"}, "이용일수가 1일 초과 30일 이하", "이용일수 over 1일 and at most 30일"),
        ({"days": "1, > 5"}, "이용일수가 1일 또는 5일 초과", "이용일수 1일 or over 5일"),
        ({"days": "<= other"}, "이용일수가 '다른 날수' 값 이하", "이용일수 at most the value of '다른 날수'"),
        ({"days": "null"}, "이용일수가 없음", "이용일수 nothing"),
        ({"kind": "not(b)"}, "유형이 융합형 제외", "유형 not 융합형"),
        ({"kind": "!= a"}, "유형이 일반형 아님", "유형 other than 일반형"),
        ({"open": "false"}, "운영이 아니오", "운영 no"),
        ({"starts": ">= 13:00"}, "시작이 13:00 이상", "시작 at least 13:00"),
        ({"kind": "a", "open": "true"}, "유형이 일반형, 운영이 예", "유형 일반형 and 운영 yes"),
    ],
)
def test_a_condition_in_words(cells, ko, en):
    assert f"조건: {ko}\n" in explained("ko", **cells)
    assert f"when {en}\n" in explained("en", **cells)


@pytest.mark.parametrize(
    ("cells", "ko", "en"),
    [
        ({}, "조건: 언제나", "always"),
        ({"out": "ok"}, "결과: 사유 ok", "then 사유 ok"),
        ({"out": ""}, "결과: 값 없음", "then no value"),
        ({"from": "2026-03-01"}, "기간: 2026-03-01부터", "in force from 2026-03-01"),
        ({"until": "2026-12-31"}, "기간: 2026-12-31까지", "in force until 2026-12-31"),
        ({"from": "2026-03-01", "until": "2026-12-31"}, "2026-03-01부터 2026-12-31까지", "until 2026-12-31"),
    ],
)
def test_results_and_days_in_words(cells, ko, en):
    assert ko in explained("ko", **cells)
    assert en in explained("en", **cells)
