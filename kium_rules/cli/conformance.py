"""`kium-rules conformance`: DMN models against the test cases of the conformance kit."""

import json
import sys
from pathlib import Path

import click

from kium_rules.labels import sentence
from kium_rules.tables.dmn.conformance import Outcome, run_folder
from kium_rules.tables.problems import Problem


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects instead of lines.")
def conformance(folder: Path, as_json: bool) -> None:
    """Run every *.dmn under FOLDER against the *-test-*.xml files beside it, as the DMN conformance kit lays them out.

    Prints one line a test case and how many passed. The exit status is 1 when a case fails and 2 when a file cannot
    be read or there is nothing to run. A model without test cases is named on standard error.
    """
    problems: list[Problem] = []
    outcomes: list[Outcome] = []
    for outcome in run_folder(folder, problems):
        outcomes.append(outcome)
        if not as_json:
            _print(outcome)
    for problem in problems:
        click.echo(problem.en, err=True)
    passed = sum(outcome.is_passed for outcome in outcomes)
    if as_json:
        click.echo(json.dumps([outcome.to_json() for outcome in outcomes], ensure_ascii=False, indent=1))
    elif outcomes:
        click.echo(sentence("dmn.passed", "en", count=passed, total=len(outcomes)))
    if not outcomes and not problems:
        click.echo(sentence("dmn.nothing_to_run", "en", folder=folder), err=True)
    is_unreadable = any(problem.code != "dmn.no_tests" for problem in problems)
    if is_unreadable or not outcomes:
        sys.exit(2)
    if passed < len(outcomes):
        sys.exit(1)


def _print(outcome: Outcome) -> None:
    click.echo(f"{'ok    ' if outcome.is_passed else 'failed'} {outcome.file} {outcome.case}")
    for failure in outcome.failures:
        click.echo(f"       {failure}")
