"""Findings as data, and as sentences in the table's own words."""

import json
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from examples import examples
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from tables.generated import facts, tables
from tables.made import column, table
from tables.verify.found import of
from tables.verify.small import matching

from kium_rules import labels
from kium_rules.tables import HitPolicy, YearsMonths
from kium_rules.tables.verify import Kind, Level, check, verify
from kium_rules.tables.verify.findings import plain

OUT = column("seats", "out", label="자리")


def test_a_finding_is_plain_data():
    [gap] = of(table([column("m2", type="number", label="면적"), OUT], [{"m2": "<= 3.25"}]), Kind.GAP)
    given = json.loads(json.dumps(gap.to_json(), ensure_ascii=False))
    assert given == {
        "table": "t",
        "kind": "gap",
        "level": "error",
        "rules": [],
        "example": {"m2": 4.25},
        "where": {"m2": "> 3.25"},
        "days": None,
        "message": gap.ko,
        "message_en": gap.en,
    }
    assert "면적 3.25 초과" in gap.ko
    assert "m2 > 3.25" in gap.en


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (3, 3),
        (Decimal("3.00"), 3),
        (Decimal("0.1"), 0.1),
        (Decimal("0.1000000000000000000001"), "0.1000000000000000000001"),
        ("regular", "regular"),
        (date(2026, 3, 2), "2026-03-02"),
        (time(13), "13:00"),
        (timedelta(days=2), "P2D"),
        (YearsMonths(14), "P1Y2M"),
    ],
)
def test_values_are_as_exact_in_json_as_in_the_table(value, expected):
    assert plain(value) == expected


@pytest.mark.parametrize(
    ("kind", "cells", "korean", "english"),
    [
        ("integer", ["< 3"], "칸 3개 이상", "k >= 3"),
        ("integer", ["not(3)"], "칸 3개", "k 3"),
        ("integer", ["3"], "칸 3개 제외", "k not 3"),
        ("number", ["<= 3"], "칸 3개 초과", "k > 3"),
        ("number", ["<= 3", "> 4"], "칸 3개 초과 4개 이하", "k > 3 and <= 4"),
        ("date", ["<= 2026-03-01"], "칸 2026-03-02부터", "k from 2026-03-02"),
        ("date", [">= 2026-03-01"], "칸 2026-02-28까지", "k until 2026-02-28"),
        ("time", ["< 13:00"], "칸 13:00 이상", "k >= 13:00"),
        ("boolean", ["true"], "칸 아니오", "k false"),
        ("text", ["a", "b"], '칸 "a", "b" 제외', 'k not "a", "b"'),
        ("text", ["not(a, b)"], '칸 "a", "b"', 'k "a", "b"'),
        ("months_duration", ["< P1Y"], "칸 P1Y 이상", "k >= P1Y"),
        ("integer", ["-5", "null"], "칸 -5개, 없음 제외", "k not -5, null"),
    ],
)
def test_what_is_missing_is_said_as_people_say_it(kind, cells, korean, english):
    unit = {"unit": "개"} if kind in ("integer", "number") else {}
    found = of(
        table([column("k", type=kind, label="칸", **unit), OUT], [{"k": cell} for cell in cells]), Kind.GAP
    )
    [gap] = found
    assert f": {korean}. 예:" in gap.ko
    assert f": {english}. Example:" in gap.en


def test_many_ranges_are_not_all_listed():
    [gap] = of(table([column("k"), OUT], [{"k": str(number)} for number in range(0, 60, 2)]), Kind.GAP)
    assert "그 밖에" in gap.ko
    assert len(gap.ko) < 300


def test_errors_come_before_warnings_and_notes():
    columns = [column("k", domain="[0..9]"), column("idle"), OUT]
    found = verify(table(columns, [{"k": "< 3, 700"}, {"k": "< 5"}]))
    levels = [finding.level for finding in found]
    assert levels == sorted(levels, key=list(Level).index)
    assert set(levels) == set(Level)


def test_every_sentence_is_there_in_both_languages():
    sentences = labels._part("verify")
    assert sentences
    for code, said in sentences.items():
        assert isinstance(code, str), code
        assert set(said) == {"ko", "en"}, code


def test_an_example_that_is_answered_otherwise_is_found():
    cases = [{"case_id": "small", "k": "1", "seats": "7", "rules": "t.1"}]
    one = table([column("k"), OUT], [{"k": "< 3", "seats": "5"}, {"k": ">= 3"}], cases=cases)
    [failed] = check(one)
    assert (failed.kind, failed.level, failed.case, failed.rules) == (
        Kind.CASE,
        Level.ERROR,
        "small",
        ("t.1",),
    )
    assert failed.example == {"k": 1}
    assert "small" in failed.ko
    assert "small" in failed.en
    assert check(table([column("k"), OUT], [{"k": "< 3", "seats": "7"}, {"k": ">= 3"}], cases=cases)) == ()


# -- every type a column can have


@examples(100, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_examples_are_real_whatever_the_types(data):
    one = data.draw(tables(with_cases=False))
    for finding in verify(one):
        assert finding.ko
        assert finding.en
        json.dumps(finding.to_json())
        if finding.kind is Kind.GAP and finding.level is Level.ERROR:
            assert not matching(one, finding)
        elif finding.kind in (Kind.OVERLAP, Kind.CONFLICT):
            assert set(finding.rules) <= matching(one, finding)
        elif finding.example is not None and finding.kind in (Kind.UNREACHABLE, Kind.DUPLICATE):
            hidden, *others = finding.rules
            assert hidden in matching(one, finding)
            assert not others or set(others) & matching(one, finding)


@examples(100, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_inputs_without_a_row_lie_in_a_gap_whatever_the_types(data):
    policies = (HitPolicy.UNIQUE, HitPolicy.FIRST)
    one = data.draw(tables(policies, with_cases=False).filter(lambda table: table.default is None))
    asked = data.draw(facts(one))
    day = data.draw(st.dates(date(2026, 2, 25), date(2026, 3, 6)))
    for name, value in asked.items():
        spoken = any(None in row.inputs[name].constants for row in one.rows)
        if value is None and not spoken:
            return
    starts = [row.valid_from for row in one.rows]
    if None not in starts and starts and day < min(starts):
        return
    is_matched = any(
        row.holds_on(day) and all(cell.holds(asked[name], asked) is True for name, cell in row.inputs.items())
        for row in one.rows
    )
    found = verify(one)
    gaps = [finding for finding in found if finding.kind is Kind.GAP and finding.level is Level.ERROR]
    if any(finding.kind is Kind.UNDECIDED for finding in found) or any(gap.where is None for gap in gaps):
        return
    inside = [
        gap
        for gap in gaps
        if all(cell.holds(asked[name], asked) is True for name, cell in gap.where.items())
        and (not gap.days or (gap.days[0] or date.min) <= day <= (gap.days[1] or date.max))
    ]
    assert bool(inside) != is_matched
