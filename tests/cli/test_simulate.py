"""`kium-rules simulate` as somebody types it."""

import json
import os
import pty
import shutil
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from policy.situations import centre, temporary
from simulate.rule_books import RULES, changed_rules, larger_share, pinned

from kium_rules.cli import main
from kium_rules.exchange import write_situation
from kium_rules.tables import RuleBook, failing_cases
from kium_rules.values import Situation

SMALL = ("--generate", "600", "--centres", "2")


@pytest.fixture(scope="module")
def larger(tmp_path_factory) -> Path:
    return larger_share(tmp_path_factory.mktemp("larger") / "rules")


@pytest.fixture
def recorded(tmp_path) -> Path:
    """Three applications for the one seat of a centre whose list takes two."""
    file = tmp_path / "recorded.jsonl"
    lines = []
    for number in range(4):
        raw = write_situation(Situation(temporary(), centre(base_seats=1, extra_seats=0, area_m2=None)))
        lines.append(
            json.dumps(raw | {"id": f"wish-{number}", "centre": raw["centre"] | {"id": "c", "name": "상계"}})
        )
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def run(*words):
    return CliRunner().invoke(main, ["simulate", *map(str, words)])


def answer(*words):
    done = run(*words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_other_rules_are_tried_on_made_up_applications(larger, tmp_path):
    done = run("--rules", larger, "--against", pinned(tmp_path / "rules"), *SMALL)
    assert done.exit_code == 0
    assert "신청 600건" in done.stdout
    assert "'별도정원 비율' 결과 0.2 → 0.3" in done.stdout
    assert done.stderr == "", "no bar without a terminal"


def test_the_packaged_rules_are_what_one_compares_with(larger):
    found = answer("--rules", larger, *SMALL)
    assert found["before"]["rule_book"] == RuleBook.load().hash
    assert found["before"]["rules"] is None
    assert found["after"]["rule_book"] == RuleBook.load(larger).hash


def test_other_rules_can_be_compared_with(larger):
    there_and_back = answer("--rules", RULES, "--against", larger, *SMALL)
    found = answer("--rules", larger, *SMALL)
    assert (there_and_back["before"]["outcomes"], there_and_back["after"]["outcomes"]) == (
        found["after"]["outcomes"],
        found["before"]["outcomes"],
    )


def test_seats_follow_the_formula_where_it_changes_unless_agreed_ones_are_wanted(larger):
    assert answer("--rules", larger, *SMALL)["seats"] == "formula"
    assert answer("--rules", RULES, *SMALL)["seats"] == "agreed"
    agreed = answer("--rules", larger, *SMALL, "--seats", "agreed")
    assert (agreed["seats"], agreed["changed"]) == ("agreed", 0)


def test_the_same_seed_gives_the_same_and_another_year_another(larger):
    one, same, other = (
        answer("--rules", larger, *SMALL, *more) for more in ((), ("--seed", "1"), ("--year", "2027"))
    )
    assert one == same
    assert {change["week"][:4] for change in other["by_week"]} <= {"2027", "2028"}


def test_lines_that_are_no_utf8_or_hold_a_monstrous_number_are_told_and_the_others_simulated(recorded):
    good = recorded.read_bytes()
    recorded.write_bytes(good + b'\n{"id": "\xb1\xe8"}\n{"id": ' + b"9" * 5_000 + b"}")
    done = run("--rules", RULES, "--applications", recorded, "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["applications"] == 4
    assert "line 5:" in done.stderr
    assert "line 6:" in done.stderr


def test_recorded_applications_are_replayed_centre_by_centre(recorded, tmp_path):
    shorter = changed_rules(tmp_path / "rules", "waiting_list", {"temporary,2,": "temporary,0,"})
    found = answer("--rules", shorter, "--applications", recorded)
    assert found["before"]["outcomes"] == {"admit": 1, "wait": 2, "refuse": 1}
    assert found["after"]["outcomes"] == {"admit": 1, "wait": 0, "refuse": 3}
    assert found["source"] == {"recorded": str(recorded)}
    assert found["changed_applications"][0] == {
        "id": "wish-1",
        "centre": "c",
        "care_type": "temporary",
        "asked_on": "2026-03-02",
        "from": "wait",
        "to": "refuse",
        "rules_before": ["seats.5"],
        "rules_after": ["waiting_list.1"],
    }


def test_applications_that_change_are_listed_on_request(recorded, tmp_path):
    shorter = changed_rules(tmp_path / "rules", "waiting_list", {"temporary,2,": "temporary,0,"})
    words = ("--rules", shorter, "--applications", recorded)
    assert "wish-1" not in run(*words).stdout
    assert "wish-1" in run(*words, "--changed").stdout


def test_bad_lines_are_named_by_number_and_the_others_simulated(recorded, larger):
    recorded.write_text("nope\n\n" + recorded.read_text("utf-8") + '\n{"id": 3}\n', encoding="utf-8")
    done = run("--rules", larger, "--applications", recorded, "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["applications"] == 4
    assert "line 1: is no JSON" in done.stderr
    assert "line 7: centre: is missing" in done.stderr


def test_a_centre_that_is_described_differently_is_told(recorded, larger):
    recorded.write_text(
        recorded.read_text("utf-8").replace('"base_seats": 1', '"base_seats": 2', 1), encoding="utf-8"
    )
    done = run("--rules", larger, "--applications", recorded, "--lang", "en")
    assert done.exit_code == 0
    assert "the last one counts: c" in done.stderr


def test_page_and_workbook_are_written(larger, tmp_path):
    html, xlsx = tmp_path / "found.html", tmp_path / "found.xlsx"
    done = run("--rules", larger, *SMALL, "--html", html, "--xlsx", xlsx, "--lang", "en")
    assert done.exit_code == 0
    assert html.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert "By centre" in load_workbook(xlsx).sheetnames
    assert f"written to {html}" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--rules", "nowhere", *SMALL), "'nowhere' does not exist"),
        (SMALL, "Missing option '--rules'"),
        (("--rules", RULES), "give either --applications FILE or --generate N"),
        (("--rules", RULES, *SMALL, "--applications", RULES / "access" / "rows.csv"), "give either"),
        (("--rules", RULES, "--generate", "-5"), "-5 is not in the range x>=1"),
        (("--rules", RULES, "--generate", "5", "--centres", "0"), "0 is not in the range x>=1"),
        (("--rules", RULES, "--generate", "many"), "'many' is not a valid integer"),
        (("--rules", RULES, "--generate", "5", "--year", "20"), "20 is not in the range"),
        (("--rules", RULES, "--generate", "5", "--seats", "all"), "'all' is not one of 'agreed', 'formula'"),
        (("--rules", RULES, "--applications", "nowhere.jsonl"), "nowhere.jsonl"),
        (
            ("--rules", RULES, "--applications", RULES / "access" / "rows.csv", "--seed", "3"),
            "--seed belongs to --generate",
        ),
        (("--rules", RULES, *SMALL, "--html", "nowhere/found.html"), "nowhere/found.html: cannot be written"),
        (("--rules", RULES, *SMALL, "--xlsx", RULES), "is a directory"),
        (
            ("--rules", RULES, "--applications", RULES / "access" / "rows.csv"),
            "no application that can be read",
        ),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_done(words, said):
    done = run(*words, "--lang", "en")
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stdout == ""


def test_a_folder_without_tables_is_named(tmp_path):
    done = run("--rules", tmp_path, *SMALL)
    assert done.exit_code == 2
    assert "there is no rule table in this folder" in done.stderr


def test_a_table_with_a_mistake_is_named_with_its_place(tmp_path):
    broken = changed_rules(tmp_path / "rules", "capacity", {",3.3,0.2,": ",wide,0.2,"})
    done = run("--rules", broken, *SMALL)
    assert done.exit_code == 2
    assert "wide" in done.stderr
    assert "rows.csv" in done.stderr


def test_rules_without_a_table_the_policy_asks_are_refused(tmp_path):
    (tmp_path / "capacity").mkdir()
    for file in (RULES / "capacity").iterdir():
        (tmp_path / "capacity" / file.name).write_bytes(file.read_bytes())
    done = run("--rules", tmp_path, *SMALL)
    assert done.exit_code == 2
    assert "booking_window" in done.stderr


@pytest.mark.parametrize(
    ("word", "change", "said"),
    [
        ("seat_counting", {"whole_day": "peak"}, "whole days"),
        ("seats", {"temporary,-,>= 1": "temporary,-,>= 100"}, "seats: no row covers"),
        ("seats", {"temporary,-,<= 0": "temporary,-,<= 100"}, "seats: only one row may match"),
    ],
    ids=["moments", "gap", "contradiction"],
)
def test_rules_that_cannot_be_replayed_are_told_rather_than_guessed(word, change, said, tmp_path):
    done = run("--rules", changed_rules(tmp_path / "rules", word, change), *SMALL)
    assert done.exit_code == 2
    assert said in done.stderr


def test_a_bar_shows_on_a_terminal(larger):
    main_end, other_end = pty.openpty()
    termios.tcsetwinsize(other_end, (24, 100))
    command = [sys.executable, "-m", "kium_rules.cli", "simulate", "--rules", larger, *SMALL, "--lang", "en"]
    with subprocess.Popen(command, stderr=other_end, stdout=subprocess.DEVNULL) as process:
        os.close(other_end)
        shown = b""
        while piece := _read(main_end):
            shown += piece
    assert process.returncode == 0
    assert b"deciding (after)" in shown


def _read(end: int) -> bytes:
    try:
        return os.read(end, 4096)
    except OSError:  # the other end is closed
        return b""


def test_changing_20_to_30_per_cent_is_one_cell_and_only_that_tables_examples_change(tmp_path):
    other = changed_rules(tmp_path / "rules", "capacity", {",3.3,0.2,": ",3.3,0.3,"})
    usual = pinned(tmp_path / "before")
    shutil.copy(usual / "capacity" / "cases.csv", other / "capacity")
    book, before = RuleBook.load(other), RuleBook.load(usual)
    differing = [
        (old, new)
        for word in before
        for old, new in zip(before[word].rows, book[word].rows, strict=True)
        if old != new
    ]
    assert len(differing) == 1
    assert {word for word in book if failing_cases(book[word])} <= {"capacity"}
    assert failing_cases(book["capacity"])
