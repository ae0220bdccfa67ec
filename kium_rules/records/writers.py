"""Who writes next: writers queue before they ask the database, because no engine serves them in turn.

SQLite has one writer at a time and lets whoever asks at the right moment go first, so that under a rush somebody
waits many times longer than the rest. PostgreSQL does queue at a row, but writers who wait there only take time
from the one who works. So the threads of a process queue here, first come, first served, and the processes on one
SQLite file take turns by a second file beside it.
"""

import os
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kium_rules.errors import Busy

try:
    import fcntl
except ImportError:  # no file locks of this kind on Windows: processes then ask SQLite itself, out of turn
    HAS_TURNS = False
else:
    HAS_TURNS = True

SERIALISED_BEGIN = "BEGIN IMMEDIATE"
LOOK_AGAIN_S = 0.001
"""How soon a process looks again whether it is its turn; a booking takes several times as long."""


class WritersQueue:
    """The queue of a process's threads: first come, first served, with a time-out to `Busy`.

    Args:
        places: How many may write at once.
        timeout_s: How long a writer waits for its turn, in seconds.
    """

    def __init__(self, places: int, timeout_s: float) -> None:
        self._state = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._free = places
        self._timeout_s = timeout_s
        self._writing: set[int] = set()

    def __len__(self) -> int:
        return len(self._waiting)

    def __enter__(self) -> None:
        if threading.get_ident() in self._writing:
            raise RuntimeError("this thread already has a writing session open; use that one")
        with self._state:
            turn = threading.Lock()
            if self._free:
                self._free -= 1
            else:
                turn.acquire()
                self._waiting.append(turn)
        if not turn.acquire(timeout=self._timeout_s):
            with self._state:
                # Its turn may have come between the time-out and here; then it is passed on.
                if turn in self._waiting:
                    self._waiting.remove(turn)
                else:
                    self._pass_on()
            raise Busy.because("records.busy")
        self._writing.add(threading.get_ident())

    def __exit__(self, *_: object) -> None:
        self._writing.discard(threading.get_ident())
        with self._state:
            self._pass_on()

    def _pass_on(self) -> None:
        if self._waiting:
            self._waiting.popleft().release()
        else:
            self._free += 1


class ProcessTurns:
    """The queue of the processes that write to one SQLite file: who is next holds a lock on a file beside it.

    Whoever has finished must get that lock again before the file itself, and somebody else has it by then: so
    nobody writes twice while another waits.

    Args:
        database: The database's file.
        timeout_s: How long a process waits for its turn, in seconds.
    """

    def __init__(self, database: Path, timeout_s: float) -> None:
        self._path = database.with_name(database.name + "-turn")
        self._timeout_s = timeout_s
        self._opened: tuple[int, int] | None = None

    @contextmanager
    def next(self) -> Iterator[None]:
        """Be the next to write. To be left as soon as the file itself is held.

        Raises:
            Busy: It was not this process's turn in time.
        """
        if not HAS_TURNS:
            yield
            return
        descriptor = self._descriptor()
        wait_until(lambda: _lock(descriptor), self._timeout_s)
        try:
            yield
        finally:
            fcntl.flock(descriptor, fcntl.LOCK_UN)

    def _descriptor(self) -> int:
        """Open the file once in each process: what a fork shares is one lock for both. Killed, it lets go of it."""
        own = os.getpid()
        if self._opened is None or self._opened[0] != own:
            self.close()
            self._opened = own, os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
        return self._opened[1]

    def close(self) -> None:
        """Close the file; it is opened again when it is needed."""
        if self._opened is not None:
            os.close(self._opened[1])
            self._opened = None


def begin_writing(connection: Any, timeout_s: float) -> None:
    """Begin SQLite's one writing transaction on a driver's connection.

    SQLite's own waiting sleeps longer and longer; who is next looks again soon.

    Raises:
        Busy: Another writer held on for longer than the time-out.
        sqlite3.Error: The file cannot be written.
    """
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        wait_until(lambda: _begin(connection), timeout_s)
    finally:
        connection.execute(f"PRAGMA busy_timeout = {int(timeout_s * 1000)}")


def wait_until(done: Callable[[], bool], timeout_s: float) -> None:
    """Try again until it is done.

    Raises:
        Busy: It was not done in time.
    """
    give_up = time.monotonic() + timeout_s
    while not done():
        if time.monotonic() > give_up:
            raise Busy.because("records.busy")
        time.sleep(LOOK_AGAIN_S)


def _begin(connection: Any) -> bool:
    try:
        connection.execute(SERIALISED_BEGIN)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            return False
        raise
    return True


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
