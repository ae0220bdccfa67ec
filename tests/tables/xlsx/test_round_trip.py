"""A table written as a workbook and read back is the same table."""

import io
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from examples import examples
from hypothesis import HealthCheck, given
from tables.generated import tables
from tables.made import column, table

from kium_rules.tables import RuleBook, TableError
from kium_rules.tables.xlsx import read_workbook, write_workbook, write_workbooks

BOOK = RuleBook.load()


def read_back(table):
    file = io.BytesIO()
    write_workbook(table, file)
    file.seek(0)
    return read_workbook(file, "표.xlsx")


@pytest.mark.parametrize("word", BOOK)
def test_every_table_of_the_rule_book_comes_back_equal(word):
    read = read_back(BOOK[word])
    assert read.table == BOOK[word]
    read.check_copy(BOOK[word])


@examples(150, suppress_health_check=list(HealthCheck))
@given(tables())
def test_any_table_comes_back_equal(table):
    assert read_back(table).table == table


HARD = {
    "a": "초등, 중등",
    "b": "전체",
    "c": "없음",
    "d": "not(x)",
    "e": "예",
    "f": "1학기",
    "g": '"따옴표"',
    "h": "k2",
    "i": "아픈아이 제외",
    "j": "-",
    "k": "=SUM(A1)",
    "l": "_x0041_",
    "m": "null",
}


@pytest.mark.parametrize("text", ["{}", "not({})", "{}, null", "!= {}"])
def test_labels_that_look_like_something_else_come_back_as_their_code(text):
    columns = [
        column("k1", type="enum", values=HARD),
        column("k2", type="enum", values={"x": "엑스", "y": "와이"}),
        column("out", "out", type="enum", values=HARD),
    ]
    rows = [{"k1": text.format(f'"{code}"'), "k2": "x", "out": code} for code in HARD]
    cases = [{"case_id": code, "k1": code, "k2": "x", "out": code} for code in HARD]
    made = table(columns, rows, default={"out": "a"}, cases=cases)
    assert [row.inputs["k1"].constants[0] for row in made.rows] == list(HARD)
    assert read_back(made).table == made


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "#N/A",
        "1-2",
        "둘째 줄\n셋째 줄",
        " 빈칸 ",
        "_x000D_",
        "_x005F_",
        "\t",
        "'12",
        "\x0b",
        "a\r\nb",
    ],
)
def test_texts_that_excel_takes_for_something_else_stay_texts(text):
    made = table([column("k", type="text"), column("out", "out", type="text")], [{"k": "-"}])
    row = replace(made.rows[0], outputs={"out": text}, source=text, note=text)
    made = replace(made, rows=(row,), title={"ko": "표" + text, "en": text}, owner=text)
    assert read_back(made).table == made


@pytest.mark.slow
def test_a_table_of_five_thousand_rules_comes_back_equal():
    rows = [{"days": f"[{day}..{day + 1})", "out": str(day)} for day in range(5000)]
    made = table([column("days"), column("out", "out")], rows)
    assert read_back(made).table == made


def test_a_person_sees_labels_and_the_file_keeps_codes():
    file = io.BytesIO()
    write_workbook(BOOK["capacity"], file)
    sheet = openpyxl.load_workbook(file)["규칙"]
    lines = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=4, max_row=6)]
    assert lines[0][:4] == ["규칙 번호", "시작일", "종료일", "센터 유형"]
    assert lines[1][:4] == ["rule_id", "from", "until", "centre_type"]
    outputs = BOOK["capacity"].rows[0].outputs
    numbers = [str(outputs[name]) for name in ("m2_per_child", "extra_share")]
    assert lines[2][3:7] == ["일반형, 융합형", *numbers, "내림"]
    assert {cell.number_format for line in sheet.iter_rows(min_row=6) for cell in line} == {"@"}


def test_pick_lists_offer_labels_and_leave_conditions_open():
    file = io.BytesIO()
    write_workbook(BOOK["capacity"], file)
    book = openpyxl.load_workbook(file)
    lists = {str(rule.sqref): rule for rule in book["규칙"].data_validations.dataValidation}
    condition, result = lists["D6:D37"], lists["G6:G37"]
    assert picked(book, condition.formula1) == ["일반형", "융합형", "거점형", "-"]
    assert picked(book, result.formula1) == ["내림", "올림", "반올림"]
    assert not condition.showErrorMessage, "several values may stand in a condition"
    assert result.showErrorMessage


def picked(book, formula):
    sheet, _, cells = formula.partition("!")
    return [cell.value for (cell,) in book[sheet.strip("'")][cells.replace("$", "")]]


def test_a_rule_book_is_a_folder_of_workbooks(tmp_path):
    tables = {word: BOOK[word] for word in ("capacity", "quarters", "seats")}
    files = write_workbooks(tables.values(), tmp_path / "new")
    assert {file.stem for file in files} == set(tables)
    assert {file.stem: read_workbook(file).table for file in files} == tables


def test_a_text_longer_than_an_excel_cell_is_refused_before_excel_cuts_it():
    made = table([column("k"), column("out", "out", type="text")], [{"k": "-", "out": "가" * 32_768}])
    with pytest.raises(TableError) as caught:
        write_workbook(made, io.BytesIO())
    assert "규칙!E6" in caught.value.ko
    assert "32767" in str(caught.value)


def test_excel_is_told_that_numbers_are_text_on_purpose():
    file = io.BytesIO()
    write_workbook(BOOK["capacity"], file)
    with zipfile.ZipFile(file) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 5
    assert all(b'numberStoredAsText="1"/></ignoredErrors></worksheet>' in sheet for sheet in sheets)
