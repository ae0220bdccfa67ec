"""`kium-rules conformance`: what it runs, what it prints, how it ends."""

import json

import pytest
from cli.asked import run
from tables.dmn.models import (
    NIL,
    case,
    case_file,
    decision,
    input_data,
    items,
    literal,
    model,
    parts,
    table,
    value,
)

FEE = model(
    input_data("days", "number"),
    input_data("since", "date"),
    decision("fee", table({"days": "number"}, {"": "number"}, [["> 1", "10.25"], ["null", "0"]]), ["days"]),
    decision(
        "all", literal('{won: days * 3, at: [since, time("09:00:00"), duration("P1D")]}'), ["days", "since"]
    ),
    decision("third", literal("days / 3"), ["days"]),
)
DAYS = value("decimal", "2")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "fee.dmn").write_text(FEE, "utf-8")
    return tmp_path


def write_tests(folder, *cases, name="fee-test-01.xml", about="fee.dmn"):
    (folder / "sub" / name).write_text(case_file(about, *cases), "utf-8")


def test_every_kind_of_value_is_read_and_compared(folder):
    everything = parts(
        won=value("decimal", "6.000000001"),
        at=items(value("date", "2026-03-02"), value("time", "09:00:00"), value("duration", "P1D")),
    )
    write_tests(
        folder,
        case("1", {"days": DAYS, "since": value("date", "2026-03-02")}, {"all": everything}),
        case("2", {"days": NIL}, {"fee": value("double", "0.0")}),
        case("3", {"days": value("decimal", "1")}, {"fee": NIL}),
        case("4", {"days": "<value>2</value>"}, {"fee": "<value>10.25</value>"}),
        case("5", {"days": DAYS}, {"third": value("decimal", "0.66666667")}),
    )
    done = run("conformance", folder)
    assert (done.exit_code, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines == [*(f"ok     sub/fee-test-01.xml {number}" for number in range(1, 6)), "passed 5 of 5"]


def test_a_case_that_fails_says_what_was_expected_and_what_came(folder):
    write_tests(folder, case("a", {"days": DAYS}, {"fee": value("decimal", "10.25001")}))
    done = run("conformance", folder)
    assert done.exit_code == 1
    assert (
        "failed sub/fee-test-01.xml a\n       fee: expected 10.25001, got 10.25.\npassed 0 of 1"
        in done.stdout
    )
    outcomes = json.loads(run("conformance", folder, "--json").stdout)
    assert outcomes[0]["passed"] is False
    assert outcomes[0]["failures"] == ["fee: expected 10.25001, got 10.25."]


def test_other_kinds_of_cases_and_unknown_decisions_fail_by_name(folder):
    write_tests(
        folder,
        case("a", {}, {"fees": NIL}),
        case("b", {}, {"fee": NIL}, ' type="decisionService" invocableName="s"'),
    )
    done = run("conformance", folder)
    assert done.exit_code == 1
    assert "there is no decision 'fees'. Did you mean 'fee'?" in done.stdout
    assert "type 'decisionService'" in done.stdout


def test_files_that_cannot_be_read_are_named_and_the_others_run(folder):
    write_tests(folder, case("a", {}, {"fee": NIL}))
    write_tests(folder, about="none.dmn", name="none-test-01.xml")
    write_tests(folder, case("a", {"days": value("date", "soon")}, {}), name="value-test-01.xml")
    (folder / "sub" / "broken-test-01.xml").write_text("<testCases>", "utf-8")
    (folder / "sub" / "other-test-01.xml").write_text("<cases/>", "utf-8")
    done = run("conformance", folder)
    assert done.exit_code == 2
    assert "none.dmn: there is no such file" in done.stderr
    assert "broken-test-01.xml, line 1: this is not XML" in done.stderr
    assert "no file of DMN test cases" in done.stderr
    assert "'soon' is no date" in done.stderr
    assert "passed 1 of 1" not in done.stdout
    assert done.stdout.splitlines()[-1].startswith("passed 0 of 1")


def test_a_model_whose_tests_are_broken_is_not_said_to_have_none(folder):
    (folder / "sub" / "fee-test-01.xml").write_text("<testCases>", "utf-8")
    done = run("conformance", folder)
    assert done.exit_code == 2
    assert "fee-test-01.xml, line 1: this is not XML" in done.stderr
    assert "stands beside it" not in done.stderr


def test_a_model_without_tests_is_named(folder):
    done = run("conformance", folder)
    assert done.exit_code == 2
    assert (
        "sub/fee.dmn: no test file about this model stands beside it. Put one there, such as fee-test-01.xml"
        in done.stderr
    )


def test_a_folder_without_models_is_named(tmp_path):
    done = run("conformance", tmp_path)
    assert (done.exit_code, "nothing to run" in done.stderr) == (2, True)
