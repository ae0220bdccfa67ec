"""A contactless card for the virtual reader vpcd: it lies on the reader while its connection is open.

Both ways every message is its length in two bytes, high byte first, then that many bytes. One byte from the reader
is a control: 0 power off, 1 power on, 2 reset (none is answered), 4 asks for the ATR. Anything longer is a command.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from typing import Self

MIFARE_CLASSIC = bytes.fromhex("3B8F8001804F0CA000000306030001000000006A")
GET_UID = bytes.fromhex("FFCA0000")
DONE = b"\x90\x00"
ASK_ATR, POWER_ON = 4, 1


@dataclass
class VirtualCard:
    """``with VirtualCard(port, uid): ...`` puts the card on the reader and takes it away at the end.

    ``answer`` replaces what it says when asked for its UID; None leaves in the middle of saying it. ``silent`` keeps
    it from answering at all until it is set.
    """

    port: int
    uid: bytes = bytes.fromhex("04A1B2C3")
    answer: bytes | None = b""
    atr: bytes = MIFARE_CLASSIC
    silent: threading.Event | None = None
    is_powered: threading.Event = field(default_factory=threading.Event)
    times_read: int = 0

    def __enter__(self) -> Self:
        deadline = time.monotonic() + 10
        while True:
            try:
                self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=5)
                break
            except (
                ConnectionRefusedError
            ):  # the driver opens its port a moment after the service says it is ready
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
        self._socket.settimeout(None)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._thread = threading.Thread(target=self._live)
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        if self.silent is not None:
            self.silent.set()
        with contextlib.suppress(OSError):  # the reader may have let go first
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()

    def _live(self) -> None:
        try:
            while message := self._receive():
                self._react(message)
        except OSError:
            return

    def _react(self, message: bytes) -> None:
        if len(message) > 1:
            self._obey(message)
        elif message[0] == ASK_ATR:
            self._send(self.atr)
        elif message[0] == POWER_ON:
            self.is_powered.set()

    def _obey(self, command: bytes) -> None:
        if self.silent is not None:
            self.silent.wait()
        if not command.startswith(GET_UID):
            self._send(b"\x6d\x00")
        elif self.answer is None:
            self._socket.shutdown(socket.SHUT_RDWR)
        else:
            self.times_read += 1
            self._send(self.answer or self.uid + DONE)

    def _receive(self) -> bytes:
        """One message; empty when the reader is gone."""
        header = self._receive_exactly(2)
        return self._receive_exactly(struct.unpack(">H", header)[0]) if header else b""

    def _receive_exactly(self, count: int) -> bytes:
        received = b""
        while len(received) < count:
            part = self._socket.recv(count - len(received))
            if not part:
                return b""
            received += part
        return received

    def _send(self, data: bytes) -> None:
        self._socket.sendall(struct.pack(">H", len(data)) + data)
