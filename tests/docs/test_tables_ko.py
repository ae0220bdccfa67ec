"""docs/tables.ko.md says what the library does: its cells are read, its pictures, links and commands exist."""

import re
from pathlib import Path

import openpyxl
import pytest
from cli.asked import run
from tables.made import column, table

from kium_rules.cli.root import COMMANDS
from kium_rules.tables import HitPolicy, RuleBook
from kium_rules.tables.xlsx import write_workbook

HERE = Path(__file__).parents[2] / "docs"
PAGE = (HERE / "tables.ko.md").read_text("utf-8")
CARE = {"regular": "정기돌봄", "temporary": "일시돌봄"}
COLUMNS = [
    column("number", label="수", unit="일"),
    column("quarter.days", label="분기 일수"),
    column("care", type="enum", values=CARE),
    column("open", type="boolean"),
    column("day", type="date"),
    column("time", type="time"),
    column("out", "out", type="text"),
]
FORMS = [
    line.split("|")[2:4]
    for line in PAGE.partition("## 3.")[2].partition("## 4.")[0].splitlines()
    if line.startswith("| ") and not line.startswith(("| 뜻", "| ---"))
]


def meanings(text):
    """Which column can read a cell, and what it reads."""
    found = {}
    for one in COLUMNS[:-1]:
        try:
            made = table(COLUMNS, [{one["name"]: text}])
        except ValueError:
            continue
        found[one["name"]] = made.rows[0].inputs[one["name"]]
    return found


@pytest.mark.parametrize(("written", "also"), FORMS, ids=lambda text: text.strip())
def test_every_form_of_a_condition_can_be_read(written, also):
    assert len(FORMS) == 12
    for text in re.findall("`([^`]*)`", written + also):
        assert meanings(text), text


def test_other_spellings_mean_the_same():
    for written, also in (
        ("`>= 30`", "30 이상"),
        ("[10..20)", "10 이상 20 미만"),
        (">= quarter.days", ">= 분기 일수"),
    ):
        assert meanings(written.strip("`"))["number"] == meanings(also)["number"]
    assert meanings("not(정기돌봄)") == meanings("정기돌봄 제외")


def test_pictures_and_links_exist():
    for target in re.findall(r"\]\(([^)]+)\)", PAGE):
        assert (HERE / target).is_file(), target


def test_every_hit_policy_is_told():
    told = re.findall(r"^\| ([UAPFROC+<># ,]+) \|", PAGE, re.MULTILINE)
    assert set(" ".join(told).replace(",", " ").split()) == {policy.value for policy in HitPolicy}


def test_the_commands_of_the_page_exist():
    assert set(re.findall(r"^ *kium-rules ([a-z-]+)", PAGE, re.MULTILINE)) <= set(COMMANDS)


def test_the_explanation_on_the_page_is_what_the_command_prints():
    shown = re.search(r"```\n(waiting_list\.2 ·.*?)```", PAGE, re.DOTALL)[1].splitlines()
    printed = run("explain", "waiting_list.2").stdout.splitlines()
    assert [line for line in shown if line not in printed] == []


def test_the_mistakes_on_the_page_are_told_in_these_words(tmp_path):
    file = tmp_path / "waiting_list.xlsx"
    write_workbook(RuleBook.load()["waiting_list"], file)
    book = openpyxl.load_workbook(file)
    book["규칙"]["D7"].value = "정기돌범"
    book["규칙"]["E8"].value = "=A1*2"
    book.save(file)
    told = run("from-xlsx", file, "-o", tmp_path).stderr.splitlines()
    shown = re.search(r"```\n(waiting_list\.xlsx,.*?)```", PAGE, re.DOTALL)[1].splitlines()
    assert [line for line in shown if line not in told] == []
