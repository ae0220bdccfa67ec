"""Two versions of a table differ in changes that a person can read."""

from dataclasses import replace
from datetime import date

from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from tables.generated import tables
from tables.made import column, table

from kium_rules.tables import HitPolicy, RuleBook
from kium_rules.tables.difference import book_differences, differences

KINDS = {"regular": "정기돌봄", "temporary": "일시돌봄"}
COLUMNS = [
    column("kind", type="enum", values=KINDS) | {"label": "유형"},
    column("days") | {"label": "일수"},
    column("o", "out"),
]
ROWS = [
    {"kind": "regular", "days": "< 30", "o": "1"},
    {"kind": "temporary", "days": "> 14", "o": "2"},
    {"kind": "-", "days": "null", "o": "3"},
]
BASE = table(COLUMNS, ROWS, cases=[{"case_id": "short", "kind": "regular", "days": "29", "o": "1"}])


def with_rows(*rows):
    return replace(BASE, rows=rows)


def said(new, old=BASE):
    return [(change.kind, change.ko, change.en) for change in differences(old, new)]


def test_a_changed_cell_is_told_with_both_limits():
    new = table(COLUMNS, [ROWS[0] | {"days": "< 28", "kind": "temporary"}, *ROWS[1:]])
    assert said(replace(new, cases=BASE.cases)) == [
        (
            "cell_changed",
            "t.1: '유형' 조건 정기돌봄 → 일시돌봄",
            "t.1: condition 'kind' changed from regular to temporary",
        ),
        ("cell_changed", "t.1: '일수' 조건 < 30 → < 28", "t.1: condition 'days' changed from < 30 to < 28"),
    ]


def test_a_changed_output_is_told():
    row = replace(BASE.rows[1], outputs={"o": None})
    assert said(with_rows(BASE.rows[0], row, BASE.rows[2])) == [
        ("output_changed", "t.2: 'o' 결과 2 → (없음)", "t.2: output 'o' changed from 2 to (nothing)")
    ]


def test_moved_dates_are_told():
    row = replace(BASE.rows[0], valid_from=date(2026, 3, 2), valid_until=date(2027, 2, 28))
    assert said(with_rows(row, *BASE.rows[1:])) == [
        (
            "dates_moved",
            "t.1: 적용 기간 (없음) → 2026-03-02 ~ 2027-02-28",
            "t.1: in force (nothing) before, now 2026-03-02 ~ 2027-02-28",
        )
    ]


def test_rows_that_came_and_went_are_told_with_what_they_say():
    added = replace(BASE.rows[0], id="t.9")
    assert said(with_rows(*BASE.rows[:2], added)) == [
        ("row_removed", "t.3: 규칙 삭제 - 일수: null, o: 3", "t.3: row removed - days: null, o: 3"),
        (
            "row_added",
            "t.9: 규칙 추가 - 유형: 정기돌봄, 일수: < 30, o: 1",
            "t.9: row added - kind: regular, days: < 30, o: 1",
        ),
    ]


def test_only_the_row_that_was_moved_is_called_moved():
    assert said(with_rows(BASE.rows[2], *BASE.rows[:2])) == [
        ("row_moved", "t.3: 3번째에서 1번째로 옮김", "t.3: moved from place 3 to place 1")
    ]


def test_a_row_taken_out_moves_no_other():
    assert [kind for kind, *_ in said(with_rows(*BASE.rows[1:]))] == ["row_removed"]


def test_remarks_settings_columns_and_examples_are_told():
    row = replace(BASE.rows[0], note="A-01")
    new = replace(
        BASE,
        rows=(row, *BASE.rows[1:]),
        hit_policy=HitPolicy.FIRST,
        columns=(replace(BASE.columns[0], label="종류"), *BASE.columns[1:]),
        default={"o": 7},
        cases=(replace(BASE.cases[0], rules=("t.1",)),),
    )
    rest = "kind: in, type: enum, values: {regular: 정기돌봄, temporary: 일시돌봄}"
    case = "kind: regular, days: 29 → o: 1"
    assert [(kind, english) for kind, _, english in said(new)] == [
        ("setting_changed", "t: setting 'hit_policy' changed from U to F"),
        ("setting_changed", "t: setting 'default' changed from (nothing) to o: 7"),
        ("column_changed", f"t: column 'kind' changed from label: 유형, {rest} to label: 종류, {rest}"),
        ("note_changed", "t.1: remark 'note' changed from (nothing) to A-01"),
        ("case_changed", f"case short: changed from {case} to {case} [t.1]"),
    ]


def test_a_change_is_data_too():
    (change,) = differences(BASE, with_rows(replace(BASE.rows[0], outputs={"o": 5}), *BASE.rows[1:]))
    assert (change.table, change.rule, change.column, change.before, change.after) == (
        "t",
        "t.1",
        "o",
        "1",
        "5",
    )
    assert change.to_json()["ko"] == "t.1: 'o' 결과 1 → 5"


def test_books_tell_tables_that_came_and_went():
    old, new = (
        RuleBook([BASE, replace(BASE, id="gone")]),
        RuleBook([with_rows(*BASE.rows[:2]), replace(BASE, id="came")]),
    )
    assert [change.en for change in book_differences(old, new)] == [
        "gone: table removed",
        "t.3: row removed - days: null, o: 3",
        "came: table added",
    ]


@examples(80)
@given(old=tables(), other=tables(), data=st.data())
def test_there_is_a_change_exactly_where_tables_differ(old, other, data):
    parts = data.draw(
        st.sets(st.sampled_from(["rows", "columns", "cases", "default", "owner", "hit_policy"]))
    )
    if "rows" in parts or "columns" in parts:
        new = other
    else:
        new = replace(old, **{part: getattr(other, part) for part in parts - {"cases", "default"}})
        if "cases" in parts:
            new = replace(
                new,
                cases=tuple(data.draw(st.permutations(old.cases))),
                rows=tuple(data.draw(st.permutations(old.rows))),
            )
    found = differences(old, new)
    assert bool(found) == (old != new)
    assert all(change.ko and change.en for change in found)
    assert differences(new, new) == ()
