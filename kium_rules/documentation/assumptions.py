"""`docs/assumptions.md`: what the source does not say, and which rows rest on it."""

import re
from collections import defaultdict
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from kium_rules.labels import sentence
from kium_rules.tables import RuleBook

NUMBER = re.compile(r"A-\d\d")


def assumptions() -> dict[str, dict[str, str]]:
    """Give every assumption by its number, in Korean (`ko`) and English (`en`)."""
    packaged = files("kium_rules").joinpath("_rules", "assumptions.yaml")
    beside = Path(__file__).parents[2] / "rules" / "assumptions.yaml"
    text = packaged.read_text("utf-8") if packaged.is_file() else beside.read_text("utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def rows_by_assumption(book: RuleBook) -> dict[str, list[str]]:
    """Name the rows that rest on each assumption."""
    found: dict[str, list[str]] = defaultdict(list)
    for word in sorted(book):
        for row in book[word].rows:
            for number in NUMBER.findall(row.source):
                found[number].append(row.id)
    return found


def assumptions_page(book: RuleBook) -> str:
    """Write the page of open assumptions."""
    rows = rows_by_assumption(book)
    lines = [
        f"| {number} | {text['ko']} | {text['en']} | {', '.join(f'`{row}`' for row in rows.get(number, []))} |"
        for number, text in assumptions().items()
    ]
    return "\n".join([sentence("documentation.assumptions", "md"), *lines, ""])
