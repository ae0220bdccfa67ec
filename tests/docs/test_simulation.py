"""docs/simulation.md: its commands are run one after the other, in small, and print what the page shows."""

import json
import re
import shlex
import shutil
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from policy.situations import centre, temporary
from simulate.rule_books import pinned

from kium_rules.cli import main
from kium_rules.exchange import write_situation
from kium_rules.simulate import Demand
from kium_rules.values import Situation

HERE = Path(__file__).parents[2] / "docs"
PAGE = (HERE / "simulation.md").read_text("utf-8")
COMMANDS = [
    line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.strip().splitlines()
]
SHOWN = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
SMALLER = {"100000": "400", "300": "4"}


def follow(command):
    """Do what a line of the page says; give what it prints."""
    program, *words = shlex.split(command)
    if program == "cp":
        shutil.copytree(words[1], words[2])
        return ""
    if words[0] == "simulate":  # against the rules of the desk: the page speaks of certain numbers
        words += ["--against", "rules"]
    done = CliRunner().invoke(main, [SMALLER.get(word, word) for word in words])
    assert done.exit_code == (words[0] == "diff"), (command, done.output)
    return done.stdout


def edit(workbook):
    """Change the cells that the page says, found by the names of their columns."""
    book = openpyxl.load_workbook(workbook)
    for column in book["규칙"].iter_cols():
        texts = [str(cell.value or "") for cell in column]
        for name, old, new in (("아동 1명당 면적", "3.3", "3"), ("별도정원 비율", "0.2", "0.3")):
            if any(text.startswith(name) for text in texts):
                for cell in column:
                    cell.value = new if str(cell.value) == old else cell.value
    book.save(workbook)


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with the rules in it, and a file of past applications."""
    pinned(tmp_path / "rules")
    situation = Situation(temporary(), centre(base_seats=1, extra_seats=0))
    past = json.dumps(write_situation(situation) | {"id": "a1"}, ensure_ascii=False)
    (tmp_path / "지난신청.jsonl").write_text(past, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_commands_of_the_page_answer_its_question(desk):
    printed, before = [], (desk / "rules/capacity/rows.csv").read_bytes()
    for command in COMMANDS:
        if "from-xlsx" in command:
            edit(desk / "capacity.xlsx")
        printed.append(follow(command))
    assert len(SHOWN) == 3
    for shown in SHOWN:
        assert any(shown in output for output in printed), f"print it anew:\n{shown}"
    assert (desk / "보고서.html").stat().st_size > 0
    assert (desk / "보고서.xlsx").stat().st_size > 0
    assert (desk / "rules/capacity/rows.csv").read_bytes() == before


def test_what_the_page_says_of_the_made_up_town_is_so():
    town = (HERE.parent / "kium_rules/simulate/town.yaml").read_text("utf-8")
    assert "siblings: 0.22" in town
    assert Demand().regular_share == pytest.approx(0.3)


def test_pictures_and_links_exist():
    for target in re.findall(r"\]\(([^)#]+)\)", PAGE):
        assert (HERE / target).is_file(), target
