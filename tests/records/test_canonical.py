"""Canonical JSON: one text for one value, whatever way it came."""

import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kium_rules.records.canonical import canonical, written

NAMES = st.text() | st.integers() | st.booleans()
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.dates()
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_what_is_read_back_is_written_as_the_same_text(value: object) -> None:
    text = canonical(value)
    assert canonical(json.loads(text)) == text


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.lists(st.text())))
def test_a_value_written_before_stands_in_another_as_it_would_have(value: dict[str, object]) -> None:
    assert canonical({"decision": written(value), "at": 1}) == canonical({"at": 1, "decision": value})


def test_names_are_sorted_and_nothing_is_escaped_or_blank() -> None:
    assert canonical({"나": [1, {"b": None, "a": date(2026, 3, 2)}], "가": "예"}) == (
        '{"가":"예","나":[1,{"a":"2026-03-02","b":null}]}'
    )
