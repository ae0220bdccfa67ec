"""`kium-rules to-xlsx` and `from-xlsx`: out to Excel and back."""

import shutil

import openpyxl
import pytest
from cli.asked import run

from kium_rules.tables import RuleBook, packaged_rules, read_table


@pytest.fixture
def rules(tmp_path):
    for word in ("capacity", "waiting_list"):
        shutil.copytree(packaged_rules() / word, tmp_path / "rules" / word)
    return tmp_path / "rules"


@pytest.fixture
def workbook(rules, tmp_path):
    """The capacity table, in which somebody changed a number."""
    file = tmp_path / "정원.xlsx"
    assert run("to-xlsx", "capacity", "-o", file, "--rules", rules).exit_code == 0
    edit(file, "E6", "2.5")
    return file


def edit(file, cell, value):
    book = openpyxl.load_workbook(file)
    book["규칙"][cell].value = value
    book.save(file)


def test_an_edited_workbook_comes_back_into_its_folder(rules, workbook):
    done = run("from-xlsx", workbook, "-o", rules)
    assert done.exit_code == 0, done.stderr
    assert "capacity: " in done.stdout
    assert str(read_table(rules / "capacity").row("capacity.1").outputs["m2_per_child"]) == "2.5"
    assert "2.5" in (rules / "capacity" / "rows.csv").read_text("utf-8")


def test_a_workbook_that_says_the_same_changes_nothing(rules, tmp_path):
    file = tmp_path / "same.xlsx"
    run("to-xlsx", "capacity", "-o", file, "--rules", rules)
    before = (rules / "capacity" / "rows.csv").stat().st_mtime_ns
    done = run("from-xlsx", file, "-o", rules, "--lang", "en")
    assert (done.exit_code, done.stdout) == (0, "capacity: nothing has changed\n")
    assert (rules / "capacity" / "rows.csv").stat().st_mtime_ns == before


def test_a_whole_rule_book_goes_out_and_into_a_new_folder(rules, tmp_path):
    out, back = tmp_path / "out", tmp_path / "back"
    assert run("to-xlsx", "--all", "-o", out, "--rules", rules).exit_code == 0
    files = sorted(out.iterdir())
    assert [file.name for file in files] == ["capacity.xlsx", "waiting_list.xlsx"]
    assert run("from-xlsx", *files, "-o", back).exit_code == 0
    assert dict(RuleBook.load(back)) == dict(RuleBook.load(rules))


def test_a_workbook_is_named_like_its_table_where_no_name_is_given(rules, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("to-xlsx", "capacity", "--rules", rules).exit_code == 0
    assert (tmp_path / "capacity.xlsx").is_file()


def test_a_workbook_that_exists_is_only_overwritten_by_force(rules, workbook):
    done = run("to-xlsx", "capacity", "-o", workbook, "--rules", rules)
    assert done.exit_code == 1
    assert "--force" in done.stderr
    assert openpyxl.load_workbook(workbook)["규칙"]["E6"].value == "2.5"
    assert run("to-xlsx", "capacity", "-o", workbook, "--rules", rules, "--force").exit_code == 0
    assert openpyxl.load_workbook(workbook)["규칙"]["E6"].value == "3.3"


def test_an_old_copy_is_refused_with_one_unless_forced(rules, workbook):
    rows = rules / "capacity" / "rows.csv"
    rows.write_text(rows.read_text("utf-8").replace("hub,3.3,0,down", "hub,3.3,0,up"), "utf-8")
    done = run("from-xlsx", workbook, "-o", rules)
    assert done.exit_code == 1
    assert "바뀐 규칙 capacity.2" in done.stderr
    assert "older than the current table" in done.stderr
    assert "2.5" not in rows.read_text("utf-8")
    assert run("from-xlsx", workbook, "-o", rules, "--force").exit_code == 0
    assert "2.5" in rows.read_text("utf-8")


def test_a_mistake_is_told_by_its_cell_and_nothing_is_stored(rules, workbook, tmp_path):
    good = tmp_path / "good.xlsx"
    run("to-xlsx", "waiting_list", "-o", good, "--rules", rules)
    edit(good, "E6", "3")
    edit(workbook, "D6", "일반헝")
    before = {file: file.read_bytes() for file in rules.rglob("*.csv")}
    done = run("from-xlsx", good, workbook, "-o", rules)
    assert done.exit_code == 2
    assert "정원.xlsx, 규칙!D6 칸, 'centre_type' 열" in done.stderr
    assert "Did you mean '일반형'?" in done.stderr
    assert {file: file.read_bytes() for file in rules.rglob("*.csv")} == before


def test_two_workbooks_of_one_table_are_refused(rules, workbook, tmp_path):
    other = shutil.copy(workbook, tmp_path / "other.xlsx")
    done = run("from-xlsx", workbook, other, "-o", rules)
    assert done.exit_code == 2
    assert "'capacity'" in done.stderr


def test_a_current_table_that_is_broken_is_told_before_it_is_replaced(rules, workbook):
    (rules / "capacity" / "rows.csv").write_text("", "utf-8")
    done = run("from-xlsx", workbook, "-o", rules)
    assert done.exit_code == 2
    assert "capacity/rows.csv" in done.stderr
    assert run("from-xlsx", workbook, "-o", rules, "--force").exit_code == 0
    assert read_table(rules / "capacity").rows


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("to-xlsx", "capacty"), "Did you mean 'capacity'?"),
        (("to-xlsx",), "--all"),
        (("to-xlsx", "capacity", "--all"), "--all"),
        (("from-xlsx", "없음.xlsx"), "없음.xlsx"),
        (("from-xlsx", __file__), "no Excel workbook"),
        (("from-xlsx",), "FILES"),
    ],
)
def test_a_wrong_call_ends_with_two_and_says_what_to_do(words, text):
    done = run(*words)
    assert done.exit_code == 2
    assert text in done.stderr


def test_a_target_that_cannot_be_written_is_told(rules, workbook, tmp_path):
    (tmp_path / "file").write_text("")
    done = run("to-xlsx", "capacity", "-o", tmp_path / "file" / "x.xlsx", "--rules", rules)
    assert done.exit_code == 2
    assert "쓸 수 없습니다" in done.stderr
    done = run("from-xlsx", workbook, "-o", tmp_path / "file" / "rules")
    assert done.exit_code == 2
    assert "cannot be written" in done.stderr
