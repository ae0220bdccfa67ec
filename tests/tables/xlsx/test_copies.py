"""A workbook that was exported before the table changed does not undo the change in silence."""

import io
from dataclasses import replace

import pytest
from tables.made import column, table
from tables.xlsx.edited import edited, exported, stays

from kium_rules.tables import TableError
from kium_rules.tables.xlsx import StaleCopyError, read_workbook


def change_a_cell(book):
    book["규칙"]["E6"].value = ">= 14"


def stale(read, current):
    with pytest.raises(StaleCopyError) as caught:
        read.check_copy(current)
    (problem,) = caught.value.problems
    return problem


def test_an_edited_copy_of_the_current_table_is_taken():
    read = read_workbook(edited(change_a_cell), "이용.xlsx")
    read.check_copy(stays())
    assert read.table != stays()


def test_an_older_copy_is_refused_with_the_rules_that_changed_since():
    table_now = stays()
    changed = replace(table_now.rows[0], source="A-02")
    new = replace(table_now.rows[1], id="t.3")
    problem = stale(read_workbook(io.BytesIO(exported())), replace(table_now, rows=(changed, new)))
    assert problem.code == "xlsx.stale"
    assert "바뀐 규칙 t.1; 새 규칙 t.3; 지워진 규칙 t.2" in problem.ko
    assert "changed: t.1; added: t.3; removed: t.2" in problem.en


@pytest.mark.parametrize(
    "current",
    [
        replace(stays(), rows=stays().rows[::-1]),
        replace(stays(), cases=()),
        replace(stays(), owner="자치구"),
    ],
    ids=["order", "cases", "settings"],
)
def test_a_change_outside_the_rules_counts_too(current):
    problem = stale(read_workbook(io.BytesIO(exported())), current)
    assert "older than the current table" in problem.en
    assert "설정·사례·순서" in problem.ko


def test_many_changed_rules_are_counted():
    rows = [{"k": "-", "out": str(number)} for number in range(8)]
    now = table([column("k"), column("out", "out")], rows)
    read = read_workbook(io.BytesIO(exported()))
    assert "t.3, t.4, t.5, t.6, t.7 외 1개" in stale(read, now).ko


def test_a_copy_that_does_not_say_its_version_is_refused():
    for change in (lambda book: book.remove(book["판"]), lambda book: book["판"].delete_rows(1)):
        read = read_workbook(edited(lambda book, change=change: (change_a_cell(book), change(book))))
        assert stale(read, stays()).code == "xlsx.stale_unknown"


def test_an_old_copy_that_says_what_the_table_says_now_is_no_harm():
    read = read_workbook(edited(change_a_cell))
    read.check_copy(read.table)


def test_the_workbook_of_another_table_is_refused():
    other = replace(stays(), id="other")
    with pytest.raises(TableError) as caught:
        read_workbook(io.BytesIO(exported())).check_copy(other)
    assert "'other'" in caught.value.ko
