"""One word, found everywhere: a rule word names its table, its module, its cases and its section of the docs."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from kium_rules.documentation.assumptions import NUMBER, assumptions
from kium_rules.labels import labels
from kium_rules.tables import RuleBook, read_table
from kium_rules.tables.files import format_cases, format_rows

HERE = Path(__file__).parents[1]
BOOK = RuleBook.load()
WORDS = list(BOOK)


@pytest.mark.parametrize("word", WORDS)
def test_a_rule_word_is_found_everywhere(word):
    assert (HERE / "kium_rules" / "policy" / f"{word}.py").is_file()
    assert f'"{word}"' in (HERE / "kium_rules" / "policy" / f"{word}.py").read_text("utf-8")
    assert (HERE / "rules" / word / "cases.csv").is_file()
    assert f'id="{word}"' in (HERE / "docs" / "rules.md").read_text("utf-8")


def test_the_documents_are_written_from_the_tables_and_make_check_looks_whether_they_are(tmp_path):
    command = [sys.executable, "-c", "from kium_rules.cli import main; main()", "docs", "--to", tmp_path]
    stale = subprocess.run([*command, "--check"], capture_output=True, text=True)
    assert stale.returncode == 1
    assert "out of date" in stale.stdout
    assert subprocess.run(command, capture_output=True).returncode == 0
    assert {file.name for file in tmp_path.iterdir()} == {"rules.md", "assumptions.md", "states.md"}
    assert subprocess.run([*command, "--check"]).returncode == 0
    assert "kium-rules docs --check" in (HERE / "Makefile").read_text("utf-8")


@pytest.mark.parametrize("word", WORDS)
def test_a_table_is_kept_in_its_canonical_form(word):
    folder = HERE / "rules" / word
    table = read_table(folder)
    assert (folder / "rows.csv").read_text("utf-8") == format_rows(table)
    assert (folder / "cases.csv").read_text("utf-8") == format_cases(table)


@pytest.mark.parametrize("word", WORDS)
def test_every_row_names_its_source_or_assumption(word):
    known = assumptions()
    for row in BOOK[word].rows:
        assert row.source, row.id
        assert set(NUMBER.findall(row.source)) <= known.keys(), row.id


@pytest.mark.parametrize("word", WORDS)
def test_the_codes_of_a_table_have_the_labels_of_the_vocabulary(word):
    words = yaml.safe_load((HERE / "kium_rules" / "labels" / "words.yaml").read_text("utf-8"))
    known = {frozenset(group): labels(name) for name, group in words.items()}
    for column in BOOK[word].columns:
        if (meant := known.get(frozenset(column.values))) is not None:
            assert meant == dict(column.values), column.name


def test_the_assumptions_are_numbered_without_a_gap():
    numbers = list(yaml.safe_load((HERE / "rules" / "assumptions.yaml").read_text("utf-8")))
    assert numbers == [f"A-{number:02}" for number in range(1, len(numbers) + 1)]
