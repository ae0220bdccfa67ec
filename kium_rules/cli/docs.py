"""`kium-rules docs`: write the documents that are made from the tables."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from kium_rules.documentation import assumptions_page, rules_page, states_page
from kium_rules.tables import RuleBook
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
    stale = []
    for name, text in pages().items():
        file = folder / name
        if file.is_file() and file.read_text("utf-8") == text:
            continue
        stale.append(str(file))
        if not check:
            folder.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    for file_name in stale:
        click.echo(f"{'out of date' if check else 'written'}: {file_name}")
    sys.exit(1 if check and stale else 0)


def pages() -> dict[str, str]:
    """Give every document by its file name."""
    book = RuleBook.load()
    return {
        "rules.md": rules_page(book),
        "assumptions.md": assumptions_page(book),
        "states.md": states_page(book, datetime.now(UTC).astimezone(SEOUL).date()),
    }
