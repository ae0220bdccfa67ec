"""Runs folders of DMN models against the test cases of the conformance kit that stand beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kium_rules.tables.dmn.read_model import read_model
from kium_rules.tables.dmn.run import Runner
from kium_rules.tables.dmn.testkit import Expectation, TestCase, Untyped, agrees, read_test_file
from kium_rules.tables.feel import show
from kium_rules.tables.problems import Place, Problem, TableError


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one test case.

    Attributes:
        file: The file of test cases, relative to the folder.
        case: Id of the case.
        failures: What did not come out as expected; empty: the case passed.
    """

    file: str
    case: str
    failures: tuple[str, ...]

    @property
    def is_passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.failures

    def to_json(self) -> dict[str, object]:
        """The outcome as plain data."""
        return {
            "file": self.file,
            "case": self.case,
            "passed": self.is_passed,
            "failures": list(self.failures),
        }


def run_folder(folder: Path, problems: list[Problem]) -> Iterator[Outcome]:
    """Run every test case under a folder.

    Args:
        folder: Folder with ``*.dmn`` and the ``*-test-*.xml`` beside them, at any depth.
        problems: Files that cannot be used are added here: unreadable ones, models without tests.
    """
    tested: set[Path] = set()
    for path in sorted(folder.rglob("*-test-*.xml")):
        try:
            tests = read_test_file(path)
            model = path.parent / Path(tests.model or _model_of(path)).name
            tested.add(model)
            runner = Runner(read_model(model))
        except TableError as error:
            problems.extend(error.problems)
            tested.add(
                path.parent / _model_of(path)
            )  # it has a test file; what is wrong with it has been said
            continue
        for case in tests.cases:
            yield Outcome(str(path.relative_to(folder)), case.id, tuple(_failures(runner, case)))
    for path in sorted(folder.rglob("*.dmn")):
        if path not in tested:
            place = Place(str(path.relative_to(folder)))
            problems.append(Problem("dmn.no_tests", place, facts={"wanted": f"{path.stem}-test-01.xml"}))


def _model_of(path: Path) -> str:
    return path.name.rpartition("-test-")[0] + ".dmn"


def _failures(runner: Runner, case: TestCase) -> Iterator[str]:
    if case.kind != "decision":
        yield Problem("dmn.test_kind", Place(), facts={"found": case.kind}).en
        return
    inputs = {
        name: value.typed(runner.input_type(name)) if isinstance(value, Untyped) else value
        for name, value in case.inputs.items()
    }
    for expectation in case.expectations:
        try:
            given = runner.decide(expectation.decision, inputs)
        except TableError as error:
            yield from (problem.en for problem in error.problems)
            continue
        if not agrees(given, expectation.value):
            yield _disagreement(expectation, show(given))


def _disagreement(expectation: Expectation, given: str) -> str:
    facts = {"decision": expectation.decision, "expected": show(expectation.value), "given": given}
    return Problem("dmn.test_failed", Place(), facts=facts).en
