"""`kium-rules docs`: write the documents that are made from the tables."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from kium_rules.cli.books import say_and_exit
from kium_rules.documentation import assumptions_page, rules_page, states_page
from kium_rules.tables import RuleBook
from kium_rules.tables.whole_files import write_whole
from kium_rules.vocabulary import SEOUL


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 when a document is out of date.")
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("docs"),
    show_default=True,
)
def docs(check: bool, folder: Path) -> None:
    """Write docs/rules.md, docs/assumptions.md and docs/states.md anew from the rule tables."""
    written = {folder / name: text.encode() for name, text in pages().items()}
    stale = {file: text for file, text in written.items() if not file.is_file() or file.read_bytes() != text}
    if stale and not check:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            write_whole(stale)
        except OSError as error:
            say_and_exit("not_written", file=folder, why=error.strerror)
    for file in stale:
        click.echo(f"{'out of date' if check else 'written'}: {file}")
    sys.exit(1 if check and stale else 0)


def pages() -> dict[str, str]:
    """Give every document by its file name."""
    book = RuleBook.load()
    return {
        "rules.md": rules_page(book),
        "assumptions.md": assumptions_page(book),
        "states.md": states_page(book, datetime.now(UTC).astimezone(SEOUL).date()),
    }
