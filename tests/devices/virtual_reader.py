"""A PC/SC service of the tests' own, with two virtual readers.

pcscd has one fixed place for its socket. Where this account may, it runs with a /run of its own whose socket folder
is the tests', so it neither meets nor disturbs a pcscd of the machine, nor another test run. Else it runs at the fixed
place, one at a time, if no other pcscd is there.
"""

from __future__ import annotations

import fcntl
import importlib
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import IO, Self

# Where daemons live is not on everybody's path.
PCSCD = shutil.which(
    "pcscd", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
)
DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
FIXED_FOLDER = Path("/run/pcscd")
LOCK = Path("/tmp/kium-virtual-reader.lock")
OWN_RUN = """
mount -t tmpfs none /run && mkdir /run/pcscd && mount --bind "$0" /run/pcscd && exec "$@"
"""
NAMESPACES = (["unshare", "--mount"], ["unshare", "--user", "--map-root-user", "--mount"])


def what_is_missing() -> str:
    """One sentence on why there can be no virtual reader here; empty when there can."""
    if PCSCD is None:
        return "pcscd is not installed; apt-get install pcscd vsmartcard-vpcd"
    if not DRIVER.exists():
        return f"the virtual reader {DRIVER} is not installed; apt-get install vsmartcard-vpcd"
    try:
        importlib.import_module("smartcard.scard")
    except ImportError as error:
        return f"pyscard is not installed ({error}); pip install pyscard"
    return ""


class VirtualReaders:
    """``NAMES[0]`` listens for cards on ``ports[0]``, ``NAMES[1]`` on ``ports[1]``."""

    NAMES = ("Gate 00 00", "Gate 00 01")

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._log = folder / "log"
        first = _free_pair_of_ports()
        self.ports = (first, first + 1)
        # One entry only: the driver keeps its cards by slot number, and two entries would share them.
        self._plugged = folder / "plugged"
        self._plugged.mkdir()
        (self._plugged / "gate").write_text(
            f'FRIENDLYNAME "Gate"\nDEVICENAME /dev/null:{first}\nLIBPATH {DRIVER}\nCHANNELID {first}\n'
        )
        self._unplugged = folder / "unplugged"
        self._unplugged.mkdir()
        self._namespace = next((words for words in NAMESPACES if _works(words)), None)
        self._process: subprocess.Popen[bytes] | None = None
        self._place: IO[str] | None = None

    def __enter__(self) -> Self:
        if self._namespace is None:
            self._take_fixed_place()
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()
        if self._place is not None:
            self._place.close()

    def start(self, are_plugged: bool = True) -> None:
        """Start the service, with or without its readers, and wait until it is ready."""
        readers = self._plugged if are_plugged else self._unplugged
        command = [str(PCSCD), "--foreground", "--info", "--config", str(readers)]
        if self._namespace is not None:
            command = [*self._namespace, "sh", "-c", OWN_RUN, str(self._folder), *command]
        self._log.write_bytes(b"")
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + 20
        while b"daemon ready" not in self._log.read_bytes():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"pcscd does not start: {self._log.read_text(errors='replace')}")
            time.sleep(0.02)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """End the service; every card falls off its reader."""
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(20)
            self._process = None

    def wait_until_empty(self) -> None:
        """Wait until the service has seen that no card lies on any reader: a card sooner than that would be lost."""
        import smartcard.scard as sc

        deadline = time.monotonic() + 20
        result, context = sc.SCardEstablishContext(sc.SCARD_SCOPE_USER)
        while result != sc.SCARD_S_SUCCESS:  # on a busy machine it says "ready" a moment before it answers
            assert time.monotonic() < deadline, sc.SCardGetErrorMessage(result)
            time.sleep(0.05)
            result, context = sc.SCardEstablishContext(sc.SCARD_SCOPE_USER)
        try:
            asked: list[tuple[str, int]] = [(name, sc.SCARD_STATE_UNAWARE) for name in self.NAMES]
            while True:
                result, seen = sc.SCardGetStatusChange(context, 10_000, asked)
                assert result == sc.SCARD_S_SUCCESS, sc.SCardGetErrorMessage(result)
                if not any(state & sc.SCARD_STATE_PRESENT for _, state, _ in seen):
                    return
                asked = [(name, state & ~sc.SCARD_STATE_CHANGED) for name, state, _ in seen]
        finally:
            sc.SCardReleaseContext(context)

    def _take_fixed_place(self) -> None:
        self._place = LOCK.open("w")
        fcntl.flock(self._place, fcntl.LOCK_EX)
        if (FIXED_FOLDER / "pcscd.comm").exists():
            raise RuntimeError(
                "another pcscd runs here, and this account may not give the tests one of their own"
            )
        FIXED_FOLDER.mkdir(exist_ok=True)
        (self._folder / "pcscd.comm").symlink_to(FIXED_FOLDER / "pcscd.comm")


def _works(namespace: list[str]) -> bool:
    try:
        return subprocess.run([*namespace, "true"], capture_output=True, timeout=10).returncode == 0
    except OSError:
        return False


def _free_pair_of_ports() -> int:
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("", port + 1))
            except (OSError, OverflowError):
                continue
            return port
