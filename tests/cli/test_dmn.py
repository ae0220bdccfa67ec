"""`kium-rules to-dmn` and `from-dmn`: out to a DMN editor and back."""

import shutil

import pytest
from cli.asked import run

from kium_rules.tables import RuleBook, packaged_rules


@pytest.fixture
def rules(tmp_path):
    for word in ("capacity", "waiting_list"):
        shutil.copytree(packaged_rules() / word, tmp_path / "rules" / word)
    return tmp_path / "rules"


def test_a_folder_of_tables_goes_into_one_file_and_back(rules, tmp_path):
    done = run("to-dmn", rules, "-o", tmp_path / "rules.dmn")
    assert done.exit_code == 0, done.stderr
    assert "https://www.omg.org/spec/DMN/20230324/MODEL/" in (tmp_path / "rules.dmn").read_text("utf-8")
    done = run("from-dmn", tmp_path / "rules.dmn", "-o", tmp_path / "again")
    assert done.exit_code == 0, done.stderr
    assert dict(RuleBook.load(tmp_path / "again")) == dict(RuleBook.load(rules))


def test_one_table_is_named_by_its_word_or_its_folder(rules, tmp_path):
    assert run("to-dmn", "capacity", "-o", tmp_path / "a.dmn", "--rules", rules).exit_code == 0
    assert run("to-dmn", rules / "capacity", "-o", tmp_path / "b.dmn").exit_code == 0
    assert (tmp_path / "a.dmn").read_bytes() == (tmp_path / "b.dmn").read_bytes()


def test_an_edited_file_comes_back_as_that_edit(rules, tmp_path):
    file = tmp_path / "capacity.dmn"
    run("to-dmn", "capacity", "-o", file, "--rules", rules, "--version", "1.3")
    file.write_text(file.read_text("utf-8").replace("<text>3.3</text>", "<text>2.5</text>"), "utf-8")
    assert run("from-dmn", file, "-o", rules, "--force").exit_code == 0
    assert str(RuleBook.load(rules)["capacity"].row("capacity.1").outputs["m2_per_child"]) == "2.5"


def test_what_exists_is_only_overwritten_when_told(rules, tmp_path):
    file = tmp_path / "capacity.dmn"
    assert run("to-dmn", "capacity", "-o", file, "--rules", rules).exit_code == 0
    again = run("to-dmn", "capacity", "-o", file, "--rules", rules)
    assert (again.exit_code, "capacity.dmn" in again.stderr) == (1, True)
    back = run("from-dmn", file, "-o", rules)
    assert (back.exit_code, "--force" in back.stderr) == (1, True)


def test_a_file_with_anything_unsupported_stores_nothing(tmp_path):
    file = tmp_path / "bad.dmn"
    file.write_text(
        '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/"><decision id="a" name="a">\n'
        "<invocation/></decision></definitions>",
        "utf-8",
    )
    done = run("from-dmn", file, "-o", tmp_path / "out")
    assert done.exit_code == 2
    assert "bad.dmn, line 2: the element invocation in 'a' is not supported" in done.stderr
    assert "2행" in done.stderr
    assert not (tmp_path / "out").exists()


def test_an_unknown_word_and_a_missing_file_are_named(tmp_path):
    done = run("to-dmn", "capacty", "-o", tmp_path / "x.dmn")
    assert (done.exit_code, "capacity" in done.stderr) == (2, True)
    done = run("from-dmn", tmp_path / "none.dmn", "-o", tmp_path)
    assert (done.exit_code, "no such file" in done.stderr) == (2, True)
