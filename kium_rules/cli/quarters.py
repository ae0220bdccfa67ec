"""`kium-rules quarters`: check the quarters of a centre."""

import json
import sys
from datetime import UTC, datetime
from typing import TextIO

import click

from kium_rules.exchange import Fields, InputError, read_json, read_quarters
from kium_rules.policy import Policy
from kium_rules.vocabulary import SEOUL

NAMES = frozenset({"quarters", "first_opening"})


@click.command()
@click.argument("file", type=click.File("r", encoding="utf-8-sig", errors="surrogateescape"))
@click.option(
    "--first-opening", is_flag=True, help="The centre opens for the first time: all four must be there."
)
def quarters(file: TextIO, first_opening: bool) -> None:
    """Check the quarters in FILE (- for standard input): a JSON object with a list `quarters`.

    Prints {"ok": ..., "reasons": [...]}; the exit status is 1 when something stands against them, 2 when the file
    cannot be read.
    """
    try:
        given = Fields(read_json(file.read()), "", NAMES)
        read = read_quarters(given)
        first = first_opening or given.truth("first_opening", default=False)
    except InputError as error:
        click.echo(str(error) if error.path else f"The file {error}", err=True)
        sys.exit(2)
    today = datetime.now(UTC).astimezone(SEOUL).date()
    reasons = Policy.load().check_quarters(read, today, first_opening=first)
    click.echo(
        json.dumps({"ok": not reasons, "reasons": [one.to_json() for one in reasons]}, ensure_ascii=False)
    )
    sys.exit(1 if reasons else 0)
