"""Takes the picture of docs/simulation.md: the first part of the report that its command writes.

    python docs/images/draw_simulation.py

Needs Chromium, and about a minute.
"""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from kium_rules.policy import Policy
from kium_rules.simulate import Demand, generate, simulate
from kium_rules.simulate.report import About, as_page

HERE = Path(__file__).parent
RULES = HERE.parents[1] / "rules"
DEMAND = Demand(centres=300, applications=100_000)
CHANGED = ("3.3,0.2", "3,0.3"), ("3.3,0,", "3,0,")


def main() -> None:
    """Simulate, and take the picture."""
    with tempfile.TemporaryDirectory() as folder:
        changed = Path(folder) / "새규칙"
        shutil.copytree(RULES, changed)
        rows = changed / "capacity" / "rows.csv"
        text = rows.read_text("utf-8")
        for old, new in CHANGED:
            text = text.replace(old, new)
        rows.write_text(text, "utf-8")
        town, arrivals = generate(DEMAND, seed=1)
        found = simulate(Policy.load(), Policy.load(changed), town, arrivals)
        page = as_page(found, About(after=changed.name, demand=DEMAND, seed=1), "ko")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        view = browser.new_page(viewport={"width": 1100, "height": 806})
        view.set_content(page)
        view.screenshot(path=HERE / "simulation.png")
        browser.close()


if __name__ == "__main__":
    main()
