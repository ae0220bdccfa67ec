"""The parents' site in a real browser: axe-core finds nothing serious, and a phone's width is enough."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from databases import Engines
from playwright.sync_api import Browser, Page
from surfaces import PASSWORD
from town import Town, build_town
from werkzeug.serving import make_server

from kium_rules.policy import Policy

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
HERE = Path(__file__).parents[2]
AXE = HERE / "node_modules/axe-core/axe.min.js"
SERIOUS = {"serious", "critical"}
OPEN = (
    "/",
    "/centres",
    "/centres?weekdays=0&care=regular",
    "/centres?text=none",
    "/centres/1",
    "/guide",
    "/privacy",
    "/sign-in",
    "/rules/seats.1",
    "/nowhere",
)
RULES = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']"


class Walk:
    """A walk through the site that looks at each page on the way."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.faults: list[str] = []
        page.on("console", self._listen)
        page.on("response", lambda answer: self._note_missing(answer.status, answer.url))

    def _listen(self, message: object) -> None:
        if "Content Security Policy" in str(getattr(message, "text", "")):
            self.faults.append(f"{self.page.url}: {message}")

    def _note_missing(self, status: int, url: str) -> None:
        if status == 404 and "/static/" in url:
            self.faults.append(f"missing: {url}")

    def go(self, path: str) -> None:
        """Open a page and look at it."""
        self.page.goto(self.address + path)
        self.look()

    def send(self) -> None:
        """Press the button of the page's form and look at the answer."""
        self.page.click("main form[method=post] button[type=submit]")
        self.page.wait_for_load_state()
        self.look()

    def look(self) -> None:
        """Let axe-core check the page, and see that nothing reaches beyond its edge."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(f"axe.run(document, {{runOnly: {RULES}}})")["violations"]
        self.faults += [
            f"{self.page.url}: {fault['id']} {[node['target'] for node in fault['nodes']]}"
            for fault in found
            if fault["impact"] in SERIOUS
        ]
        wide, inner = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        if wide > inner:
            self.faults.append(f"{self.page.url}: {wide} px wide in a window of {inner} px")

    def focused(self) -> str:
        """Give the class of what has the focus."""
        return str(self.page.evaluate("document.activeElement.className"))


@pytest.fixture
def town(engines: Engines, policy: Policy) -> Iterator[Town]:
    """Give a small town."""
    with engines.database("sqlite") as db:
        yield build_town(db, policy)


@pytest.fixture
def address(town: Town) -> Iterator[str]:
    """Serve the town's site on a free port."""
    server = make_server("127.0.0.1", 0, town.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=[360, 1280], ids=["phone", "desk"])
def walk(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Walk]:
    """Give a window of a phone's and of a desk's width; axe-core is let past the page's own policy."""
    window = browser.new_context(
        viewport={"width": request.param, "height": 800}, locale="ko-KR", bypass_csp=True
    )
    yield Walk(window.new_page(), address)
    window.close()


def sign_up(walk: Walk) -> None:
    """Sign up and register a child, looking at every page."""
    walk.go("/sign-up")
    walk.send()
    assert "error-summary" in walk.focused()
    walk.page.fill("#name", "이보호")
    walk.page.fill("#phone", "010-0000-0001")
    walk.page.fill("#login_id", "mother1")
    walk.page.fill("#password", PASSWORD)
    walk.page.fill("#password_again", PASSWORD)
    walk.page.check("#privacy")
    walk.send()
    walk.page.fill("#name", "김새싹")
    walk.page.select_option("#grade", "2")
    walk.page.fill("#school", "샘플초등학교")
    walk.page.check("#consent")
    walk.send()
    assert walk.page.url.endswith("/children")


def test_open_pages_are_for_everybody(walk: Walk) -> None:
    for path in OPEN:
        walk.go(path)
    assert walk.faults == []


def test_a_parent_gets_through_the_whole_site(walk: Walk) -> None:
    page = walk.page
    sign_up(walk)
    walk.go("/centres/1/apply/regular")
    walk.send()
    assert "error-summary" in walk.focused()
    for weekday in ("0", "2"):
        page.click(f"label[for=weekdays-{weekday}]")
    page.fill("#until_on", "2026-03-10")
    walk.send()
    assert "refuse" in walk.focused()
    assert page.is_checked("#weekdays-2")
    page.fill("#until_on", "2026-05-29")
    walk.send()
    assert page.locator("h1").inner_text() == "신청이 접수되었습니다"
    walk.go("/centres/2/apply/temporary")
    walk.go("/centres/1/apply/sick_child")
    walk.go("/applications")
    page.click("main li h2 a")
    page.click("text=이 신청 취소하기")
    walk.look()
    walk.send()
    assert page.locator("h1").inner_text() == "취소된 신청입니다"
    assert walk.faults == []


def test_the_first_stop_of_the_keyboard_leads_past_the_menu(walk: Walk) -> None:
    walk.go("/centres")
    walk.page.keyboard.press("Tab")
    walk.page.keyboard.press("Enter")
    assert walk.page.evaluate("document.activeElement.id") == "main"


def test_a_form_is_sent_once_however_often_it_is_pressed(walk: Walk) -> None:
    sign_up(walk)
    walk.page.goto(f"{walk.address}/centres/1/apply/temporary")
    walk.page.check("input[name=days][value='2026-03-04']")
    walk.page.dblclick("main form[method=post] button[type=submit]")
    walk.page.wait_for_url("**/applications/*")
    walk.go("/applications")
    assert walk.page.locator("main li h2").count() == 1
