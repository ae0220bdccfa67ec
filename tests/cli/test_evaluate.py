"""`kium-rules eval`: one question, one answer as JSON."""

import json
import shutil

import pytest
from cli.asked import run

from kium_rules.tables import packaged_rules

NOBODY = '{"care_type": "temporary", "regular_left": 0, "all_left": 3, "sick_child_left": 0}'


@pytest.fixture
def rules(tmp_path):
    shutil.copytree(packaged_rules() / "capacity", tmp_path / "capacity")
    return tmp_path


def change(rules, old, new):
    rows = rules / "capacity" / "rows.csv"
    text = rows.read_text("utf-8")
    assert old in text
    rows.write_text(text.replace(old, new), "utf-8")


def test_an_answer_names_its_rule():
    done = run("eval", "capacity", "--facts", '{"centre_type": "hub"}')
    assert done.exit_code == 0
    assert json.loads(done.stdout) == {
        "table": "capacity",
        "rules": ["capacity.2"],
        "outputs": {"m2_per_child": 3.3, "extra_share": 0, "rounding": "down"},
    }


def test_a_label_does_as_well_as_a_code():
    assert (
        run("eval", "capacity", "--facts", '{"centre_type": "거점형"}').stdout
        == run("eval", "capacity", "--facts", '{"centre_type": "hub"}').stdout
    )


def test_facts_come_from_standard_input_too():
    assert json.loads(run("eval", "seats", "--facts", "-", text=NOBODY).stdout)["rules"] == ["seats.4"]


def test_no_rule_is_an_answer():
    done = run("eval", "capacity", "--facts", '{"centre_type": null}')
    assert (done.exit_code, json.loads(done.stdout)["outputs"]) == (0, None)


def test_rules_that_contradict_each_other_end_with_one(rules):
    change(rules, "capacity.2,,,hub", "capacity.2,,,-")
    done = run("eval", "capacity", "--facts", '{"centre_type": "general"}', "--rules", rules)
    assert done.exit_code == 1
    assert "capacity.1, capacity.2" in done.stderr


def test_the_day_asked_about_chooses_the_rule(rules):
    change(rules, "capacity.2,,,hub", "capacity.2,,2026-02-28,hub")
    facts = ("eval", "capacity", "--rules", rules, "--facts", '{"centre_type": "hub"}')
    assert json.loads(run(*facts, "--on", "2026-02-28").stdout)["rules"] == ["capacity.2"]
    assert json.loads(run(*facts, "--on", "2026-03-01").stdout)["rules"] == []
    undated = run(*facts)
    assert undated.exit_code == 2
    assert "on=date" in undated.stderr
    assert run(*facts, "--on", "tomorrow").exit_code == 2


@pytest.mark.parametrize(
    ("facts", "ko", "en"),
    [
        ("{", "JSON이 아닙니다", "is no JSON"),
        ("", "JSON이 아닙니다", "is no JSON"),
        ("[" * 100_000, "JSON이 아닙니다", "is no JSON"),
        ("[]", '\'{"centre_type": "combined"}\'', "JSON object"),
        ('{"centre_type": NaN}', "JSON이 아닙니다", "is no JSON"),
        ('{"centre_type": "hub", "centre_type": "general"}', "두 번", "twice"),
        ("{}", "'centre_type' 값이 없습니다", "'centre_type' is missing"),
        ('{"centre_typ": "hub"}', "혹시 'centre_type'", "Did you mean 'centre_type'"),
        ('{"centre_type": "hob"}', "고를 수 있는 값이 아닙니다", "Did you mean 'hub'"),
        ('{"centre_type": 3}', "고르는 값", "a code is needed"),
        ('{"centre_type": ""}', "고를 수 있는 값이 아닙니다", "codes of column"),
        ('{"centre_type": ["hub"]}', "고르는 값", "a code is needed"),
    ],
)
def test_facts_that_cannot_be_read_end_with_two_and_a_sentence(facts, ko, en):
    done = run("eval", "capacity", "--facts", facts)
    assert (done.exit_code, done.stdout) == (2, "")
    assert ko in done.stderr
    assert en in done.stderr


@pytest.mark.parametrize("number", ["1.5", '"많이"', "1e999999", "true"])
def test_a_number_that_does_not_fit_is_told(number):
    done = run("eval", "seats", "--facts", NOBODY.replace("3,", number + ","))
    assert done.exit_code == 2
    assert "all_left" in done.stderr or "JSON" in done.stderr


def test_whole_numbers_may_be_written_with_a_point_or_as_text():
    for number in ("3.0", '"3"'):
        done = run("eval", "seats", "--facts", NOBODY.replace("3,", number + ","))
        assert json.loads(done.stdout)["rules"] == ["seats.4"]


def test_an_unknown_table_is_told_with_a_suggestion():
    done = run("eval", "seat", "--facts", "{}")
    assert done.exit_code == 2
    assert "Did you mean 'seats'?" in done.stderr


def test_a_trace_tells_which_cells_stopped_the_other_rules():
    done = run("eval", "seats", "--facts", NOBODY, "--trace")
    rows = {row["rule"]: row for row in json.loads(done.stdout)["trace"]}
    assert rows["seats.4"]["has_fired"]
    assert rows["seats.5"]["stops"] == [{"column": "all_left", "cell": "<= 0", "value": "3"}]
    assert "남은 전체 자리" in rows["seats.5"]["ko"]
    assert "all_left is 3" in rows["seats.5"]["en"]


def test_a_trace_names_the_rules_that_contradict_each_other(rules):
    change(rules, "capacity.2,,,hub", "capacity.2,,,-")
    done = run("eval", "capacity", "--facts", '{"centre_type": "general"}', "--rules", rules, "--trace")
    assert done.exit_code == 1
    assert "capacity.1" in done.stderr.splitlines()[0]
