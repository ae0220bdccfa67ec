"""`kium-rules jobs`: by hand, on trial, and with what is missing said plainly."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from databases import Engines
from records.offers.families import DAYS, List

from kium_rules.cli import main
from kium_rules.policy import Policy
from kium_rules.records import Database


@pytest.fixture
def url(engines: Engines) -> str:
    """A migrated database."""
    return engines.sqlite_url()


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(main, ["jobs", *arguments], env=environment)


def test_jobs_are_listed_with_when_they_were_last_done(url: str) -> None:
    assert (
        run("once", "recount", "--database", url).output
        == "recount: 0 differences, 0 counted days looked at\n"
    )
    lines = run("list", KIUM_DATABASE_URL=url).output.splitlines()
    assert len(lines) == 7
    [recount] = [line for line in lines if line.startswith("recount")]
    assert "never" not in recount
    assert sum("last done: never" in line for line in lines) == 6


def test_a_dry_run_tells_what_would_be_done_at_another_time(url: str, policy: Policy) -> None:
    db = Database(url)
    town = List(db, policy)
    holder, waiting = town.one(DAYS[0]), town.one(DAYS[0])
    town.cancel(holder)
    answer = run(
        "once", "expire-offers", "--dry-run", "--at", "2026-03-05T10:00+09:00", KIUM_DATABASE_URL=url
    )
    assert (answer.exit_code, answer.output) == (
        0,
        f"expire-offers: centre {town.centre_id}: the offer to booking {waiting} expired, it is waiting\n",
    )
    assert town.states(waiting) == ["offered"]
    db.close()


def test_messages_go_into_the_file_that_is_named(url: str, policy: Policy, tmp_path: Path) -> None:
    db = Database(url)
    List(db, policy).one(DAYS[0])
    db.close()
    file = tmp_path / "sent.jsonl"
    missing = run("once", "deliver-messages", "--database", url)
    assert (missing.exit_code, "no gateway is set" in missing.output) == (1, True)
    answer = run("once", "deliver-messages", "--database", url, KIUM_GATEWAY=f"file:{file}")
    assert (answer.exit_code, answer.output) == (0, "deliver-messages: 1 sent\n")
    assert "신청이 접수되었습니다" in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("once", "pass-on"), "--database"),
        (("once", "nothing", "--database", "sqlite:///x.db"), "'nothing' is not one of"),
        (("once", "pass-on", "--database", "kium"), "Could not parse"),
        (("once", "pass-on", "--database", "mysql://host/kium"), "mysql"),
        (("once", "pass-on", "--database", "sqlite:////nowhere/kium.db"), "there is no file"),
        (("list", "--database", "postgresql+psycopg://127.0.0.1:1/kium"), "cannot be used"),
    ],
)
def test_what_is_missing_or_wrong_is_said(arguments: tuple[str, ...], said: str) -> None:
    answer = run(*arguments)
    assert (answer.exit_code, said in answer.output) == (2, True), answer.output


def test_another_time_goes_only_with_a_dry_run(url: str) -> None:
    answer = run("once", "recount", "--at", "2026-03-05T10:00+09:00", "--database", url)
    assert (answer.exit_code, "only goes with --dry-run" in answer.output) == (2, True)


def test_a_gateway_that_is_none_is_refused(url: str) -> None:
    answer = run("once", "recount", "--database", url, "--gateway", "ftp://host")
    assert (answer.exit_code, "no address of a gateway" in answer.output) == (2, True)


def test_a_database_without_the_schema_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    answer = run("list", "--database", f"sqlite:///{tmp_path / 'empty.db'}")
    assert (answer.exit_code, "is its schema up to date?" in answer.output) == (2, True)
