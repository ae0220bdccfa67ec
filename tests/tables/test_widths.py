"""Texts that line up although Hangul takes two columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kium_rules.tables.widths import padded, width, wrapped


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("abc", 3), ("정원", 4), ("정원 a", 6), ("＜", 2), ("e\u0301", 1), ("가\u200b", 2)],
)
def test_a_wide_letter_takes_two_columns_and_a_mark_none(text, columns):
    assert width(text) == columns


def test_a_text_is_filled_up_to_its_column():
    assert padded("정원", 6) == "정원  "
    assert padded("정원", 2) == "정원"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("정기돌봄 대기", ["정기돌봄", "대기"]),
        ("정기 돌봄", ["정기", "돌봄"]),
        ("waiting_list", ["waiting_", "list"]),
        ("정기돌봄정원", ["정기돌봄", "정원"]),
        ("a b\nc", ["a b", "c"]),
    ],
)
def test_a_text_is_broken_at_blanks_or_where_it_must(text, lines):
    assert wrapped(text, 8) == lines


@given(st.text("가나 ab\n", max_size=40), st.integers(2, 12))
def test_no_letter_is_lost_and_no_line_is_too_wide(text, columns):
    lines = wrapped(text, columns)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert max(map(width, lines)) <= columns
