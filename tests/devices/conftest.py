from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.devices.taps_server import TapsServer
from tests.devices.virtual_reader import VirtualReaders, what_is_missing

# libpcsclite reads this once per process, at its first call. With it no test ever talks to a PC/SC service of the
# machine it runs on: nothing is at this address until the tests start their own service there.
PCSC_FOLDER = Path(tempfile.gettempdir()) / f"pcsc-{os.getpid()}"
os.environ["PCSCLITE_CSOCK_NAME"] = str(PCSC_FOLDER / "pcscd.comm")


@pytest.fixture(scope="module")
def virtual_readers() -> Iterator[VirtualReaders]:
    """Two virtual readers on a real pcscd. Where everything must be tested, missing parts fail and do not skip."""
    if missing := what_is_missing():
        must = os.environ.get("CI") or os.environ.get("KIUM_REQUIRE_ALL") == "1"
        (pytest.fail if must else pytest.skip)(missing)
    PCSC_FOLDER.mkdir(mode=0o755)
    try:
        with VirtualReaders(PCSC_FOLDER) as running:
            yield running
    finally:
        shutil.rmtree(PCSC_FOLDER)


@pytest.fixture
def server() -> Iterator[TapsServer]:
    with TapsServer() as running:
        yield running
