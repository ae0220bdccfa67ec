"""The agent: a card on a reader becomes a tap in the spool, then an answer on the screen."""

from __future__ import annotations

import threading

from devices.labels import say
from devices.reader import CardProblem, Found, Pcsc
from devices.screen import Screen
from devices.sender import Clock, Post, Sender
from devices.spool import Spool, SpoolError
from devices.tap import Tap
from devices.taps_api import Answer, Verdict
from devices.watch import Watcher
from kium_rules.uid import warning

PARTING_S = 3.0


class Agent:
    """Watches the readers until told to stop. Hears of cards as the watcher's listener."""

    def __init__(self, spool: Spool, post: Post, screen: Screen, clock: Clock, name: str = "") -> None:
        """Prepare.

        Args:
            spool: Where taps are kept.
            post: Sends one tap.
            screen: Where people read what happened.
            clock: The time now, aware.
            name: Sent as the reader's name; empty: the PC/SC name of the reader.
        """
        self._spool = spool
        self._screen = screen
        self._clock = clock
        self._name = name
        self._sender = Sender(spool, post, clock, self._answered, self._failed)
        self._lock = threading.Lock()
        self._trouble: Answer | None = None
        self._untold: set[str] = set()

    def run(self, pcsc: Pcsc, stop: threading.Event) -> None:
        """Read cards until ``stop`` is set."""
        self._sender.start()
        try:
            Watcher(pcsc, self).run(stop)
        finally:
            self._sender.stop(PARTING_S)

    def card(self, reader: str, uid: str) -> None:
        """Keep the tap first; everything else comes after."""
        now = self._clock()
        try:
            tap = self._spool.add(uid, self._name or reader, now)
        except SpoolError as error:
            self._screen.say(str(error), now)
            return
        self._screen.say(say("agent.kept", uid=uid), now)
        if odd := warning(uid):
            self._screen.say(odd, now)
        with self._lock:
            trouble = self._trouble
            if trouble is None:
                self._untold.add(tap.nonce)
        if trouble is not None:
            self._screen.say(self._saved(trouble), now)
        self._sender.wake()

    def problem(self, reader: str, problem: CardProblem, detail: str) -> None:
        """Say what to do with the card."""
        self._screen.say(f"{reader}: {say(f'card.{problem}', detail=detail)}", self._clock())

    def readers(self, found: Found) -> None:
        """Say which readers there are."""
        names = ", ".join(found.names)
        self._screen.say(say(f"reader.{found.state}", names=names, detail=found.detail), self._clock())

    def _answered(self, tap: Tap, answer: Answer) -> None:
        is_settled = answer.verdict in (Verdict.ACCEPTED, Verdict.REJECTED)
        with self._lock:
            before, self._trouble = self._trouble, None if is_settled else answer
            is_owed = bool(self._untold)
            if is_settled:
                self._untold.discard(tap.nonce)
            else:
                self._untold.clear()
        if is_settled:
            self._screen.say(answer.sentence, tap.happened_at)
            return
        if before is None or before.message != answer.message:
            self._screen.say(answer.message, self._clock())
        if is_owed:
            self._screen.say(self._saved(answer), self._clock())

    def _failed(self, error: Exception) -> None:
        self._screen.say(say("agent.failed", error=f"{type(error).__name__}: {error}"), self._clock())

    def _saved(self, trouble: Answer) -> str:
        try:
            waiting = self._spool.waiting()
        except SpoolError as error:
            return str(error)
        return saved(trouble.verdict, waiting)


def saved(verdict: Verdict, waiting: int) -> str:
    """The sentence for a tap that is kept but not with the server yet."""
    key = "saved.wrong_token" if verdict is Verdict.UNAUTHORISED else "saved.offline"
    return say(key, waiting=waiting)
