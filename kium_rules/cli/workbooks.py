"""`kium-rules to-xlsx` and `from-xlsx`: tables as Excel workbooks and back."""

from collections.abc import Sequence
from pathlib import Path

import click
from tqdm import tqdm

from kium_rules.cli.books import (
    REFUSED,
    UNREADABLE,
    find_table,
    language_option,
    load_book,
    refuse,
    rules_option,
    say,
    say_and_exit,
)
from kium_rules.cli.diff import words
from kium_rules.tables import Table, TableError, read_table, write_table
from kium_rules.tables.difference import differences
from kium_rules.tables.files import SETTINGS
from kium_rules.tables.xlsx import ENDING, StaleCopyError, read_workbook, write_workbook


@click.command("to-xlsx")
@click.argument("word", required=False)
@click.option("--all", "is_all", is_flag=True, help="Every table, a workbook each.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="File, or with --all folder, to write to."
)
@click.option("--force", is_flag=True, help="Overwrite a workbook that exists.")
@rules_option
@language_option
def to_xlsx(
    word: str | None, is_all: bool, output: Path | None, force: bool, rules: Path | None, language: str
) -> None:
    """Write the table WORD as an Excel workbook (default: WORD.xlsx here).

    A workbook that exists may hold somebody's edits, so it is only overwritten with --force.
    """
    if bool(word) == is_all:
        say_and_exit("what_table")
    tables: Sequence[Table] = [find_table(word, rules)] if word else list(load_book(rules).values())
    folder = output if is_all and output else Path()
    files = {
        table.id: output if output and not is_all else folder / f"{table.id}{ENDING}" for table in tables
    }
    for file in files.values():
        if file.exists() and not force:
            say_and_exit("exists", REFUSED, file=file)
    for table in tqdm(tables, disable=None if is_all else True, leave=False):
        _write(table, files[table.id])
        click.echo(say("written", language, table=table.id, file=files[table.id]))


@click.command("from-xlsx")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("rules"),
    show_default=True,
    help="Folder of rule tables; each table goes to its own folder there.",
)
@click.option("--force", is_flag=True, help="Take a workbook even if the table has changed since its export.")
@language_option
def from_xlsx(files: tuple[Path, ...], output: Path, force: bool, language: str) -> None:
    """Store the tables in the workbooks FILES, and say what has changed.

    Nothing is stored unless every workbook can be. One that was exported before the table changed is refused, with
    exit status 1; one that cannot be read, with 2.
    """
    tables: dict[str, Table] = {}
    errors: list[TableError] = []
    for file in tqdm(files, disable=None if len(files) > 1 else True, leave=False):
        try:
            table = _read(file, output, force=force)
        except TableError as error:
            errors.append(error)
            continue
        if table.id in tables:
            say_and_exit("table_twice", table=table.id, file=file)
        tables[table.id] = table
    if errors:
        is_stale = all(isinstance(error, StaleCopyError) for error in errors)
        problems = [problem for error in errors for problem in error.problems]
        refuse(TableError(problems), REFUSED if is_stale else UNREADABLE)
    for table in tables.values():
        _store(table, output / table.id, language)


def _write(table: Table, file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_workbook(table, file)
    except TableError as error:
        refuse(error)
    except OSError as error:
        say_and_exit("not_written", file=file, why=error.strerror)


def _read(file: Path, output: Path, *, force: bool) -> Table:
    read = read_workbook(file)
    if not force and (output / read.table.id / SETTINGS).exists():
        read.check_copy(read_table(output / read.table.id))
    return read.table


def _store(table: Table, folder: Path, language: str) -> None:
    current = _current(folder)
    if current == table:
        click.echo(say("unchanged", language, table=table.id))
        return
    try:
        write_table(table, folder)
    except OSError as error:
        say_and_exit("not_written", file=folder, why=error.strerror)
    facts = {"folder": folder, "rows": len(table.rows), "cases": len(table.cases)}
    click.echo(say("stored", language, table=table.id, **facts))
    for change in differences(current, table) if current else ():
        click.echo("  " + words(change, language))


def _current(folder: Path) -> Table | None:
    """The table as it stands; None where there is none that can be read, which only --force gets past."""
    try:
        return read_table(folder)
    except TableError:
        return None
