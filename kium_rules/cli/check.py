"""`kium-rules check`: what the tables leave open, say twice or never say, before it gives a wrong answer."""

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from tqdm import tqdm

from kium_rules.cli.books import REFUSED, UNREADABLE, language_option, tell
from kium_rules.tables import Place, Problem, Table, TableError, packaged_rules, read_table
from kium_rules.tables.files import CASES, ROWS, SETTINGS
from kium_rules.tables.verify import Finding, Kind, Level
from kium_rules.tables.verify import check as check_table
from kium_rules.tables.verify.findings import say
from kium_rules.tables.xlsx import ENDING, read_workbook

_MOST_SHOWN = 20  # findings of one kind in one table that are printed as sentences


@click.command()
@click.argument("source", metavar="[DIR]", type=click.Path(exists=True, path_type=Path), required=False)
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects instead of sentences.")
@click.option(
    "--notes", is_flag=True, help="With --json: the notes, too, such as a column that never matters."
)
@language_option
def check(source: Path | None, as_json: bool, notes: bool, language: str) -> None:
    """Check the tables in DIR: a folder of tables, one table, or a workbook; default: the tables of the package.

    Finds inputs and days without a rule, rows that contradict each other, rows that are never used, values outside
    their domain, and examples that are answered otherwise. The exit status is 1 when something is an error, 2 when a
    table cannot be read (the others are checked all the same).
    """
    problems: list[Problem] = []
    read = 0
    found: list[tuple[Finding, Place]] = []
    paths = _tables(source or packaged_rules())
    # `disable=None` shows the bar on a terminal only.
    bar = tqdm(paths, desc=say("checking", language), file=sys.stderr, disable=None, leave=False)
    for path in bar:
        try:
            table = _read(path)
        except TableError as error:
            problems.extend(error.problems)
            continue
        read += 1
        lines = _Lines(path)
        found += [(finding, lines.place(finding)) for finding in check_table(table)]
    tell((problem.ko, problem.en) for problem in problems)
    if as_json:
        told = [pair for pair in found if notes or pair[0].level is not Level.INFO]
        click.echo(json.dumps([_as_json(*pair) for pair in told], ensure_ascii=False, indent=1))
    else:
        for text in _sentences(found, language):
            click.echo(text)
        click.echo(_summary(read, [finding for finding, _ in found], language))
    if problems:
        sys.exit(UNREADABLE)
    if any(finding.level is Level.ERROR for finding, _ in found):
        sys.exit(REFUSED)


def _tables(source: Path) -> list[Path]:
    """The folders of the tables, or the table itself; a folder that has part of a table counts, so that it is told."""
    if source.is_file() or (source / SETTINGS).exists() or (source / ROWS).exists():
        return [source]
    found = {path.parent for name in (SETTINGS, ROWS) for path in source.glob(f"*/{name}")}
    if not found:
        problem = Problem("book_empty", Place(str(source)))
        tell([(problem.ko, problem.en)])
        sys.exit(UNREADABLE)
    return sorted(found)


def _read(path: Path) -> Table:
    return read_workbook(path).table if path.suffix.lower() == ENDING else read_table(path)


class _Lines:
    """Where the rows and examples of a table stand in its files."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._name = path.resolve().name
        self._known: dict[str, dict[str, int]] = {}

    def place(self, finding: Finding) -> Place:
        if self._path.is_file():
            return Place(self._name)
        file, name = (
            (CASES, finding.case) if finding.kind is Kind.CASE else (ROWS, "".join(finding.rules[:1]))
        )
        if file not in self._known:
            self._known[file] = dict(_line_numbers(self._path / file))
        return Place(f"{self._name}/{file}", self._known[file].get(name or ""))


def _line_numbers(file: Path) -> Iterator[tuple[str, int]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.reader(lines)
        for cells in reader:
            if cells:
                yield cells[0].strip(), reader.line_num


def _sentences(found: Sequence[tuple[Finding, Place]], language: str) -> Iterator[str]:
    counts: Counter[tuple[str, Kind, Level]] = Counter()
    for finding, place in found:
        key = finding.table, finding.kind, finding.level
        counts[key] += 1
        if counts[key] <= _MOST_SHOWN:
            level = say(f"level_{finding.level}", language)
            where = f"{place.file}:{place.line}" if place.line else place.file
            yield f"{level} {where} [{finding.kind}] {finding.ko if language == 'ko' else finding.en}"
    for (table, kind, _), count in counts.items():
        if count > _MOST_SHOWN:
            yield say("not_shown", language, table=table, kind=kind, count=count - _MOST_SHOWN)


def _summary(tables: int, found: Sequence[Finding], language: str) -> str:
    levels = Counter(finding.level for finding in found)
    return say(
        "found", language, tables=tables,
        errors=levels[Level.ERROR], warnings=levels[Level.WARNING], infos=levels[Level.INFO],
    )  # fmt: skip


def _as_json(finding: Finding, place: Place) -> dict[str, object]:
    return {**finding.to_json(), "file": place.file, "line": place.line}
