"""docs/library.md cannot go out of date: its code is run from top to bottom, as a developer would."""

import json
import re
from pathlib import Path

from cli.asked import run

from kium_rules.cli.root import COMMANDS

PAGE = (Path(__file__).parents[2] / "docs" / "library.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def test_the_code_of_the_page_runs_from_top_to_bottom(capsys):
    assert len(BLOCKS) == len(re.findall(r"^## ", PAGE, re.MULTILINE))
    exec(compile("\n".join(BLOCKS), "docs/library.md", "exec"), {})  # noqa: S102 - our own page
    assert "would have ended differently" in capsys.readouterr().out


def test_deciding_takes_the_five_lines_the_page_promises():
    (block,) = re.findall(r"## Decide, in five lines\n\n```python\n(.*?)```", PAGE, re.DOTALL)
    assert len(block.splitlines()) == 5


def test_the_command_answers_the_line_of_the_page_as_shown():
    place = {}
    exec(BLOCKS[0], place)  # noqa: S102 - our own page
    answer = json.loads(run("decide", "-", text=json.dumps(json.loads(place["LINE"])) + "\n").stdout)
    (shown,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert len(answer.pop("rule_book")) == 64
    assert answer == json.loads(shown), json.dumps(answer, ensure_ascii=False, indent=1)


def test_the_commands_of_the_page_exist():
    assert set(re.findall(r"`kium-rules ([a-z-]+)", PAGE)) <= set(COMMANDS)
