"""Rule books for tests: the packaged rules with some cells changed."""

import shutil
from pathlib import Path

RULES = Path(__file__).parents[2] / "rules"


def changed_rules(folder: Path, word: str, cells: dict[str, str]) -> Path:
    """Copy the rules and change cells of one table; its examples are left out, for they no longer hold."""
    shutil.copytree(RULES, folder)
    rows = folder / word / "rows.csv"
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
