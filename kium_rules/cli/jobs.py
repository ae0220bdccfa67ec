"""`kium-rules jobs`: what the house does by itself, as a worker or by hand."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click

from kium_rules.errors import Refused, Unavailable
from kium_rules.policy import Policy
from kium_rules.records import Database
from kium_rules.records.days import day_in_seoul
from kium_rules.records.fitting import require_fit
from kium_rules.records.jobs import JOBS, Work, open_database, run_job, run_worker, standings
from kium_rules.records.outbox_gateways import Gateway, gateway_at
from kium_rules.vocabulary import SEOUL

NAMES = click.Choice(sorted(JOBS))
DATABASE = click.option(
    "--database", "url", envvar="KIUM_DATABASE_URL", required=True, help="SQLAlchemy URL; KIUM_DATABASE_URL."
)
GATEWAY = click.option(
    "--gateway", envvar="KIUM_GATEWAY", help="Where messages go: file:PATH or http(s)://...; KIUM_GATEWAY."
)
TOKEN = click.option(
    "--gateway-token",
    "token",
    envvar="KIUM_GATEWAY_TOKEN",
    default="",
    help="The gateway's token; better given as KIUM_GATEWAY_TOKEN.",
)


@click.group()
def jobs() -> None:
    """Offers, expiries, the nightly close, messages and checks: run them, or see what they would do."""


@jobs.command("list")
@DATABASE
def list_jobs(url: str) -> None:
    """List the jobs, and when each was last done."""
    with _database(url) as db, db.session() as session:
        known = standings(session, now=datetime.now(UTC))
    for job in JOBS.values():
        standing = known.get(job.name)
        last = standing and standing.finished_at
        when = f"{last.astimezone(SEOUL):%Y-%m-%d %H:%M}" if last else "never"
        at_work = f", now at {standing.holder}" if standing and standing.holder else ""
        click.echo(f"{job.name:18}{job.does} (last done: {when}{at_work})")
        for line in (standing.said if standing else "").splitlines():
            if "LOOK: " in line:
                click.echo(f"{'':18}{line}")


@jobs.command()
@click.argument("name", type=NAMES)
@DATABASE
@GATEWAY
@TOKEN
@click.option("--dry-run", is_flag=True, help="Print what would be done, and write nothing.")
@click.option(
    "--at",
    "now",
    type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z"]),
    help="As if it were this instant, such as 2026-03-02T09:00+09:00; only with --dry-run.",
)
def once(name: str, url: str, gateway: str | None, token: str, dry_run: bool, now: datetime | None) -> None:
    """Run the job NAME once. Exit status 1: it found something to look at, or another worker is at it."""
    if now is not None and not dry_run:
        raise click.UsageError("--at only goes with --dry-run: what is written down happened now")
    clock = (lambda: now) if now is not None else _now
    with _database(url) as db:
        work = Work(db, _policy(), clock, _gateway(gateway, token), dry_run=dry_run)
        report = run_job(JOBS[name], work)
    click.echo(str(report))
    sys.exit(1 if report.findings or not report.ran else 0)


@jobs.command()
@DATABASE
@GATEWAY
@TOKEN
@click.option("--only", multiple=True, type=NAMES, help="Only this job; may be given several times.")
def run(url: str, gateway: str | None, token: str, only: tuple[str, ...]) -> None:
    """Be a worker: run the jobs again and again until the process is told to stop.

    Several workers may run at once. Without a gateway messages stay in the outbox.
    """
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    # What the scheduler does every few seconds is of no interest.
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    through = _gateway(gateway, token)
    if through is None:
        click.echo("No gateway is set (--gateway): messages stay in the outbox.", err=True)
    with _database(url) as db:
        run_worker(Work(db, _policy().remembering(), _now, through), only)


def _now() -> datetime:
    return datetime.now(UTC)


def _policy() -> Policy:
    try:
        return require_fit(Policy.load(), day_in_seoul(_now()))
    except Refused as refused:
        click.echo(refused.en, err=True)
        sys.exit(2)


def _gateway(where: str | None, token: str) -> Gateway | None:
    try:
        return gateway_at(where, token=token) if where else None
    except ValueError as error:
        raise click.UsageError(str(error)) from error


@contextmanager
def _database(url: str) -> Iterator[Database]:
    """Open the database, and say plainly what is wrong with it."""
    try:
        db = open_database(url)
    except Unavailable as error:
        click.echo(f"The database cannot be used: {error}", err=True)
        sys.exit(2)
    try:
        yield db
    except Refused as refused:
        click.echo(refused.en, err=True)
        sys.exit(1)
    finally:
        db.close()
