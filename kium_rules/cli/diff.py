"""`kium-rules diff`: how two versions of a table, or of a rule book, differ."""

import json
import sys
from pathlib import Path

import click

from kium_rules.cli.books import REFUSED, language_option, load_book, refuse, say, say_and_exit
from kium_rules.tables import Table, TableError, read_table
from kium_rules.tables.difference import Change, book_differences, differences
from kium_rules.tables.files import SETTINGS
from kium_rules.tables.xlsx import ENDING, read_workbook

_SOURCE = click.Path(exists=True, path_type=Path)


@click.command()
@click.argument("old", type=_SOURCE)
@click.argument("new", type=_SOURCE)
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects instead of sentences.")
@language_option
def diff(old: Path, new: Path, as_json: bool, language: str) -> None:
    """Say in words how OLD and NEW differ: two folders of tables, or two tables (a folder or a workbook each).

    The exit status is 0 when they say the same, 1 when they differ and 2 when one cannot be read.
    """
    if _is_table(old) != _is_table(new):
        say_and_exit("diff_unlike", old=old, new=new)
    if _is_table(old):
        changes = differences(_table(old), _table(new))
    else:
        changes = book_differences(load_book(old), load_book(new))
    if as_json:
        click.echo(json.dumps([change.to_json() for change in changes], ensure_ascii=False, indent=1))
    else:
        for change in changes:
            click.echo(words(change, language))
        if not changes:
            click.echo(say("diff_none", language))
    if changes:
        sys.exit(REFUSED)


def words(change: Change, language: str) -> str:
    """A change as a sentence."""
    return change.ko if language == "ko" else change.en


def _is_table(path: Path) -> bool:
    return path.is_file() or (path / SETTINGS).exists()


def _table(path: Path) -> Table:
    try:
        return read_workbook(path).table if path.suffix.lower() == ENDING else read_table(path)
    except TableError as error:
        refuse(error)
