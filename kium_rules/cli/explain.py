"""`kium-rules explain`: one rule in words, with what stands behind it."""

from collections.abc import Iterator
from pathlib import Path

import click

from kium_rules.cli.books import language_option, load_book, near, rules_option, say, say_and_exit
from kium_rules.cli.wording import condition_words, output_words, period_words
from kium_rules.documentation.assumptions import NUMBER, assumptions
from kium_rules.labels import sentence
from kium_rules.tables import HitPolicy, Row, Table


@click.command()
@click.argument("rule_id")
@rules_option
@language_option
def explain(rule_id: str, rules: Path | None, language: str) -> None:
    """Say in words what the rule RULE_ID (such as waiting_list.2) means, and where it comes from."""
    found = {row.id: (table, row) for table in load_book(rules).values() for row in table.rows}
    if rule_id not in found:
        say_and_exit("rule_unknown", found=rule_id, near=near(rule_id, list(found)))
    for line in explanation(*found[rule_id], language):
        click.echo(line)


def explanation(table: Table, row: Row, language: str) -> Iterator[str]:
    """A row in words, line by line."""
    at = table.rows.index(row) + 1
    title = table.title[language]
    yield say("head", language, id=row.id, title=title, word=table.id, at=at, count=len(table.rows))
    conditions = condition_words(table, row, language)
    yield "  " + (say("when", language, conditions=conditions) if conditions else say("always", language))
    yield "  " + say("then", language, outputs=output_words(table, row.outputs, language))
    yield "  " + period_words(row, language)
    policy = table.hit_policy.value
    if table.hit_policy is not HitPolicy.UNIQUE:
        meaning = sentence(f"xlsx.policy_{policy}", language)
        yield "  " + say("show_policy", language, policy=policy, meaning=meaning)
    for column in table.notes:
        if text := row.notes.get(column.name):
            yield "  " + say("remark", language, label=column.label, text=text)
    if row.source:
        yield "  " + say("source", language, text=row.source)
    if row.note:
        yield "  " + say("note", language, text=row.note)
    known = assumptions()
    for number in dict.fromkeys(NUMBER.findall(f"{row.source} {row.note}")):
        if number in known:
            yield "  " + say("assumption", language, number=number, text=known[number][language])
