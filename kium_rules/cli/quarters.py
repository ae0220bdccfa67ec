"""`kium-rules quarters`: check the quarters of a centre."""

import json
import sys
from datetime import UTC, datetime
from typing import TextIO

import click

from kium_rules.exchange import Fields, InputError, read_quarters
from kium_rules.policy import Policy
from kium_rules.vocabulary import SEOUL

NAMES = frozenset({"quarters", "first_opening"})


@click.command()
@click.argument("file", type=click.File("r", encoding="utf-8-sig"))
@click.option(
    "--first-opening", is_flag=True, help="The centre opens for the first time: all four must be there."
)
def quarters(file: TextIO, first_opening: bool) -> None:
    """Check the quarters in FILE (- for standard input): a JSON object with a list `quarters`.

    Prints {"ok": ..., "reasons": [...]}; the exit status is 1 when something stands against them, 2 when the file
    cannot be read.
    """
    try:
        given = Fields(json.load(file), "", NAMES)
        read = read_quarters(given)
        first = first_opening or bool(given.get("first_opening", False))
    except (json.JSONDecodeError, RecursionError, UnicodeDecodeError) as error:
        click.echo(f"The file is no JSON: {error}", err=True)
        sys.exit(2)
    except InputError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    today = datetime.now(UTC).astimezone(SEOUL).date()
    reasons = Policy.load().check_quarters(read, today, first_opening=first)
    click.echo(
        json.dumps({"ok": not reasons, "reasons": [one.to_json() for one in reasons]}, ensure_ascii=False)
    )
    sys.exit(1 if reasons else 0)
