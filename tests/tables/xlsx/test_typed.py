"""What people type into Excel is read as what they mean: real numbers, dates, times and yes/no among it."""

import io
import unicodedata
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
from tables.xlsx.edited import edited, problems_after, stays, typed

from kium_rules.tables import format_cell
from kium_rules.tables.xlsx import read_workbook


@pytest.mark.parametrize(
    ("cell", "value", "canonical"),
    [
        ("E6", 30, "30"),
        ("E6", 30.0, "30"),
        ("E6", "30 이상", ">= 30"),
        ("E6", "30일 이상", ">= 30"),
        ("E6", " 1~30 ", "[1..30]"),
        ("E6", None, "-"),
        ("F6", 0.2, "0.2"),
        ("F6", 0.1 + 0.2, "0.3"),
        ("F6", 1e-7, "0.0000001"),
        ("G6", date(2026, 3, 2), "2026-03-02"),
        ("G6", datetime(2026, 3, 2), "2026-03-02"),
        ("H6", time(13), "13:00"),
        ("H6", time(9, 30, 15), "09:30:15"),
        ("H6", timedelta(hours=13), "13:00"),
        ("I6", datetime(2026, 3, 2, 13), "2026-03-02T13:00"),
        ("I6", datetime(2026, 3, 2), "2026-03-02T00:00"),
        ("J6", timedelta(hours=30), "P1DT6H"),
        ("J6", time(2, 30), "PT2H30M"),
        ("K6", True, "true"),
        ("K6", "아니오", "false"),
        ("D6", "정기돌봄, 일시돌봄", "regular, temporary"),
        ("D6", "정기돌봄 제외", "not(regular)"),
        ("D6", "regular", "regular"),
    ],
)
def test_a_condition_is_stored_in_its_canonical_form(cell, value, canonical):
    columns = dict(zip("DEFGHIJK", stays().inputs, strict=True))
    read = typed(cell, value).table.rows[0].inputs[columns[cell[0]].name]
    assert format_cell(read) == canonical


def test_a_result_a_day_and_a_text_may_be_real_numbers_and_dates():
    assert typed("M6", 7).table.rows[0].outputs["limit"] == 7
    assert typed("L6", 7).table.rows[0].outputs["code"] == "7"
    assert typed("C6", datetime(2026, 12, 31)).table.rows[0].valid_until == date(2026, 12, 31)
    assert typed("P6", date(2026, 3, 2)).table.rows[0].note == "2026-03-02"
    assert typed("B6", date(2026, 3, 3), "사례").table.cases[0].on == date(2026, 3, 3)


def test_text_is_trimmed_and_composed_as_in_files():
    decomposed = unicodedata.normalize("NFD", "한글")
    assert typed("P6", f"  {decomposed} ").table.rows[0].note == "한글"


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("E6", 30.5, "cell_fraction"),
        ("E6", date(2026, 1, 2), "cell_wrong_type"),  # 1-2 typed into a cell that is not text
        ("G6", datetime(2026, 3, 2, 13), "cell_wrong_type"),
        ("F6", "1,000", "cell_thousands"),
        ("D6", "정기돌범", "cell_unknown_code"),
        ("E6", "[15..", "cell_open_range"),
    ],
)
def test_a_value_that_does_not_fit_its_column_is_named_with_its_cell(cell, value, code):
    def change(book):
        book["규칙"][cell].value = value

    ((found, at, korean, english),) = problems_after(change)
    assert (found, at) == (code, f"규칙!{cell}")
    assert korean.startswith(f"이용.xlsx, 규칙!{cell} 칸")
    assert english.startswith(f"이용.xlsx, cell 규칙!{cell}")


def test_the_binary_rest_of_a_sum_is_nobodys_intention():
    """Excel writes 17 digits of 0.1 + 0.2 into the file and shows 0.3."""

    def change(book):
        book["규칙"]["F6"].value = 0.3

    file = io.BytesIO()
    with zipfile.ZipFile(edited(change)) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            new.writestr(part, content.replace(b"<v>0.3</v>", b"<v>0.30000000000000004</v>"))
    file.seek(0)
    read = read_workbook(file).table
    assert format_cell(read.rows[0].inputs["share"]) == "0.3"
