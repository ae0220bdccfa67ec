"""Contactless card readers by PC/SC. The only module that knows pyscard, and it loads it only when asked to.

It speaks the plain PC/SC calls: pyscard's own CardMonitor goes deaf for ever when the PC/SC service is
restarted, and it powers leaving cards off, which some readers answer by hanging.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from devices.labels import say
from kium_rules.uid import UidError, canonical

# PC/SC part 3, 3.2.2.1.3: "get data", the card's UID whole.
GET_UID = [0xFF, 0xCA, 0x00, 0x00, 0x00]
STATUS_DONE = b"\x90\x00"
STATUS_NO_INFORMATION = b"\x63\x00"
STATUS_NO_SUCH_FUNCTION = b"\x6a\x81"
# Windows itself looks at a new card for a moment, and lets nobody else do so meanwhile.
SHARING_PATIENCE_S = 1.0
SHARING_RETRY_S = 0.1


class NoReaderSupportError(Exception):
    """pyscard is not installed; the message says how to install it."""


class ServiceLostError(Exception):
    """The PC/SC service does not answer; the message is its own text."""


class ReaderState(StrEnum):
    """The readers of this machine taken together."""

    READY = "ready"
    NO_READER = "no_reader"
    NO_SERVICE = "no_service"


class CardProblem(StrEnum):
    """Why a card that was put on a reader gave no number."""

    LIFT_AND_TAP = "lift_and_tap"
    NOT_SUPPORTED = "not_supported"
    TOO_QUICK = "too_quick"
    IN_USE = "in_use"
    NO_ANSWER = "no_answer"
    UNREADABLE = "unreadable"


class CardEvent(StrEnum):
    """What changed at one reader; FOUND is a card that lay there at the first look already."""

    PUT = "put"
    FOUND = "found"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Found:
    """The readers at one moment; ``detail`` is the service's own text when it does not answer."""

    state: ReaderState
    names: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a card gave: a canonical ``uid``, or the problem."""

    uid: str = ""
    problem: CardProblem | None = None
    detail: str = ""


class Pcsc:
    """The PC/SC service of this machine."""

    def __init__(self, only: str = "") -> None:
        """Load pyscard.

        Args:
            only: Use only readers with this in their name; empty: all.

        Raises:
            NoReaderSupportError: pyscard is not installed.
        """
        try:
            from smartcard import scard
        except ImportError as error:
            raise NoReaderSupportError(say("reader.no_pyscard", error=error)) from error
        self._sc: Any = scard
        self._only = only

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A connection to the service.

        Raises:
            ServiceLostError: It does not answer.
        """
        result, context = self._sc.SCardEstablishContext(self._sc.SCARD_SCOPE_USER)
        if result != self._sc.SCARD_S_SUCCESS:
            raise ServiceLostError(_text(self._sc, result))
        try:
            yield Session(self._sc, context, self._only)
        finally:
            self._sc.SCardReleaseContext(context)

    def find(self) -> Found:
        """The readers now."""
        try:
            with self.session() as session:
                return session.find()
        except ServiceLostError as error:
            return Found(ReaderState.NO_SERVICE, detail=str(error))

    def read(self, reader: str) -> Reading:
        """Read the card on ``reader``. A card that never answers blocks this call until it is taken away."""
        try:
            # A connection of its own: while a card is silent, nothing else is answered on the same one.
            with self.session() as session:
                return session.read(reader)
        except ServiceLostError as error:
            return Reading(problem=CardProblem.UNREADABLE, detail=str(error))


class Session:
    """One connection to the PC/SC service, and what it knew of each reader at the last look."""

    def __init__(self, scard: Any, context: Any, only: str) -> None:
        self._sc = scard
        self._context = context
        self._only = only.casefold()
        self._states: dict[str, int] = {}

    def find(self) -> Found:
        """The readers now; those that are gone are forgotten.

        Raises:
            ServiceLostError: The service does not answer any more.
        """
        result, names = self._sc.SCardListReaders(self._context, [])
        if result == self._sc.SCARD_E_NO_READERS_AVAILABLE:
            names = []
        elif result != self._sc.SCARD_S_SUCCESS:
            raise ServiceLostError(_text(self._sc, result))
        wanted = tuple(name for name in names if self._only in name.casefold())
        self._states = {name: self._states.get(name, self._sc.SCARD_STATE_UNAWARE) for name in wanted}
        return Found(ReaderState.READY if wanted else ReaderState.NO_READER, wanted)

    def wait(self, longest_s: float) -> list[tuple[str, CardEvent]]:
        """Wait for cards at the readers last found, ``longest_s`` seconds at most.

        Raises:
            ServiceLostError: The service does not answer any more.
        """
        asked = list(self._states.items())
        result, seen = self._sc.SCardGetStatusChange(self._context, int(longest_s * 1000), asked)
        if result == self._sc.SCARD_E_TIMEOUT:
            return []
        if result in (self._sc.SCARD_E_UNKNOWN_READER, self._sc.SCARD_E_READER_UNAVAILABLE):
            time.sleep(SHARING_RETRY_S)  # unplugged between two calls: the next look does not list it
            return []
        if result != self._sc.SCARD_S_SUCCESS:
            raise ServiceLostError(_text(self._sc, result))
        events = [(name, self._event(name, state)) for name, state, _atr in seen]
        return [(name, event) for name, event in events if event is not None]

    def _event(self, name: str, state: int) -> CardEvent | None:
        if not state & self._sc.SCARD_STATE_CHANGED:
            return None
        before, now = self._states[name], state & ~self._sc.SCARD_STATE_CHANGED
        self._states[name] = now
        if not now & self._sc.SCARD_STATE_PRESENT:
            return CardEvent.GONE
        if before == self._sc.SCARD_STATE_UNAWARE:
            return CardEvent.FOUND
        # The upper half counts cards put and taken: two cards in quick succession look alike in the lower.
        if before & self._sc.SCARD_STATE_PRESENT and before >> 16 == now >> 16:
            return None
        return CardEvent.PUT

    def read(self, reader: str) -> Reading:
        """Read the card that lies on ``reader``."""
        deadline = time.monotonic() + SHARING_PATIENCE_S
        held = (self._sc.SCARD_E_SHARING_VIOLATION, self._sc.SCARD_W_RESET_CARD)
        result, data = self._ask_uid(reader)
        while result in held and time.monotonic() < deadline:
            time.sleep(SHARING_RETRY_S)
            result, data = self._ask_uid(reader)
        if result == self._sc.SCARD_S_SUCCESS:
            return _reading(data)
        problems = {
            self._sc.SCARD_E_NO_SMARTCARD: CardProblem.TOO_QUICK,
            self._sc.SCARD_W_REMOVED_CARD: CardProblem.TOO_QUICK,
            self._sc.SCARD_E_SHARING_VIOLATION: CardProblem.IN_USE,
            self._sc.SCARD_W_RESET_CARD: CardProblem.IN_USE,
        }
        return Reading(problem=problems.get(result, CardProblem.UNREADABLE), detail=_text(self._sc, result))

    def _ask_uid(self, reader: str) -> tuple[int, bytes]:
        sc = self._sc
        protocols = sc.SCARD_PROTOCOL_T0 | sc.SCARD_PROTOCOL_T1
        result, card, protocol = sc.SCardConnect(self._context, reader, sc.SCARD_SHARE_SHARED, protocols)
        if result != sc.SCARD_S_SUCCESS:
            return result, b""
        try:
            header = sc.SCARD_PCI_T1 if protocol == sc.SCARD_PROTOCOL_T1 else sc.SCARD_PCI_T0
            result, answer = sc.SCardTransmit(card, header, GET_UID)
        finally:
            sc.SCardDisconnect(card, sc.SCARD_LEAVE_CARD)
        return result, bytes(byte & 0xFF for byte in answer)


def _reading(answer: bytes) -> Reading:
    data, status = answer[:-2], answer[-2:]
    if len(status) < len(STATUS_DONE):  # the card left in the middle of its answer
        return Reading(problem=CardProblem.TOO_QUICK)
    if status == STATUS_NO_INFORMATION:
        return Reading(problem=CardProblem.LIFT_AND_TAP)
    if status == STATUS_NO_SUCH_FUNCTION:
        return Reading(problem=CardProblem.NOT_SUPPORTED)
    if status != STATUS_DONE:
        return Reading(problem=CardProblem.UNREADABLE, detail=f"SW {status.hex().upper()}")
    try:
        return Reading(uid=canonical(data.hex()))
    except UidError as error:
        return Reading(problem=CardProblem.UNREADABLE, detail=error.ko)


def _text(scard: Any, result: int) -> str:
    return f"0x{result & 0xFFFFFFFF:08X} {scard.SCardGetErrorMessage(result).rstrip('.')}"
