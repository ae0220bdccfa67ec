"""A DMN file written by the library opens in dmn-js, is saved there, and reads back as the table it was."""

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from kium_rules.tables import RuleBook
from kium_rules.tables.dmn import format_dmn, parse_dmn

EDITOR = Path(__file__).parents[2] / "node_modules" / "dmn-js" / "dist"
PAGE = """<!doctype html><html lang="ko"><meta charset="utf-8"><title>dmn-js</title>
<link rel="stylesheet" href="assets/diagram-js.css">
<link rel="stylesheet" href="assets/dmn-js-shared.css">
<link rel="stylesheet" href="assets/dmn-js-drd.css">
<link rel="stylesheet" href="assets/dmn-js-decision-table.css">
<link rel="stylesheet" href="assets/dmn-font/css/dmn.css">
<div id="canvas" style="height: 700px"></div>
<script src="dmn-modeler.production.min.js"></script></html>"""
OPEN = """async (xml) => {
  window.editor = new DmnJS({container: "#canvas"});
  const {warnings} = await editor.importXML(xml);
  return {warnings: warnings.map(String), views: editor.getViews().map((view) => view.type)};
}"""
SHOW = """async (id) => {
  const view = editor.getViews().find((one) => one.element.id === id && one.type === "decisionTable");
  await editor.open(view);
  return document.querySelectorAll("#canvas tbody tr").length;
}"""
SAVE = "async () => (await editor.saveXML({format: true})).xml"
BOOK = RuleBook.load()

pytestmark = pytest.mark.browser


class Handler(SimpleHTTPRequestHandler):
    """Serves the packaged editor and one page with it."""

    def do_GET(self) -> None:
        if self.path != "/":
            return super().do_GET()
        content = PAGE.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        return None

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    assert EDITOR.is_dir(), "dmn-js is missing; run `make front`"
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(EDITOR)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def editor(browser: Browser, address: str) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address)
    yield page
    page.close()


@pytest.mark.parametrize("word", ["waiting_list", "admission", "booking_window"])
def test_a_table_opens_in_the_editor_and_is_saved_equal(editor: Page, word: str) -> None:
    opened = editor.evaluate(OPEN, format_dmn([BOOK[word]], version="1.3"))
    assert opened["warnings"] == []
    assert editor.evaluate(SHOW, word) >= len(BOOK[word].rows)
    assert parse_dmn(editor.evaluate(SAVE)) == (BOOK[word],)


def test_a_whole_rule_book_opens_as_a_drawing_and_is_saved_equal(editor: Page) -> None:
    opened = editor.evaluate(OPEN, format_dmn(BOOK.values(), version="1.3"))
    assert opened == {"warnings": [], "views": ["drd", *["decisionTable"] * len(BOOK)]}
    assert editor.locator("#canvas .djs-shape").count() > len(BOOK)
    assert parse_dmn(editor.evaluate(SAVE)) == tuple(BOOK.values())


def test_an_edit_made_in_the_editor_is_read_as_that_edit(editor: Page) -> None:
    editor.evaluate(OPEN, format_dmn([BOOK["waiting_list"]], version="1.3"))
    editor.evaluate(SHOW, "waiting_list")
    editor.evaluate("""() => {
      const rule = editor.getDefinitions().drgElement.find((one) => one.decisionLogic).decisionLogic.rule[0];
      rule.outputEntry[0].text = "3";
    }""")
    (table,) = parse_dmn(editor.evaluate(SAVE))
    before = BOOK["waiting_list"]
    assert table.rows[0].outputs["times_base"] == 3
    assert table.rows[1:] == before.rows[1:]
    assert table.columns == before.columns
