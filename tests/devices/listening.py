"""A listener that keeps what it hears of cards and readers."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from devices.reader import CardProblem, Found, Pcsc, ReaderState
from devices.watch import Watcher
from tests.devices.virtual_reader import VirtualReaders

TICK_S = 0.1
FRONT, BACK = VirtualReaders.NAMES


class Heard:
    """A listener that keeps what it hears, for a test to wait for."""

    def __init__(self) -> None:
        self._cards: queue.Queue[tuple[str, str]] = queue.Queue()
        self._problems: queue.Queue[tuple[str, CardProblem, str]] = queue.Queue()
        self._found: queue.Queue[Found] = queue.Queue()

    def card(self, reader: str, uid: str) -> None:
        self._cards.put((reader, uid))

    def problem(self, reader: str, problem: CardProblem, detail: str) -> None:
        self._problems.put((reader, problem, detail))

    def readers(self, found: Found) -> None:
        self._found.put(found)

    def next_card(self) -> tuple[str, str]:
        return self._cards.get(timeout=15)

    def next_problem(self) -> tuple[str, CardProblem, str]:
        return self._problems.get(timeout=15)

    def until(self, state: ReaderState) -> Found:
        while True:
            found = self._found.get(timeout=15)
            if found.state is state:
                return found

    def nothing_more(self) -> bool:
        return self._cards.empty() and self._problems.empty()


@contextmanager
def watching(watcher: Watcher) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=watcher.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(15)
        assert not thread.is_alive()


@pytest.fixture
def heard(virtual_readers: VirtualReaders) -> Iterator[Heard]:
    """What a watcher hears that is ready; the readers are empty before and after."""
    virtual_readers.wait_until_empty()
    listener = Heard()
    with watching(Watcher(Pcsc(), listener, TICK_S)):
        listener.until(ReaderState.READY)
        yield listener
    virtual_readers.wait_until_empty()


@pytest.fixture
def front(virtual_readers: VirtualReaders) -> int:
    return virtual_readers.ports[0]


@pytest.fixture
def back(virtual_readers: VirtualReaders) -> int:
    return virtual_readers.ports[1]
