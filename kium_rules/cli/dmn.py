"""`kium-rules to-dmn` and `from-dmn`: tables as DMN files and back."""

from pathlib import Path

import click

from kium_rules.cli.books import REFUSED, find_table, load_book, refuse, rules_option, say, say_and_exit
from kium_rules.tables import Table, TableError, read_table, write_table
from kium_rules.tables.dmn import read_dmn, write_dmn
from kium_rules.tables.dmn.write import NAMESPACES
from kium_rules.tables.files import SETTINGS


@click.command("to-dmn")
@click.argument("source", metavar="WORD|DIR")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The DMN file."
)
@click.option(
    "--version",
    type=click.Choice(list(NAMESPACES)),
    default="1.5",
    show_default=True,
    help="DMN version; Camunda Modeler and dmn-js open 1.3.",
)
@click.option("--force", is_flag=True, help="Overwrite a file that exists.")
@rules_option
def to_dmn(source: str, output: Path, version: str, force: bool, rules: Path | None) -> None:
    """Write the table WORD, or every table in the folder DIR, as one DMN file.

    A file that exists may hold somebody's edits, so it is only overwritten with --force.
    """
    if output.exists() and not force:
        say_and_exit("exists", REFUSED, file=output)
    tables = _meant(source, rules)
    try:
        write_dmn(tables, output, version=version)
    except TableError as error:
        refuse(error)
    except OSError as error:
        say_and_exit("not_written", file=output, why=error.strerror)
    for table in tables:
        click.echo(say("written", "ko", table=table.id, file=output))


@click.command("from-dmn")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder of rule tables.",
)
@click.option("--force", is_flag=True, help="Replace tables that exist.")
def from_dmn(file: Path, output: Path, force: bool) -> None:
    """Store the decision tables of a DMN FILE as rule tables, each in its own folder.

    Nothing is stored unless the whole file can be read. The exit status is 2 when it cannot.
    """
    try:
        tables = read_dmn(file)
    except TableError as error:
        refuse(error)
    for table in tables:
        if (output / table.id / SETTINGS).exists() and not force:
            say_and_exit("exists", REFUSED, file=output / table.id)
    for table in tables:
        try:
            write_table(table, output / table.id)
        except OSError as error:
            say_and_exit("not_written", file=output / table.id, why=error.strerror)
        click.echo(say("written", "ko", table=table.id, file=output / table.id))


def _meant(source: str, rules: Path | None) -> list[Table]:
    """The tables of a folder, the table in it, or the table of a word."""
    folder = Path(source)
    if not folder.is_dir():
        return [find_table(source, rules)]
    if not (folder / SETTINGS).exists():
        return list(load_book(folder).values())
    try:
        return [read_table(folder)]
    except TableError as error:
        refuse(error)
