"""What the person at the reader sees: one line per event, with the time in Seoul."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import TextIO

from kium_rules.vocabulary import SEOUL


class Screen:
    """Lines on a stream. A closed window or a letter that a console cannot show never stops the agent."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def say(self, text: str, at: datetime | None = None) -> None:
        """Show one line, with the time ``at`` before it."""
        line = f"{clock_time(at)}  {text}" if at else text
        encoding = getattr(self._stream, "encoding", None) or "utf-8"
        with self._lock:
            try:
                self._stream.write(line.encode(encoding, "replace").decode(encoding) + "\n")
                self._stream.flush()
            except (OSError, ValueError):
                return


def clock_time(at: datetime) -> str:
    """Hours, minutes and seconds in Seoul."""
    return at.astimezone(SEOUL).strftime("%H:%M:%S")


def day_and_time(at: datetime) -> str:
    """Date and time in Seoul."""
    return at.astimezone(SEOUL).strftime("%Y-%m-%d %H:%M:%S")
