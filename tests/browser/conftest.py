"""A real Chromium against both surfaces over one database, at a time the test chooses."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from databases import DEMO_NOW
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

import wsgi

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@dataclass
class House:
    """Both surfaces, running."""

    address: str
    at: datetime

    def clock(self) -> datetime:
        return self.at

    def pass_time(self, **amount: int) -> None:
        self.at += timedelta(**amount)


@pytest.fixture
def house(demo_db: Any, policy: Any) -> Iterator[House]:
    house = House("", DEMO_NOW.astimezone(UTC))
    server = make_server(
        "127.0.0.1", 0, wsgi.join(demo_db, policy, clock=house.clock, key="browser"), threaded=True
    )
    house.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield house
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI") or os.environ.get("KIUM_REQUIRE_ALL"):
            pytest.fail("Chromium is missing; .ci/system-packages installs it")
        pytest.skip("Chromium is not on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A parent's phone."""
    yield from _page(browser, 390, 844)


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """A care worker's screen."""
    yield from _page(browser, 1280, 900)


@pytest.fixture
def other_desk(browser: Browser) -> Iterator[Page]:
    """The screen of another centre."""
    yield from _page(browser, 1280, 900)


def _page(browser: Browser, width: int, height: int) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": width, "height": height}, locale="ko-KR")
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """Keep what a page shows for the documents, when `make pictures` asks for it."""
    folder = os.environ.get("KIUM_PICTURES")

    def keep(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
            page.screenshot(path=Path(folder) / f"{name}.png")

    return keep
