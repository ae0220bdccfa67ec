"""docs/cells.md cannot go out of date: every example on it is run."""

import re
from pathlib import Path

import pytest
import yaml
from tables.made import table

from kium_rules.tables import CellError, CellParser
from kium_rules.tables.files import cell_text
from kium_rules.tables.messages import say
from kium_rules.tables.texts import read_value

PAGE = (Path(__file__).parents[2] / "docs" / "cells.md").read_text("utf-8")
COLUMNS = yaml.safe_load(re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[1])
OUTPUT = {"name": "out", "label": "out", "kind": "out", "type": "text"}
OTHER = {"quarter.days": 26}


def lines(*heads):
    """The lines of every table on the page with these heads."""
    found, is_inside = [], False
    for line in PAGE.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if cells == list(heads):
            is_inside = True
        elif not cells:
            is_inside = False
        elif is_inside and not set(cells) <= {"---"}:
            found.append(cells)
    return found


def code(text):
    return text.strip().removeprefix("`").removesuffix("`")


def one_row(name, written):
    made = table([*COLUMNS, OUTPUT], [{name: written}])
    return made, made.rows[0], made.column(name)


def values(column, texts):
    parser = CellParser(column)
    found = re.findall(r"`([^`]*)`", texts)
    return [None if text == "null" else read_value(parser, column, text) for text in found]


FORMS = lines("column", "written", "stored as", "true for", "not true for")
MISTAKES = lines("column", "written", "character", "what is said")


def test_the_page_has_its_examples():
    assert len(FORMS) > 60
    assert len(MISTAKES) > 15


@pytest.mark.parametrize("example", FORMS, ids=lambda example: " ".join(example[:2]))
def test_an_example_is_stored_and_holds_as_the_page_says(example):
    name, written, stored, *_ = map(code, example)
    made, row, column = one_row(name, written)
    assert cell_text(made, row, column) == stored
    assert one_row(name, stored)[1].inputs == row.inputs
    facts = {one.name: OTHER.get(one.name) for one in made.inputs}
    for texts, is_true in ((example[3], True), (example[4], False)):
        for value in values(column, texts):
            assert (row.inputs[name].holds(value, facts) is True) == is_true, value


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: " ".join(mistake[:2]))
def test_a_mistake_is_told_as_the_page_says(mistake):
    name, written, character, said = map(code, mistake)
    made = table([*COLUMNS, OUTPUT], [])
    with pytest.raises(CellError) as caught:
        CellParser(made.column(name), made.inputs).parse(written)
    error = caught.value
    assert say(error.code, "en", **error.facts) == said
    assert error.position + 1 == int(character)
    assert re.search("[가-힣]", say(error.code, "ko", **error.facts))
