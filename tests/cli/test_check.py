"""`kium-rules check`: mistakes in tables, in words and as data."""

import json
import shutil
from pathlib import Path

import pytest
from cli.asked import run
from simulate.rule_books import pin, pinned

from kium_rules.tables import packaged_rules, read_table
from kium_rules.tables.xlsx import write_workbook


@pytest.fixture
def rules(tmp_path) -> Path:
    """A rule book of two tables in order."""
    for word in ("capacity", "waiting_list"):
        shutil.copytree(packaged_rules() / word, tmp_path / "rules" / word)
    for file in ("rows.csv", "cases.csv"):
        pin(tmp_path / "rules" / "capacity" / file)
    return tmp_path / "rules"


def edit(rules: Path, file: str, old: str, new: str) -> None:
    path = rules / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_the_tables_of_the_package_are_in_order(tmp_path):
    done = run("check", pinned(tmp_path / "rules"))
    assert done.exit_code == 0, done.stdout
    assert "오류 0, 경고 0" in done.stdout
    assert done.stderr == ""


def test_a_gap_is_told_with_the_labels_of_the_table(rules):
    edit(rules, "capacity/rows.csv", "capacity.2,,,hub", "capacity.2,2026-03-02,,hub")
    done = run("check", rules)
    assert done.exit_code == 1
    assert "오류 capacity/rows.csv [gap]" in done.stdout
    assert "2026-03-01까지" in done.stdout
    assert "센터 유형 거점형" in done.stdout
    assert "표 2개 확인: 오류 " in done.stdout


def test_rows_are_told_with_file_and_line(rules):
    edit(rules, "capacity/rows.csv", '"general, combined"', "-")
    done = run("check", rules / "capacity")
    assert done.exit_code == 1
    assert "오류 capacity/rows.csv:2 [conflict] capacity.1, capacity.2" in done.stdout
    assert "표 1개" in done.stdout
    english = run("check", rules / "capacity", "--lang", "en")
    assert "error capacity/rows.csv:2 [conflict] capacity.1, capacity.2 match together" in english.stdout
    assert "tables checked: 1" in english.stdout


def test_findings_are_a_list_of_objects(rules):
    edit(rules, "capacity/rows.csv", '"general, combined"', "general")
    done = run("check", rules, "--json")
    assert done.exit_code == 1
    gap = next(one for one in json.loads(done.stdout) if one["kind"] == "gap")
    assert gap["table"] == "capacity"
    assert gap["level"] == "error"
    assert gap["rules"] == []
    assert gap["example"] == {"centre_type": "combined"}
    assert gap["where"] == {"centre_type": "combined"}
    assert "융합형" in gap["message"]
    assert (gap["file"], gap["line"]) == ("capacity/rows.csv", None)


def test_nothing_found_is_an_empty_list(rules):
    done = run("check", rules, "--json")
    assert (done.exit_code, json.loads(done.stdout)) == (0, [])


def test_notes_stand_in_the_list_on_request_only(tmp_path):
    rules = pinned(tmp_path / "rules")
    assert json.loads(run("check", rules, "--json").stdout) == []
    [note] = json.loads(run("check", rules, "--json", "--notes").stdout)
    assert (note["table"], note["kind"], note["level"]) == ("priority", "irrelevant", "info")


def test_an_example_answered_otherwise_is_an_error_at_its_line(rules):
    edit(rules, "capacity/cases.csv", "hub,,hub,3.3,0,down", "hub,,hub,3.3,0,up")
    done = run("check", rules, "--json")
    [case] = json.loads(done.stdout)
    assert done.exit_code == 1
    assert (case["kind"], case["level"], case["rules"]) == ("case", "error", ["capacity.2"])
    assert (case["file"], case["line"]) == ("capacity/cases.csv", 4)
    assert case["example"] == {"centre_type": "hub"}


def test_warnings_alone_do_not_fail(rules):
    text = (rules / "capacity" / "table.yaml").read_text("utf-8").replace("hit_policy: U", "hit_policy: A")
    (rules / "capacity" / "table.yaml").write_text(text, "utf-8")
    rows = rules / "capacity" / "rows.csv"
    row = next(line for line in rows.read_text("utf-8").splitlines() if line.startswith("capacity.2"))
    rows.write_text(rows.read_text("utf-8") + row.replace("capacity.2", "capacity.3") + "\n", "utf-8")
    edit(rules, "capacity/cases.csv", "capacity.2", "capacity.2 capacity.3")
    done = run("check", rules)
    assert done.exit_code == 0
    assert "경고 capacity/rows.csv:3 [duplicate] capacity.2, capacity.3" in done.stdout


def test_a_workbook_is_checked_before_it_is_stored(rules, tmp_path):
    edit(rules, "capacity/rows.csv", '"general, combined"', "general")
    file = tmp_path / "정원.xlsx"
    write_workbook(read_table(rules / "capacity"), file)
    done = run("check", file)
    assert done.exit_code == 1
    assert "정원.xlsx [gap]" in done.stdout


def test_many_findings_of_one_kind_are_cut_short(rules):
    rows = rules / "waiting_list" / "rows.csv"
    lines = rows.read_text("utf-8").splitlines()
    copies = [lines[1].replace("waiting_list.1", f"waiting_list.{number}") for number in range(10, 40)]
    rows.write_text("\n".join([*lines, *copies]) + "\n", "utf-8")
    done = run("check", rules)
    assert done.stdout.count("[overlap]") == 20
    assert "건 더 있음" in done.stdout
    assert (
        len([one for one in json.loads(run("check", rules, "--json").stdout) if one["kind"] == "overlap"])
        > 400
    )


# -- what cannot be read


def test_a_table_that_cannot_be_read_is_told_and_the_others_are_checked(rules):
    edit(rules, "capacity/rows.csv", "capacity.2,,,hub", "capacity.2,,,hubb")
    edit(rules, "waiting_list/rows.csv", ",regular,", ',"regular, temporary",')
    done = run("check", rules)
    assert done.exit_code == 2
    assert "capacity/rows.csv" in done.stderr
    assert "hubb" in done.stderr
    assert "Traceback" not in done.stderr
    assert "[overlap]" in done.stdout


def test_problems_stay_out_of_the_data(rules):
    edit(rules, "capacity/table.yaml", "hit_policy: U", "hit_policy: X")
    done = run("check", rules, "--json")
    assert done.exit_code == 2
    assert json.loads(done.stdout) == []
    assert "hit_policy" in done.stderr or "적중 방식" in done.stderr


def test_a_table_without_its_settings_is_not_passed_over(rules):
    (rules / "capacity" / "table.yaml").unlink()
    done = run("check", rules)
    assert done.exit_code == 2
    assert "capacity/table.yaml" in done.stderr


def test_a_folder_without_tables_is_told(tmp_path):
    done = run("check", tmp_path)
    assert done.exit_code == 2
    assert "table.yaml" in done.stderr
    assert done.stdout == ""


def test_a_folder_that_is_not_there_is_told(tmp_path):
    done = run("check", tmp_path / "nowhere")
    assert done.exit_code == 2
    assert "nowhere" in done.stderr


def test_a_file_that_is_no_table_is_told(tmp_path):
    file = tmp_path / "rules.xlsx"
    file.write_text("no workbook", "utf-8")
    done = run("check", file)
    assert done.exit_code == 2
    assert "rules.xlsx" in done.stderr
    other = tmp_path / "rules.txt"
    other.write_text("no table", "utf-8")
    assert run("check", other).exit_code == 2


def test_a_file_is_no_table_and_does_not_count_as_checked(rules):
    done = run("check", rules / "capacity" / "rows.csv")
    assert done.exit_code == 2
    assert (
        "rows.csv: this is a file, not the folder of a table. Give the folder with its table.yaml"
        in done.stderr
    )
    assert "표 0개 확인" in done.stdout
