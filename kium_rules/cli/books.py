"""What the commands about tables share: which tables are meant, and how a mistake is told."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn

import click

from kium_rules.labels import sentence
from kium_rules.tables import RuleBook, Table, TableError, packaged_rules, read_table
from kium_rules.tables.files import SETTINGS
from kium_rules.tables.parser import nearest

REFUSED, UNREADABLE = 1, 2

rules_option: Callable[[Any], Any] = click.option(
    "--rules",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of rule tables; default: the tables that come with the package.",
)
language_option: Callable[[Any], Any] = click.option(
    "--lang",
    "language",
    type=click.Choice(["ko", "en"]),
    default="ko",
    show_default=True,
    help="Language of the sentences; labels are those of the table.",
)


def find_table(word: str, rules: Path | None) -> Table:
    """Read one table; a word that is unknown, or a table that cannot be read, ends the command."""
    folder = rules or packaged_rules()
    known = sorted(path.parent.name for path in folder.glob(f"*/{SETTINGS}"))
    if word not in known:
        say_and_exit("table_unknown", found=word, near=near(word, known), known=", ".join(known) or "-")
    try:
        return read_table(folder / word)
    except TableError as error:
        refuse(error)


def load_book(rules: Path | None) -> RuleBook:
    """Read every table; one that cannot be read ends the command."""
    try:
        return RuleBook.load(rules)
    except TableError as error:
        refuse(error)


def refuse(error: TableError, status: int = UNREADABLE) -> NoReturn:
    """Tell every problem, in both languages, and end the command."""
    tell((problem.ko, problem.en) for problem in error.problems)
    sys.exit(status)


def say_and_exit(code: str, status: int = UNREADABLE, **facts: Any) -> NoReturn:
    """Tell what is wrong, in both languages, and end the command.

    Args:
        code: Name of the sentence in `labels/cli.yaml`.
        status: The exit status.
        facts: What stands in the sentence; a callable is asked for its text by language.
    """
    tell([(say(code, "ko", **facts), say(code, "en", **facts))])
    sys.exit(status)


def tell(sentences: Iterable[tuple[str, str]]) -> None:
    """Print sentences, Korean first, to standard error."""
    for korean, english in sentences:
        click.echo(korean, err=True)
        click.echo(english, err=True)


def say(code: str, language: str, **facts: Any) -> str:
    """The sentence of `labels/cli.yaml`; a fact that is callable is asked for its text by language."""
    said = {name: fact(language) if callable(fact) else fact for name, fact in facts.items()}
    return sentence(f"cli.{code}", language, **said)


def near(word: str, known: list[str]) -> Callable[[str], str]:
    """The sentence that names the known word most like one, or nothing."""
    found = nearest(word, known)
    return lambda language: sentence("tables.near", language, near=found) if found else ""
