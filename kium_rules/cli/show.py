"""`kium-rules show`: a table as a grid in the terminal."""

import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from kium_rules.cli.books import find_table, language_option, rules_option, say
from kium_rules.cli.wording import output_words
from kium_rules.labels import sentence
from kium_rules.tables import Column, Row, Table
from kium_rules.tables.labelled import Labels
from kium_rules.tables.widths import padded, width, wrapped

NARROWEST = 8  # columns below which a text is no longer readable
WIDEST = 44


@click.command()
@click.argument("word")
@click.option(
    "--width", "columns", type=click.IntRange(min=20), help="Columns of the screen; default: the terminal's."
)
@rules_option
@language_option
def show(word: str, columns: int | None, rules: Path | None, language: str) -> None:
    """Show the table WORD as a grid: conditions, then || results, dates and source; remarks stand below."""
    table = find_table(word, rules)
    if columns is None and sys.stdout.isatty():
        columns = shutil.get_terminal_size().columns
    for line in page(table, language, columns):
        click.echo(line)


def page(table: Table, language: str, columns: int | None) -> Iterator[str]:
    """The lines of a table.

    Args:
        table: The table.
        language: Of the words round the labels.
        columns: How wide the screen is; None: however wide the table is.
    """
    yield f"{table.title['ko']} · {table.title['en']} ({table.id})"
    policy = table.hit_policy.value
    yield say("show_policy", language, policy=policy, meaning=sentence(f"xlsx.policy_{policy}", language))
    for name in ("owner", "source", "note"):
        if text := getattr(table, name):
            yield f"{sentence(f'xlsx.setting_{name}', language)}: {text}"
    if table.default is not None:
        yield say("show_default", language, outputs=output_words(table, table.default, language))
    yield ""
    heads, lines = _cells(table, language)
    yield from _grid([heads, *lines], len(table.inputs) + 1, columns)
    remarks = [
        say("remark", language, label=f"{row.id} {column.label}", text=text)
        for row in table.rows
        for column in table.notes
        if (text := row.notes.get(column.name))
    ]
    if remarks:
        yield ""
    for remark in remarks:
        yield from wrapped(remark, columns) if columns else [remark]


def _cells(table: Table, language: str) -> tuple[list[str], list[list[str]]]:
    days = [say("show_days", language)] if table.is_dated else []
    heads = ["", *map(_head, (*table.inputs, *table.outputs)), *days, say("show_source", language)]
    labels = Labels(table)
    lines = []
    for row in table.rows:
        inputs = [labels.cell(row, column) for column in table.inputs]
        outputs = [labels.value(column, row.outputs[column.name]) for column in table.outputs]
        source = " · ".join(filter(None, [row.source, row.note]))
        lines.append([row.id, *inputs, *outputs, *([_days(row)] if days else []), source])
    return heads, lines


def _grid(lines: Sequence[Sequence[str]], results_at: int, columns: int | None) -> Iterator[str]:
    widths = _widths(lines, columns)
    for number, line in enumerate(lines):
        cells = [wrapped(text, wide) for text, wide in zip(line, widths, strict=True)]
        for level in range(max(map(len, cells))):
            texts = (
                padded(cell[level] if level < len(cell) else "", wide)
                for cell, wide in zip(cells, widths, strict=True)
            )
            yield _joined(texts, results_at).rstrip()
        if number == 0:
            yield _joined(("-" * wide for wide in widths), results_at).replace(" ", "-")


def _joined(texts: Iterator[str], results_at: int) -> str:
    parts = list(texts)
    return " || ".join(" | ".join(side) for side in (parts[:results_at], parts[results_at:]))


def _widths(lines: Sequence[Sequence[str]], columns: int | None) -> list[int]:
    natural = [
        max(1, *(width(part) for line in lines for part in line[index].split("\n")))
        for index in range(len(lines[0]))
    ]
    if columns is None:
        return natural
    widths = [min(wide, WIDEST) for wide in natural]
    room = columns - 3 * len(widths) + 2
    while sum(widths) > room and max(widths) > NARROWEST:
        widths[widths.index(max(widths))] -= 1
    return widths


def _head(column: Column) -> str:
    return column.label + (f" ({column.unit})" if column.unit else "")


def _days(row: Row) -> str:
    return "~".join(day.isoformat() if day else "" for day in (row.valid_from, row.valid_until)).strip("~")
