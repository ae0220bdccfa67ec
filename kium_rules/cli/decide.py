"""`kium-rules decide`: applications in, decisions out, one JSON object a line."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import click

from kium_rules.cli.books import load_book
from kium_rules.exchange import InputError, read_json, read_situation
from kium_rules.policy import NearFit, Policy
from kium_rules.tables import FactError, HitPolicyError
from kium_rules.vocabulary import Outcome


@click.command()
@click.argument("file", type=click.File("r", encoding="utf-8-sig", errors="surrogateescape"))
@click.option(
    "--rules", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Another rule book."
)
def decide(file: TextIO, rules: Path | None) -> None:
    """Decide the applications in FILE (- for standard input), one JSON object a line.

    A line that cannot be read, or that a rule book of one's own has no rule for, is reported by number on standard
    error and the others are decided; the exit status is then 1. It is 2 when FILE or a table cannot be read at all.
    """
    policy, bad = Policy(load_book(rules)).remembering(), 0
    for number, line in numbered_lines(file):
        try:
            answer = decide_line(policy, line)
        except InputError as error:
            bad += 1
            click.echo(f"line {number}: {error}", err=True)
            continue
        except (FactError, HitPolicyError, LookupError) as error:
            bad += 1
            why = error.args[0] if isinstance(error, LookupError) else error
            click.echo(f"line {number}: the rules have no answer: {why}", err=True)
            continue
        click.echo(json.dumps(answer, ensure_ascii=False))
    if bad:
        click.echo(f"{bad} line{'s' * (bad != 1)} could not be decided", err=True)
        sys.exit(1)


def decide_line(policy: Policy, line: str) -> dict[str, Any]:
    """Decide one line.

    Args:
        policy: The rules.
        line: One JSON object.

    Returns:
        Its `id`, and the decision as plain JSON; where it was not admitted also `free_days`, those that have a seat,
        and `would_pass`, what could be asked for instead.

    Raises:
        InputError: The line is no JSON, or a field cannot be read.
    """
    raw = read_json(line)
    situation = read_situation(raw)
    parts = situation.application, situation.centre, situation.load
    decision = policy.decide(*parts)
    told = {"id": raw.get("id"), **decision.without_situation().to_json()}
    if decision.outcome is Outcome.ADMIT:
        return told
    free = [day.isoformat() for day in decision.free_days] if decision.full_days else []
    return {
        **told,
        "free_days": free,
        "would_pass": [_near(fit) for fit in policy.near_fits(*parts, decision)],
    }


def _near(fit: NearFit) -> dict[str, Any]:
    wish, days = fit.application, [day.isoformat() for day in fit.days]
    period = {"from": wish.from_on.isoformat(), "to": wish.until_on.isoformat()}
    return {**period, "weekdays": sorted(wish.weekdays), "days": days, "ko": fit.ko, "en": fit.en}


def numbered_lines(file: TextIO) -> Iterator[tuple[int, str]]:
    """Give every line that is not empty with its number.

    A file that was opened to be UTF-8 and nothing else, and is not, ends the command.
    """
    try:
        for number, line in enumerate(file, start=1):
            if line.strip():
                yield number, line
    except UnicodeDecodeError:
        click.echo("The file is not UTF-8 text; save it as UTF-8 and try again.", err=True)
        sys.exit(2)
