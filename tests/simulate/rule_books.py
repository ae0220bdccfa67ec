"""Rule books for tests: the packaged rules with some cells changed.

A test that speaks of certain numbers of the table `capacity` brings them itself (`pinned`): a change of a cell of the
packaged table fails that table's examples, and no other test.
"""

import csv
import io
import shutil
import tempfile
from functools import cache
from pathlib import Path

from kium_rules.policy import Policy

RULES = Path(__file__).parents[2] / "rules"
SEATS = {
    "general, combined": ("3.3", "0.2"),
    "general": ("3.3", "0.2"),
    "combined": ("3.3", "0.2"),
    "hub": ("3.3", "0"),
}
"""Square metres a child and share of extra seats, by type of centre, as tests speak of them."""


def pinned(folder: Path) -> Path:
    """Copy the rules, with the numbers that tests speak of in the table `capacity`."""
    shutil.copytree(RULES, folder)
    for file in ("rows.csv", "cases.csv"):
        pin(folder / "capacity" / file)
    return folder


@cache
def usual() -> Policy:
    """Give the policy with the numbers that tests speak of."""
    with tempfile.TemporaryDirectory() as folder:
        return Policy.load(pinned(Path(folder) / "rules"))


def pin(path: Path) -> None:
    """Set the numbers of a file of the table `capacity`."""
    lines = list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
    written = io.StringIO()
    writer = csv.DictWriter(written, list(lines[0]), lineterminator="\n")
    writer.writeheader()
    for line in lines:
        line["m2_per_child"], line["extra_share"] = SEATS[line["centre_type"]]
        writer.writerow(line)
    path.write_text(written.getvalue(), encoding="utf-8")


def changed_rules(folder: Path, word: str, cells: dict[str, str]) -> Path:
    """Copy the rules and change cells of one table; its examples are left out, for they no longer hold."""
    rows = pinned(folder) / word / "rows.csv"
    text = rows.read_text("utf-8")
    for old, new in cells.items():
        assert old in text, f"{old} is no longer in {word}"
        text = text.replace(old, new)
    rows.write_text(text, encoding="utf-8")
    (folder / word / "cases.csv").unlink()
    return folder


def larger_share(folder: Path) -> Path:
    """3.0 square metres a child and 30 % extra seats, the question of the policy staff."""
    return changed_rules(folder, "capacity", {",3.3,0.2,": ",3.0,0.3,", ",3.3,0,": ",3.0,0,"})
