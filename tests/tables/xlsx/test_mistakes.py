"""Every mistake a person can make in a workbook has its cell, its sentence, and nothing is lost in silence."""

import pytest
from openpyxl.chart import BarChart
from tables.xlsx.edited import problems_after


def put(cell, value, sheet="규칙"):
    def change(book):
        book[sheet][cell].value = value

    return change


def several(*changes):
    def change(book):
        for one in changes:
            one(book)

    return change


MISTAKES = {
    "a formula": (put("E6", "=1+1"), "xlsx.formula", "규칙!E6", "수식"),
    "a formula in the settings": (put("C11", '="서울시"', "설정"), "xlsx.formula", "설정!C11", "수식"),
    "an Excel error": (put("L6", "#N/A"), "xlsx.error_value", "규칙!L6", "#N/A"),
    "merged rules": (lambda book: book["규칙"].merge_cells("D6:E6"), "xlsx.merged", "규칙!D6", "D6:E6"),
    "a merged header": (lambda book: book["규칙"].merge_cells("O5:P5"), "xlsx.merged", "규칙!O5", "O5:P5"),
    "merged settings": (
        lambda book: book["설정"].merge_cells("B20:B21"),
        "xlsx.merged",
        "설정!B20",
        "B20:B21",
    ),
    "a column nobody knows": (
        several(put("Q5", "sharre"), put("Q6", "1")),
        "xlsx.column_unknown",
        "규칙!Q5",
        "'share'",
    ),
    "a remark beside the table": (put("R7", "확인 필요"), "xlsx.column_nameless", "규칙!R7", "열 이름"),
    "a column less": (put("M5", None), "header_missing", "규칙!A5", "'limit'"),
    "a column twice": (put("M5", "code"), "header_twice", "규칙!M5", "'code'"),
    "no line of names": (lambda book: book["규칙"].delete_rows(5), "xlsx.header_line", "규칙!A1", "rule_id"),
    "no line of names over the cases": (
        lambda book: book["사례"].delete_rows(5),
        "xlsx.header_line",
        "사례!A1",
        "case_id",
    ),
    "no rules": (lambda book: book.remove(book["규칙"]), "xlsx.sheet_missing", None, "'규칙'"),
    "no cases": (lambda book: book.remove(book["사례"]), "xlsx.sheet_missing", None, "'사례'"),
    "no settings": (lambda book: book.remove(book["설정"]), "xlsx.sheet_missing", None, "'설정'"),
    "a sheet more": (
        lambda book: put("A1", "계산", book.create_sheet("메모").title)(book),
        "xlsx.sheet_unknown",
        None,
        "'메모'",
    ),
    "a chart": (
        lambda book: book.create_chartsheet("그림").add_chart(BarChart()),
        "xlsx.sheet_unknown",
        None,
        "'그림'",
    ),
    "a rule without a number": (put("A7", None), "row_id", "규칙!A7", "규칙 번호"),
    "a rule number twice": (put("A7", "t.1"), "row_id_twice", "규칙!A7", "6행"),
    "no such day": (put("B6", "2026-02-30"), "row_day", "규칙!B6", "2026-03-02"),
    "until before from": (put("C6", "2026-02-01"), "row_until_before_from", "규칙!C6", "2026-03-01"),
    "a wrong case": (put("C6", "정기", "사례"), "cell_unknown_code", "사례!C6", "정기돌봄"),
    "an unknown kind": (put("C20", "입력", "설정"), "column_kind", "설정!C20", "'days'"),
    "an unknown type": (put("D20", "정슈", "설정"), "column_type", "설정!D20", "'정슈'"),
    "a broken domain": (put("F20", "[1..", "설정"), "column_domain", "설정!F20", "[1.."),
    "a hit policy nobody knows": (put("C10", "X", "설정"), "table_hit_policy", "설정!C10", "C#"),
    "a setting nobody knows": (put("B11", "ownr", "설정"), "setting_unknown", "설정!C11", "'owner'"),
    "a setting twice": (put("B12", "owner", "설정"), "xlsx.setting_twice", "설정!B12", "'owner'"),
    "a setting without a name": (put("B11", None, "설정"), "xlsx.section_stray", "설정!C11", "지우세요"),
    "no title": (put("C8", None, "설정"), "table_title", "설정!C8", "ko"),
    "no id": (put("C7", None, "설정"), "setting_missing", "설정!C7", "'id'"),
    "a section less": (put("A32", None, "설정"), "xlsx.section_missing", "설정!A1", "고르는 값"),
    "a section without its header": (put("A41", None, "설정"), "xlsx.header_line", "설정!A39", "value"),
    "values of no column": (put("A35", "care_typ", "설정"), "xlsx.values_column", "설정!A35", "'care_type'"),
    "a code twice": (put("B36", "regular", "설정"), "xlsx.setting_twice", "설정!B36", "'regular'"),
    "a label twice": (put("C36", "정기돌봄", "설정"), "column_values_twice", "설정!C36", "'정기돌봄'"),
    "a default of no column": (put("A42", "cod", "설정"), "default_unknown", "설정!B42", "'code'"),
    "a default of another type": (put("B43", "많이", "설정"), "cell_unknown_name", "설정!B43", "'많이'"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_cell(mistake):
    change, code, cell, words = MISTAKES[mistake]
    found = problems_after(change)
    assert (code, cell) in [(one[0], one[1]) for one in found]
    korean, english = next(one[2:] for one in found if one[0] == code)
    assert words in korean
    assert korean.startswith("이용.xlsx")
    assert english.startswith("이용.xlsx")
    assert len(found) == len({one[:3] for one in found}), "each said once"


def test_all_mistakes_are_told_at_once():
    found = problems_after(several(put("E6", "=1"), put("D7", "정기"), put("C11", "=2", "설정")))
    assert [(code, cell) for code, cell, *_ in found] == [
        ("xlsx.formula", "설정!C11"),
        ("xlsx.formula", "규칙!E6"),
        ("cell_unknown_code", "규칙!D7"),
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda book: book["규칙"].merge_cells("A1:F1"),
        lambda book: book.create_sheet("빈 시트"),
        lambda book: book["규칙"].insert_rows(7, 3),
        lambda book: book["규칙"].move_range("P5:P7", cols=3),
        lambda book: book["규칙"].insert_rows(1, 2),
        lambda book: put("A1", "새 제목")(book),
        lambda book: put("A4", "번호")(book),
    ],
    ids=[
        "merged title",
        "empty sheet",
        "empty lines",
        "moved column",
        "lines above",
        "own title",
        "own label",
    ],
)
def test_what_harms_nothing_is_taken(change):
    assert problems_after(change) == []
