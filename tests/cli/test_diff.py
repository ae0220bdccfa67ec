"""`kium-rules diff`: two versions in words."""

import json
import shutil

import pytest
from cli.asked import run

from kium_rules.tables import packaged_rules


@pytest.fixture
def versions(tmp_path):
    """Two rule books; in the newer one a number, a table and a date are other."""
    for name in ("old", "new"):
        for word in ("capacity", "waiting_list"):
            shutil.copytree(packaged_rules() / word, tmp_path / name / word)
    rows = tmp_path / "new" / "capacity" / "rows.csv"
    text = (
        rows.read_text("utf-8")
        .replace("capacity.1,,,", "capacity.1,,2027-02-28,")
        .replace("hub,3.3", "hub,2.5")
    )
    rows.write_text(text, "utf-8")
    return tmp_path / "old", tmp_path / "new"


def test_two_rule_books_are_compared_table_by_table(versions):
    old, new = versions
    shutil.rmtree(new / "waiting_list")
    done = run("diff", old, new)
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert len(lines) == 3
    assert any("capacity.2" in line and "3.3 → 2.5" in line and "아동 1명당 면적" in line for line in lines)
    assert any("capacity.1" in line and "2027-02-28" in line for line in lines)
    assert any(line.startswith("waiting_list: 표 삭제") for line in lines)


def test_two_tables_are_compared_in_english(versions):
    done = run("diff", *(folder / "capacity" for folder in versions), "--lang", "en")
    assert done.exit_code == 1
    assert "capacity.2: output 'm2_per_child' changed from 3.3 to 2.5" in done.stdout


def test_a_workbook_can_be_compared_with_the_table_before_it_is_stored(versions, tmp_path):
    old, new = versions
    file = tmp_path / "정원.xlsx"
    run("to-xlsx", "capacity", "-o", file, "--rules", new)
    done = run("diff", old / "capacity", file)
    assert done.exit_code == 1
    assert "3.3 → 2.5" in done.stdout
    assert run("from-xlsx", file, "-o", old, "--force").stdout.count("capacity.") == 2, "what changed is told"
    assert run("diff", old / "capacity", file).stdout == "차이가 없습니다.\n"


def test_differences_come_as_data(versions):
    done = run("diff", *versions, "--json")
    assert {change["rule"] for change in json.loads(done.stdout)} == {"capacity.1", "capacity.2"}


def test_equal_versions_end_with_zero(versions):
    old, _new = versions
    assert run("diff", old, old).exit_code == 0
    assert json.loads(run("diff", old, old, "--json").stdout) == []


def test_what_cannot_be_compared_ends_with_two(versions, tmp_path):
    old, new = versions
    mixed = run("diff", old, new / "capacity")
    assert mixed.exit_code == 2
    assert "both be tables" in mixed.stderr
    assert run("diff", old, tmp_path / "none").exit_code == 2
    (new / "capacity" / "rows.csv").write_text("", "utf-8")
    for pair in ((old, new), (old / "capacity", new / "capacity")):
        broken = run("diff", *pair)
        assert broken.exit_code == 2
        assert "capacity/rows.csv" in broken.stderr
    notes = tmp_path / "notes.xlsx"
    notes.write_text("no workbook")
    assert "notes.xlsx" in run("diff", notes, notes).stderr
