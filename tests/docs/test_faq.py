"""docs/faq.md lists every question, names the marked tests and no others, and never says more than they showed."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest
from faq_report import WORDS, page, result

HERE = Path(__file__).parents[2]
RULE, RECORD, SCREEN = (
    (f"tests/{folder}/test_made.py", "test_it") for folder in ("policy", "records", "admin")
)


def marked():
    """Find every marked test by reading the tests, without running them."""
    found = defaultdict(dict)
    for file in sorted((HERE / "tests").rglob("test_*.py")):
        source = file.read_text("utf-8")
        if "mark.faq" not in source:
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef):
                for mark in node.decorator_list:
                    if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.faq":
                        for number in map(ast.literal_eval, mark.args):
                            found[number][file.relative_to(HERE).as_posix(), node.name] = True
    return found


def test_the_page_is_what_the_marked_tests_show():
    assert (HERE / "docs" / "faq.md").read_text("utf-8") == page(marked()), "run `make faq`"


def test_every_question_of_the_training_material_is_on_it():
    assert list(WORDS["questions"]) == list(range(1, 26))
    assert marked().keys() <= WORDS["questions"].keys()


@pytest.mark.parametrize(
    ("ran", "said"),
    [
        ({RULE: True, SCREEN: True}, "pass"),
        ({RULE: True, RECORD: True}, "records"),
        ({RULE: True}, "rules"),
        ({RULE: True, SCREEN: False}, "fail"),
        ({RULE: False, SCREEN: True}, "fail"),
        ({}, "none"),
    ],
)
def test_a_question_passes_only_where_rules_and_a_screen_show_its_answer(ran, said):
    assert result(ran) == said
    assert f"| {WORDS['results'][said]} |" in page({8: ran}).split("\n| 8 ")[1].split("\n")[0]


def test_a_run_reports_what_failed_and_leaves_out_what_did_not_run(pytester):
    pytester.makeconftest("from faq_report import *")
    pytester.makeini("[pytest]\nmarkers = faq")
    pytester.mkdir("tests")
    folder = pytester.path / "tests" / "admin"
    folder.mkdir()
    (folder / "test_made.py").write_text(
        "import pytest\n"
        "@pytest.mark.faq(18, 20)\n@pytest.mark.parametrize('good', [True, False])\n"
        "def test_card(good): assert good\n"
        "@pytest.mark.faq(20)\ndef test_lost(): pass\n"
        "@pytest.mark.faq(21)\ndef test_left_out(): pytest.skip()\n"
        "@pytest.fixture\ndef broken(): raise RuntimeError\n"
        "@pytest.mark.faq(22)\ndef test_not_reached(broken): pass\n"
    )
    pytester.inline_run("--faq-report", "faq.md", "-p", "no:cacheprovider")
    written = (pytester.path / "faq.md").read_text("utf-8").splitlines()
    lines = {line.split("|")[1].strip(): line for line in written if line.startswith("| ")}
    assert all("**FAIL**" in lines[number] for number in ("18", "20", "22"))
    assert lines["20"].count("](../tests/admin/test_made.py)") == 2
    assert "needs a screen, not built yet" in lines["21"]


def test_a_question_that_is_not_asked_is_refused(pytester):
    pytester.makeconftest("from faq_report import *")
    pytester.makeini("[pytest]\nmarkers = faq")
    pytester.makepyfile("import pytest\n@pytest.mark.faq(26)\ndef test_made(): pass")
    assert pytester.inline_run("-p", "no:cacheprovider").ret == pytest.ExitCode.USAGE_ERROR
