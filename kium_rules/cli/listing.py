"""`kium-rules list`: the tables of a rule book."""

from pathlib import Path

import click

from kium_rules.cli.books import language_option, load_book, rules_option, say
from kium_rules.tables.widths import padded, width

HEADS = ("word", "title", "policy", "rows", "cases", "owner")


@click.command("list")
@rules_option
@language_option
def list_tables(rules: Path | None, language: str) -> None:
    """List every table: its word, title, hit policy, numbers of rules and examples, and who answers for it."""
    lines = [[say(f"list_{head}", language) for head in HEADS]]
    for table in load_book(rules).values():
        numbers = [str(len(table.rows)), str(len(table.cases))]
        lines.append([table.id, table.title[language], table.hit_policy.value, *numbers, table.owner])
    wide = [max(width(line[index]) for line in lines) for index in range(len(HEADS))]
    for line in lines:
        click.echo("  ".join(padded(text, wide[index]) for index, text in enumerate(line)).rstrip())
