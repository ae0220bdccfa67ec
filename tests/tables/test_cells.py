"""The text of cells: what is understood, how it is written again, and that nothing crashes the parser."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from tables.generated import cells, column

from kium_rules.tables import (
    Cell,
    CellError,
    CellParser,
    Column,
    ColumnKind,
    Reference,
    ValueType,
    YearsMonths,
    format_cell,
)

COLUMNS = [column(f"k{index}", kind) for index, kind in enumerate(ValueType)]
BY_TYPE = {one.type: one for one in COLUMNS}
NAMES = {text for one in COLUMNS for text in (one.name, one.label)}


def read(kind: str, text: str, *, is_feel: bool = False) -> Cell:
    others = [*COLUMNS, *OTHERS]
    return CellParser(BY_TYPE[ValueType(kind)], others, is_feel=is_feel).parse(text)


def written(cell: Cell, of: Column) -> str:
    words = {word for pair in of.values.items() for word in pair}
    return format_cell(cell, names=NAMES - words, words=words)


OTHERS = [
    Column("quarter.starts_on", "이용분기.시작", ColumnKind.INPUT, ValueType.DATE),
    Column("Applicant Age", "나이", ColumnKind.INPUT, ValueType.NUMBER),
    Column("num", "수", ColumnKind.INPUT, ValueType.NUMBER),
]


@pytest.mark.parametrize(
    ("kind", "text", "canonical"),
    [
        ("number", "", "-"),
        ("number", "  -  ", "-"),
        ("number", "전체", "-"),
        ("text", "모두", "-"),
        ("number", "30 이상", ">= 30"),
        ("number", "14일 이하", "<= 14"),
        ("number", "3초과", "> 3"),
        ("number", "3 미만", "< 3"),
        ("number", "1 이상 30 미만", "[1..30)"),
        ("number", "1 초과 30 이하", "(1..30]"),
        ("number", "1~30", "[1..30]"),
        ("number", "30 이상, 3 미만", ">= 30, < 3"),
        ("number", "≤ 14", "<= 14"),
        ("number", "<=14", "<= 14"),
        ("number", "＞＝　３０", ">= 30"),
        ("number", "！＝ 5", "!= 5"),
        ("number", "]1..30[", "(1..30)"),
        ("number", "[1..30)", "[1..30)"),
        ("number", "-5", "-5"),
        ("number", "1.50", "1.5"),
        ("number", ".5", "0.5"),
        ("number", "1e3", "1000"),
        ("number", "= 5", "5"),
        ("number", "!= 5", "!= 5"),
        ("number", "1, 1, 2", "1, 2"),
        ("number", "not( 1 , [2..3] )", "not(1, [2..3])"),
        ("number", "1, 2 제외", "not(1, 2)"),
        ("number", "> num", "> num"),
        ("number", "> Applicant Age", "> {Applicant Age}"),
        ("number", "나이 이상", ">= {Applicant Age}"),
        ("number", "[num..Applicant Age]", "[num..{Applicant Age}]"),
        ("number", "없음", "null"),
        ("number", "not(null)", "not(null)"),
        ("text", '"a","b"', "a, b"),
        ("text", "가 또는 나", "가, 나"),
        ("text", "가 제외", "not(가)"),
        ("text", '"30"', '"30"'),
        ("text", "“curly”", "curly"),
        ("text", r'"tab\tand \"quote\" é"', r'"tab\tand \"quote\" é"'),
        ("text", '> "m"', "> m"),
        ("enum", "정기돌봄", "regular"),
        ("enum", "일시 돌봄 또는 regular", "temporary, regular"),
        ("enum", "일시 돌봄 제외", "not(temporary)"),
        ("enum", '"아픈아이(재택)"', '"sick-child, at home"'),
        ("enum", "sick-child, at home, regular", '"sick-child, at home", regular'),
        ("boolean", "참", "true"),
        ("boolean", "예", "true"),
        ("boolean", "아니오", "false"),
        ("boolean", "not(거짓)", "not(false)"),
        ("date", "2016-10-01", "2016-10-01"),
        ("date", 'date("2016-10-01")', "2016-10-01"),
        ("date", "date(2016, 10, 1)", "2016-10-01"),
        ("date", '@"2016-10-01"', "2016-10-01"),
        ("date", ">= 이용분기.시작", ">= quarter.starts_on"),
        ("date", "2026-03-01부터 2026-04-01까지", "[2026-03-01..2026-04-01]"),
        ("time", "[9:00..13:00:05)", "[09:00..13:00:05)"),
        ("time", 'time("13:00:00")', "13:00"),
        ("time", "13:00+09:00", "13:00+09:00"),
        ("datetime", 'date and time("2016-10-01T10:00:00Z")', "2016-10-01T10:00Z"),
        ("datetime", "2016-10-01T10:00@Asia/Seoul", "2016-10-01T10:00@Asia/Seoul"),
        ("days_duration", 'P3D, PT2H, duration("-PT90M")', "P3D, PT2H, -PT1H30M"),
        ("months_duration", "P14M", "P1Y2M"),
    ],
)
def test_a_spelling_is_understood_and_written_in_one_form(kind, text, canonical):
    cell = read(kind, text)
    names = NAMES | {name for other in OTHERS for name in (other.name, other.label)}
    of = BY_TYPE[ValueType(kind)]
    words = {word for pair in of.values.items() for word in pair}
    assert format_cell(cell, names=names - words, words=words) == canonical
    assert read(kind, canonical) == cell


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("number", "3.30", Decimal("3.3")),
        ("integer", "3.0", 3),
        ("date", "2026-03-02", date(2026, 3, 2)),
        ("time", "9:30", time(9, 30)),
        ("datetime", "2026-03-02T09:30:00Z", datetime(2026, 3, 2, 9, 30, tzinfo=UTC)),
        ("days_duration", "P1DT2H", timedelta(days=1, hours=2)),
        ("months_duration", "-P1Y", YearsMonths(-12)),
        ("boolean", "true", True),
        ("enum", "정기돌봄", "regular"),
    ],
)
def test_a_literal_has_the_value_of_its_type(kind, text, value):
    (constant,) = read(kind, text).constants
    assert constant == value
    assert type(constant) is type(value)


@pytest.mark.parametrize("kind", list(ValueType))
@examples(200)
@given(data=st.data())
def test_what_is_written_reads_back_equal(kind, data):
    of = BY_TYPE[kind]
    cell = data.draw(cells(of, COLUMNS))
    assert CellParser(of, COLUMNS).parse(written(cell, of)) == cell


@pytest.mark.parametrize("kind", list(ValueType))
@examples(300)
@given(
    text=st.text(max_size=30)
    | st.lists(
        st.sampled_from(
            [*"[]()-,~{} \\", "..", "<=", ">", "not(", "1", "2.5", '"a"', '"', "@", "date(", "이상", "미만", "제외",
             "또는", "null", "true", "P1D", "2026-03-02", "13:00", "k1", "정기돌봄"]
        ),
        max_size=9,
    ).map("".join)
)  # fmt: skip
def test_any_text_is_a_cell_or_an_error_at_one_of_its_characters(kind, text):
    parser = CellParser(BY_TYPE[kind], COLUMNS)
    try:
        cell = parser.parse(text)
    except CellError as error:
        position = error.position
    else:
        position = 0
        assert parser.parse(written(cell, BY_TYPE[kind])) == cell
    assert 0 <= position <= len(text)


@pytest.mark.parametrize("text", ["정기돌봄", "30 이상", "regular", "A 제외", "1~3", "참", "전체", "{num}"])
def test_feel_spelling_knows_no_korean_and_no_bare_codes(text):
    kind = "enum" if text in ("정기돌봄", "regular", "A 제외") else "boolean" if text == "참" else "number"
    with pytest.raises(CellError):
        read(kind, text, is_feel=True)


def test_feel_spelling_reads_a_bare_word_as_the_name_of_an_input():
    others = [*COLUMNS, Column("other", "다른", ColumnKind.INPUT, ValueType.TEXT)]
    cell = CellParser(BY_TYPE[ValueType.TEXT], others, is_feel=True).parse('other, "other"')
    assert next(cell.operands) == Reference("other")
    assert cell.constants == ("other",)


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("< 30", 30),
        ("> 14", 14),
        ("[1..30)", (1, 30)),
        ("-", None),
        ("> k0", None),
        ("not(5)", 5),
        ("1, 2", (1, 2)),
    ],
)
def test_the_bound_is_the_limit_that_stands_in_the_cell(text, bound):
    assert CellParser(BY_TYPE[ValueType.INTEGER], COLUMNS).parse(text).bound == bound


# DMN: null equals null only; a comparison by size with null is null, so neither it nor its opposite holds.
@pytest.mark.parametrize(
    ("text", "value", "truth"),
    [
        ("-", None, True),
        ("null", None, True),
        ("null", 1, False),
        ("5", None, False),
        ("not(5)", None, True),
        ("!= 5", None, True),
        ("not(null)", None, False),
        ("not(null)", 1, True),
        ("> 5", None, None),
        ("not(> 5)", None, None),
        ("[1..5]", None, None),
        ("null, > 5", None, True),
        ("not(null, > 5)", None, False),
        ("not(> 5, 3)", 3, False),
        ("not(> 5, 3)", 4, True),
        ("[1..5)", 5, False),
        ("(1..5]", 1, False),
        ("k0", None, False),
        ("< k0", 2, True),
        ("[k0..5]", 4, True),
        ("not([k0..5])", 4, False),
    ],
)
def test_truth_is_three_valued(text, value, truth):
    cell = CellParser(BY_TYPE[ValueType.INTEGER], COLUMNS).parse(text)
    assert cell.holds(value, {"k0": Decimal("3.5")}) is truth
