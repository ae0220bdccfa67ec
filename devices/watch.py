"""Watching the readers while the agent runs, whatever happens to cards, readers and the PC/SC service."""

from __future__ import annotations

import threading
from typing import Protocol

from devices.reader import (
    CardEvent,
    CardProblem,
    Found,
    Pcsc,
    ReaderState,
    ServiceLostError,
    Session,
)

TICK_S = 1.0
FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 5.0
CARD_PATIENCE_S = 2.0


class Listener(Protocol):
    """Who hears of cards and readers. Calls may come from several threads, and must return soon."""

    def card(self, reader: str, uid: str) -> None:
        """A card was put on ``reader``; ``uid`` is canonical."""

    def problem(self, reader: str, problem: CardProblem, detail: str) -> None:
        """A card was put on ``reader``, but its number could not be read."""

    def readers(self, found: Found) -> None:
        """The readers are now these; called when that changes."""


class Watcher:
    """All readers in one loop; each card is read in a thread of its own, so a dead card blocks nothing."""

    def __init__(self, pcsc: Pcsc, listener: Listener, tick_s: float = TICK_S) -> None:
        """Prepare.

        Args:
            pcsc: The service that has the readers.
            listener: Who is told.
            tick_s: How often, in seconds, to look for readers that came and for the order to stop.
        """
        self._pcsc = pcsc
        self._tick_s = tick_s
        self._listener = listener
        self._last_found: Found | None = None
        self._lying: dict[str, str] = {}

    def run(self, stop: threading.Event) -> None:
        """Watch until ``stop`` is set. A lost service is asked again, with growing pauses."""
        pause_s = FIRST_PAUSE_S
        while not stop.is_set():
            try:
                with self._pcsc.session() as session:
                    pause_s = FIRST_PAUSE_S
                    self._follow(session, stop)
            except ServiceLostError as error:
                self._tell(Found(ReaderState.NO_SERVICE, detail=str(error)))
                stop.wait(pause_s)
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    def _follow(self, session: Session, stop: threading.Event) -> None:
        while not stop.is_set():
            found = session.find()
            self._tell(found)
            if found.state is ReaderState.NO_READER:
                stop.wait(self._tick_s)
                continue
            for reader, event in session.wait(self._tick_s):
                if event is CardEvent.GONE:
                    self._lying.pop(reader, None)
                else:
                    self._read(reader, event)

    def _tell(self, found: Found) -> None:
        if found != self._last_found:
            self._last_found = found
            self._listener.readers(found)

    def _read(self, reader: str, event: CardEvent) -> None:
        thread = threading.Thread(target=self._report, args=(reader, event), daemon=True)
        thread.start()
        thread.join(CARD_PATIENCE_S)
        if thread.is_alive():
            self._listener.problem(reader, CardProblem.NO_ANSWER, "")

    def _report(self, reader: str, event: CardEvent) -> None:
        reading = self._pcsc.read(reader)
        if reading.problem is not None:
            self._listener.problem(reader, reading.problem, reading.detail)
            return
        # A card left lying while the service or the reader came back was not put there again.
        is_left_there = event is CardEvent.FOUND and self._lying.get(reader) == reading.uid
        self._lying[reader] = reading.uid
        if not is_left_there:
            self._listener.card(reader, reading.uid)
