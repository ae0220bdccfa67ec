"""Tables as folders: what is written reads back the same, and is written one way only."""

import pytest
from examples import examples
from hypothesis import given
from tables.generated import tables

from kium_rules.tables import HitPolicy, TableError, packaged_rules, read_table, write_table
from kium_rules.tables.files import CASES, ROWS, SETTINGS, format_cases, format_rows, format_settings

SEATS = """\
id: seats
title: {ko: 자리, en: Seats}
hit_policy: U
columns:
- {name: care_type, label: 돌봄 유형, kind: in, type: enum, values: {regular: 정기돌봄, temporary: 일시돌봄}}
- {name: days, label: 일수, kind: in, type: integer, unit: 일}
- {name: code, label: 결과, kind: out, type: text}
"""


@pytest.fixture
def folder(tmp_path):
    """A folder of a table without rows, to be filled by a test."""
    path = tmp_path / "seats"
    path.mkdir()
    (path / SETTINGS).write_text(SEATS, encoding="utf-8")
    return path


def test_a_very_long_text_is_read_back(folder):
    write_rows(folder, f"seats.1,,,regular,-,{'가' * 200_000},,")
    table = read_table(folder)
    write_table(table, folder)
    assert read_table(folder) == table


def write_rows(folder, *lines):
    header = "rule_id,from,until,care_type,days,code,source,note"
    (folder / ROWS).write_text("\n".join([header, *lines, ""]), encoding="utf-8")


@examples(60)
@given(table=tables())
def test_a_table_written_reads_back_equal(table, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tables") / table.id
    write_table(table, folder)
    again = read_table(folder)
    assert again == table
    assert format_rows(again) == (folder / ROWS).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "folder",
    sorted(path.parent for path in packaged_rules().glob("*/table.yaml")),
    ids=lambda path: path.name,
)
def test_the_packaged_tables_keep_their_content_when_written_again(folder, tmp_path):
    table = read_table(folder)
    write_table(table, tmp_path / folder.name)
    assert read_table(tmp_path / folder.name) == table


def test_korean_spellings_are_written_in_the_canonical_form(folder):
    write_rows(
        folder, "seats.1,2026-03-02,,정기돌봄,30일 미만,too_short,,", "seats.2,,,일시돌봄 제외,1~14,ok,,"
    )
    text = format_rows(read_table(folder))
    assert text.splitlines()[1:] == [
        "seats.1,2026-03-02,,regular,< 30,too_short,,",
        "seats.2,,,not(temporary),[1..14],ok,,",
    ]


def test_a_byte_order_mark_windows_line_ends_and_excel_tails_are_tolerated(folder):
    text = (
        "\ufeffrule_id,from,until,care_type,days,code,source,note,,\r\nseats.1,,,-,,ok,,,,\r\n,,,,,,,,,\r\n"
    )
    (folder / ROWS).write_bytes(text.encode("utf-8"))
    assert [row.id for row in read_table(folder).rows] == ["seats.1"]


def test_hangul_typed_on_a_mac_is_the_same_as_elsewhere(folder):
    write_rows(folder, "seats.1,,,\u110c\u1165\u11bc\u1100\u1175\u1103\u1169\u11af\u1107\u1169\u11b7,-,ok,,")
    assert read_table(folder).rows[0].inputs["care_type"].constants == ("regular",)


def test_an_output_text_stands_as_it_is_and_an_empty_one_is_null(folder):
    write_rows(folder, 'seats.1,,,regular,-,"{days}일, ""짧음""",,', "seats.2,,,temporary,-,,,")
    assert [row.outputs["code"] for row in read_table(folder).rows] == ['{days}일, "짧음"', None]


def test_writing_without_cases_removes_the_old_ones(folder):
    write_rows(folder, "seats.1,,,-,-,ok,,")
    table = read_table(folder)
    (folder / CASES).write_text("case_id,on\n", encoding="utf-8")
    write_table(table, folder)
    assert not (folder / CASES).exists()


def test_several_hits_of_one_case_are_lines_of_one_name(folder):
    settings_text = (folder / SETTINGS).read_text(encoding="utf-8").replace("hit_policy: U", "hit_policy: R")
    (folder / SETTINGS).write_text(settings_text, encoding="utf-8")
    write_rows(folder, "seats.1,,,-,> 5,a,,", "seats.2,,,-,> 6,b,,")
    text = "case_id,on,care_type,days,code,rules,note\nboth,,regular,7,a,seats.1 seats.2,two\nboth,,,,b,,\n"
    (folder / CASES).write_text(text, encoding="utf-8")
    table = read_table(folder)
    assert table.hit_policy is HitPolicy.RULE_ORDER
    (case,) = table.cases
    assert case.outputs == ({"code": "a"}, {"code": "b"})
    assert format_cases(table) == text


def test_settings_are_texts_so_that_yaml_cannot_turn_no_into_false(folder):
    text = SEATS.replace("{regular: 정기돌봄, temporary: 일시돌봄}", "{no: 아님, 3.30: 삼삼}")
    (folder / SETTINGS).write_text(text, encoding="utf-8")
    write_rows(folder, "seats.1,,,아님,-,ok,,")
    table = read_table(folder)
    assert list(table.column("care_type").values) == ["no", "3.30"]
    assert "no" in format_settings(table)


def test_problems_of_all_files_are_told_together(folder):
    write_rows(folder, "seats.1,,,regulr,[15..,x,,", "seats.1,2026-02-30,,-,-,x,,")
    with pytest.raises(TableError) as caught:
        read_table(folder)
    codes = [problem.code for problem in caught.value.problems]
    assert codes == ["cell_unknown_code", "cell_open_range", "row_id_twice", "row_day"]
