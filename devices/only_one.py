"""One agent per spool: two would both read every card."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Self


class OnlyOne:
    """A place for one process, kept by a lock that the operating system lifts when the process dies, however.

    It is SQLite's lock on an empty file beside the spool, because that is the same on Windows and Linux. Use it in
    a ``with`` block: the place is given up at its end.
    """

    def __init__(self, spool: Path) -> None:
        self._path = spool.with_name(spool.name + ".agent")
        self._file: sqlite3.Connection | None = None

    def take(self, patience_s: float = 1.0) -> bool:
        """Take the place; False when another process has it."""
        file = sqlite3.connect(self._path, timeout=patience_s, isolation_level=None)
        try:
            file.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            file.close()
            return False
        self._file = file
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the place up."""
        if self._file is not None:
            self._file.close()
            self._file = None
