"""The database: its engine, its sessions and its schema."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from kium_rules.errors import Busy, Refused, Unavailable
from kium_rules.records import guards
from kium_rules.records.canonical import canonical
from kium_rules.records.known_centres import MEMORY, KnownCentres
from kium_rules.records.writers import ProcessTurns, WritersQueue, begin_writing

WRITERS = 2
"""Who writes at once in one process on PostgreSQL: one decides while another's commit reaches the disk."""


class RefusedButRecorded(Refused):
    """A refusal whose traces must stay: the session that raises it commits instead of rolling back.

    A failed sign-in is one: it is refused, and it is counted.
    """


class Database:
    """One database by URL: SQLite in a file, or PostgreSQL.

    Args:
        url: SQLAlchemy URL, such as `sqlite:///kium.db` or `postgresql+psycopg://host/kium`.
        lock_timeout_s: How long a writer waits for another before it is told "busy", in seconds.
        pool_size: Connections kept open, for readers and writers together.
        writers: How many threads of this process write at once; more only make a busy centre slower. SQLite
            has one writer in any case.

    Raises:
        ValueError: The URL names another engine, or SQLite without a file.
    """

    def __init__(
        self, url: str, *, lock_timeout_s: float = 5.0, pool_size: int = 5, writers: int = WRITERS
    ) -> None:
        self.url = make_url(url)
        self.lock_timeout_s = lock_timeout_s
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        milliseconds = int(lock_timeout_s * 1000)
        arguments: dict[str, Any]
        if self.is_sqlite:
            if self.url.database in (None, "", ":memory:"):
                raise ValueError(f"{url} names no file; give SQLite one, such as sqlite:///kium.db")
            arguments = {"timeout": lock_timeout_s}
        elif self.url.get_backend_name() == "postgresql":
            arguments = {"options": f"-c lock_timeout={milliseconds}"}
        else:
            raise ValueError(
                f"{self.url.get_backend_name()} is not supported; use sqlite or postgresql+psycopg"
            )
        self.engine: Engine = create_engine(
            self.url,
            connect_args=arguments,
            pool_size=pool_size,
            pool_timeout=max(lock_timeout_s, 1.0),
            json_serializer=canonical,
        )
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", self._begin_sqlite)
        self._known_centres = KnownCentres()
        known = {MEMORY: self._known_centres}
        # expire_on_commit=False: what a verb returned can still be read, and shown, after the transaction.
        self._writing = sessionmaker(
            self.engine.execution_options(kium_writes=True), expire_on_commit=False, info=known
        )
        self._reading = sessionmaker(
            self.engine.execution_options(kium_writes=False, postgresql_readonly=True),
            expire_on_commit=False,
            info=known,
        )
        event.listen(self._writing, "before_flush", self._known_centres.watch)
        self._writers = WritersQueue(1 if self.is_sqlite else writers, lock_timeout_s)
        self._turns = ProcessTurns(Path(str(self.url.database)), lock_timeout_s) if self.is_sqlite else None

    @contextmanager
    def session(self, *, write: bool = False) -> Iterator[Session]:
        """Open one transaction: committed at the end, rolled back on an error.

        Args:
            write: False: the transaction may only read; the engine refuses to change anything in it. True: it
                may write, and waits for its turn among the writers first.

        Raises:
            Busy: Another writer held on for longer than the time-out.
            Refused: A guard of the database (one place, quarters, seats) stood against what was written.
        """
        if write:
            with self._writers:
                yield from self._transaction(self._writing)
        else:
            yield from self._transaction(self._reading)

    def _transaction(self, make: sessionmaker[Session]) -> Iterator[Session]:
        try:
            with make() as session:
                if self._turns is not None and make is self._writing:
                    with self._turns.next():
                        session.connection()
                try:
                    yield session
                except RefusedButRecorded:
                    session.commit()
                    raise
                session.commit()
        except DBAPIError as error:
            raise (guards.refusal(error) or error) from error
        except PoolTimeout as error:
            raise Busy.because("records.busy") from error

    def reading_session(self) -> scoped_session[Session]:
        """Give a read-only session per thread, for a framework that wants one session object.

        Whoever uses it calls its `remove()` when a request ends.
        """
        return scoped_session(self._reading)

    def migrate(self, revision: str = "head") -> None:
        """Bring the schema up to a revision.

        Raises:
            Unavailable: The database cannot be reached or opened.
        """
        try:
            with self.engine.execution_options(kium_writes=True).connect() as connection:
                command.upgrade(_alembic(connection), revision)
        except OperationalError as error:
            raise Unavailable(str(error.orig)) from error

    def downgrade(self, revision: str) -> None:
        """Take the schema back to an earlier revision; `base` is an empty database."""
        with self.engine.execution_options(kium_writes=True).connect() as connection:
            command.downgrade(_alembic(connection), revision)

    def _begin_sqlite(self, connection: Connection) -> None:
        writes = bool(connection.get_execution_options().get("kium_writes", True))
        if connection.info.get("kium_writes") is not writes:
            connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
            connection.info["kium_writes"] = writes
        if writes:
            begin_writing(connection.connection.dbapi_connection, self.lock_timeout_s)
        else:
            connection.exec_driver_sql("BEGIN")

    def close(self) -> None:
        """Close every connection, and forget what was read: the file may be another when it is opened again."""
        self.engine.dispose()
        if self._turns is not None:
            self._turns.close()
        self._known_centres.clear()

    def __repr__(self) -> str:
        return f"Database({self.url.render_as_string(hide_password=True)})"


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # None: the driver starts no transaction of its own; `Database` says which kind is wanted.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _alembic(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    # Separators in the path would be read as several folders.
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
