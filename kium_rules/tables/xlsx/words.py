"""The names of sheets, sections and fixed columns in a workbook, from ``labels/xlsx.yaml``."""

from __future__ import annotations

from kium_rules.labels import sentence
from kium_rules.tables.columns import ColumnKind
from kium_rules.tables.values import ValueType


def word(name: str) -> str:
    """The Korean word of a name."""
    return sentence(f"xlsx.{name}")


RULES, CASES, SETTINGS, LISTS, COPY = (
    word(f"sheet_{name}") for name in ("rules", "cases", "settings", "lists", "copy")
)
SHEETS = (RULES, CASES, SETTINGS)
"""Sheets that must be there; the two others are made anew with every export."""

SECTIONS = {name: word(f"section_{name}") for name in ("table", "columns", "values", "default")}
"""Sections of the settings sheet, with the line each begins with. No column can be called like one."""

SECTION_KEYS = {
    "table": ("#", "key", "value"),
    "columns": ("name", "label", "kind", "type", "unit", "domain"),
    "values": ("column", "code", "label"),
    "default": ("column", "value"),
}
"""The columns of each section; ``#`` is only for people."""

KINDS = {kind.value: word(f"kind_{kind.value}") for kind in ColumnKind}
TYPES = {kind.value: sentence(f"tables.type_{kind.value}") for kind in ValueType}
POLICIES = ("U", "A", "P", "F", "R", "O", "C", "C+", "C<", "C>", "C#")
