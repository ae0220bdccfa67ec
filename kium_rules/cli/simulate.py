"""`kium-rules simulate`: what would have happened under other rules."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TextIO

import click
from click.core import ParameterSource
from tqdm import tqdm

from kium_rules.cli.books import REFUSED, UNREADABLE, language_option, load_book, say_and_exit
from kium_rules.cli.decide import numbered_lines
from kium_rules.labels import sentence
from kium_rules.policy import Policy
from kium_rules.simulate import Arrival, Demand, Seats, Simulation, Town, generate
from kium_rules.simulate import simulate as simulate_rules
from kium_rules.simulate.recording import read_recording
from kium_rules.simulate.report import About, as_data, as_page, as_text, write_workbook
from kium_rules.tables import FactError, HitPolicyError
from kium_rules.tables.whole_files import write_whole

USUAL = Demand()
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
TO_FILE = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command()
@click.option("--rules", type=FOLDER, required=True, help="Folder of the rules to try.")
@click.option(
    "--against", type=FOLDER, help="Folder of the rules to compare with; default: the packaged ones."
)
@click.option(
    "--applications",
    type=click.File("r", encoding="utf-8-sig", errors="surrogateescape"),
    help="Recorded applications, JSON lines.",
)
@click.option("--generate", "count", type=click.IntRange(min=1), help="Make up so many applications instead.")
@click.option("--centres", type=click.IntRange(min=1), default=USUAL.centres, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes up the same.")
@click.option(
    "--year", type=click.IntRange(2000, 9000), default=USUAL.year, show_default=True, help="School year."
)
@click.option(
    "--seats",
    type=click.Choice([seats.value for seats in Seats]),
    help="Seats as agreed, or as each book's formula gives them. Default: formula if that is what differs.",
)
@click.option("--html", type=TO_FILE, help="Write a page with pictures.")
@click.option("--xlsx", type=TO_FILE, help="Write an Excel workbook.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@click.option("--changed", "lists_changed", is_flag=True, help="List every application that changes.")
@language_option
@click.pass_context
def simulate(
    context: click.Context,
    rules: Path,
    against: Path | None,
    applications: TextIO | None,
    count: int | None,
    centres: int,
    seed: int,
    year: int,
    seats: str | None,
    html: Path | None,
    xlsx: Path | None,
    as_json: bool,
    lists_changed: bool,
    language: str,
) -> None:
    """Decide the same applications under two rule books and say who changes.

    Seats are replayed: applications are decided in the order of asking, each against the seats the earlier ones took.

    The exit status is 0; 1 when lines of --applications could not be read (the others are simulated); 2 when rules or
    files cannot be read or written.
    """
    _require_one_source(context, applications, count)
    for file in filter(None, (html, xlsx)):
        _require_writable(file)
    before, after = Policy(load_book(against)), Policy(load_book(rules))
    about = About(before=str(against or ""), after=str(rules))
    watch = _bars(language)
    bad = 0
    if applications is not None:
        town, arrivals, bad = _recorded(applications, language)
        about = About(about.before, about.after, recorded=applications.name)
    else:
        demand = Demand(centres, count or 0, year)
        town, arrivals = generate(demand, seed)
        about = About(about.before, about.after, demand=demand, seed=seed)
    try:
        found = simulate_rules(
            before, after, town, arrivals, seats=Seats(seats) if seats else None, watch=watch
        )
    except (FactError, HitPolicyError, LookupError, ValueError) as error:
        click.echo(str(error.args[0] if isinstance(error, LookupError) else error), err=True)
        sys.exit(UNREADABLE)
    if as_json:
        click.echo(json.dumps(as_data(found, about), ensure_ascii=False, indent=1))
    else:
        click.echo(as_text(found, about, language, lists_changed=lists_changed), nl=False)
    _write_files(found, about, language, html, xlsx)
    sys.exit(REFUSED if bad else 0)


def _require_one_source(context: click.Context, applications: TextIO | None, count: int | None) -> None:
    if (applications is None) == (count is None):
        raise click.UsageError("give either --applications FILE or --generate N")
    for name in ("centres", "seed", "year"):
        given = context.get_parameter_source(name) is not ParameterSource.DEFAULT
        if applications is not None and given:
            raise click.UsageError(f"--{name} belongs to --generate; recorded applications bring their own")


def _require_writable(file: Path) -> None:
    """Find out before the work that its result could not be kept."""
    folder = file.absolute().parent
    if not folder.is_dir():
        say_and_exit("not_written", file=file, why="no such folder")
    if not os.access(folder, os.W_OK):
        say_and_exit("not_written", file=file, why="permission denied")


def _recorded(file: TextIO, language: str) -> tuple[Town, Sequence[Arrival], int]:
    """Read recorded applications; what could not be read is told and counted."""
    lines = tqdm(numbered_lines(file), desc=_say("reading", language), disable=None, leave=False)
    recording = read_recording(lines, lambda number: _say("nameless_centre", language, number=number))
    for number, error in recording.bad_lines:
        click.echo(f"line {number}: {error}", err=True)
    if recording.redescribed:
        centres = ", ".join(recording.redescribed)
        click.echo(_say("redescribed", language, centres=centres), err=True)
    if not recording.arrivals:
        click.echo(_say("nothing_recorded", language, file=file.name), err=True)
        sys.exit(UNREADABLE)
    return recording.town, recording.arrivals, len(recording.bad_lines)


def _bars(language: str) -> Callable[[str, Sequence[Arrival]], Iterable[Arrival]]:
    """Show a bar for each replay, on a terminal only."""

    def watch(name: str, arrivals: Sequence[Arrival]) -> Iterable[Arrival]:
        return tqdm(arrivals, desc=_say(f"deciding_{name}", language), disable=None, leave=False)

    return watch


def _write_files(
    found: Simulation, about: About, language: str, html: Path | None, xlsx: Path | None
) -> None:
    for file in filter(None, (html, xlsx)):
        try:
            if file == html:
                write_whole({file: as_page(found, about, language).encode()})
            else:
                write_workbook(found, about, file, language)
        except OSError as error:
            say_and_exit("not_written", file=file, why=error.strerror)
        click.echo(_say("written", language, file=file), err=True)


def _say(key: str, language: str, **facts: Any) -> str:
    return sentence(f"simulate.{key}", language, **facts)
