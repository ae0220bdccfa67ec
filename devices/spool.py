"""The spool: every tap on disk before anything else happens to it, in order, until the server has it.

One SQLite file. WAL with ``synchronous=FULL`` writes each tap through to the disk before ``add`` returns, so
neither a killed process nor a power cut loses one. A tap keeps its nonce for life: sending it again is
harmless.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from devices.labels import plain, say
from devices.tap import Kept, Tap, TapState

VERSION = 1
BUSY_S = 10.0
# The API takes no longer name, and PC/SC names can be longer.
LONGEST_READER = 100
TABLE = """
CREATE TABLE tap (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    nonce TEXT NOT NULL UNIQUE,
    uid TEXT NOT NULL,
    reader TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'rejected')),
    attempts INTEGER NOT NULL DEFAULT 0,
    tried_at TEXT,
    answer TEXT NOT NULL DEFAULT ''
)
"""


class SpoolError(Exception):
    """The file cannot be opened, read or written; the message is a sentence for the person at the reader."""


class Spool:
    """The file of taps. Threads may share one object, processes may share the file."""

    def __init__(self, path: Path) -> None:
        """Open the file, or make it.

        Raises:
            SpoolError: The folder cannot be written, or the file is something else or of another version.
        """
        self.path = path
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Card numbers are personal data: only the account that runs the agent may read the file.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            self._file = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
        except (OSError, sqlite3.Error) as error:
            raise SpoolError(say("spool.unopened", path=path, error=error)) from error
        self._file.row_factory = sqlite3.Row
        try:
            self._prepare()
        except SpoolError:
            self._file.close()
            raise

    def _prepare(self) -> None:
        try:
            self._switch_to_wal()
            self._file.execute("PRAGMA synchronous=FULL")
            self._file.execute("BEGIN IMMEDIATE")
            version: int = self._file.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                self._file.execute(TABLE)
                self._file.execute("CREATE INDEX tap_by_state ON tap (state, number)")
                self._file.execute(f"PRAGMA user_version={VERSION}")
            self._file.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise SpoolError(say("spool.unopened", path=self.path, error=error)) from error
        except sqlite3.Error as error:
            raise SpoolError(say("spool.unreadable", path=self.path, error=error)) from error
        if version not in (0, VERSION):
            raise SpoolError(say("spool.version", path=self.path, found=version, known=VERSION))

    def _switch_to_wal(self) -> None:
        # SQLite's own waiting does not cover this switch: of several processes that open a new file at once,
        # all but one get "locked" at once.
        deadline = time.monotonic() + BUSY_S
        while True:
            try:
                self._file.execute("PRAGMA journal_mode=WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return

    def add(self, uid: str, reader: str, happened_at: datetime) -> Tap:
        """Keep a new tap. When this returns, the tap is on the disk.

        Raises:
            SpoolError: It could not be written; nothing was kept.
            ValueError: ``happened_at`` has no time zone.
        """
        if happened_at.tzinfo is None:
            raise ValueError(f"happened_at {happened_at} has no time zone; give an aware time")
        tap = Tap(uuid.uuid4().hex, uid, plain(reader, LONGEST_READER), happened_at.astimezone(UTC))
        self._run(
            "INSERT INTO tap (nonce, uid, reader, happened_at) VALUES (?, ?, ?, ?)",
            (tap.nonce, tap.uid, tap.reader, tap.happened_at.isoformat()),
        )
        return tap

    def note(self, tap: Tap, state: TapState, answer: str, at: datetime) -> None:
        """Note one attempt to send: settled as sent or rejected, or still waiting; ``answer`` says why.

        A tap that another process has settled meanwhile stays settled. Of the sent taps only the last is
        kept: the server has them, and card numbers do not belong on this machine longer than needed.

        Raises:
            SpoolError: It could not be written; the tap stays as it was.
        """
        self._run(
            "UPDATE tap SET state = ?, answer = ?, tried_at = ?, attempts = attempts + 1"
            " WHERE nonce = ? AND state = 'waiting'",
            (state, answer, at.astimezone(UTC).isoformat(), tap.nonce),
        )
        self._run(
            "DELETE FROM tap WHERE state = 'sent'"
            " AND number < (SELECT max(number) FROM tap WHERE state = 'sent')"
        )

    def first_waiting(self) -> Kept | None:
        """The oldest tap that is still to be sent."""
        rows = self._run("SELECT * FROM tap WHERE state = 'waiting' ORDER BY number LIMIT 1")
        return _kept(rows[0]) if rows else None

    def waiting(self) -> int:
        """How many taps are still to be sent."""
        count: int = self._run("SELECT count(*) FROM tap WHERE state = 'waiting'")[0][0]
        return count

    def rejected(self) -> list[Kept]:
        """The taps that the server refused to take, oldest first."""
        rows = self._run("SELECT * FROM tap WHERE state = 'rejected' ORDER BY number")
        return [_kept(row) for row in rows]

    def last_answered(self) -> Kept | None:
        """The tap that the server answered last, whether it took or rejected it."""
        rows = self._run(
            "SELECT * FROM tap WHERE state <> 'waiting' ORDER BY tried_at DESC, number DESC LIMIT 1"
        )
        return _kept(rows[0]) if rows else None

    def wait_again(self) -> None:
        """Put every rejected tap back among the waiting ones, in its old place."""
        self._run("UPDATE tap SET state = 'waiting' WHERE state = 'rejected'")

    def _run(self, statement: str, values: tuple[object, ...] = ()) -> list[sqlite3.Row]:
        try:
            with self._lock:
                return self._file.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise SpoolError(say("spool.failed", path=self.path, error=error)) from error

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _kept(row: sqlite3.Row) -> Kept:
    tap = Tap(row["nonce"], row["uid"], row["reader"], datetime.fromisoformat(row["happened_at"]))
    tried_at = datetime.fromisoformat(row["tried_at"]) if row["tried_at"] else None
    return Kept(tap, TapState(row["state"]), row["attempts"], tried_at, row["answer"])
