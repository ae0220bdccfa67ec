"""Reads the settings sheet into the settings of ``table.yaml``, with the cell each stands in."""

from __future__ import annotations

import sys
from typing import Any

from kium_rules.tables.drafts import Line, Path
from kium_rules.tables.parser import nearest
from kium_rules.tables.problems import Place
from kium_rules.tables.texts import read_text
from kium_rules.tables.xlsx.sheets import Sheet
from kium_rules.tables.xlsx.words import KINDS, SECTION_KEYS, SECTIONS, TYPES

_CODES = {
    "kind": {label: code for code, label in KINDS.items()},
    "type": {label: code for code, label in TYPES.items()},
}
_VERBATIM = ("domain", "hit_policy", "id")  # read as cells or codes, not as texts
_TITLE = "title."


def read_settings(sheet: Sheet) -> tuple[dict[str, Any], dict[Path, Place]]:
    """The settings of a workbook; what is wrong becomes a problem of the sheet."""
    return _SettingsReader(sheet).read()


class _SettingsReader:
    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._settings: dict[str, Any] = {"title": {}, "columns": []}
        self._places: dict[Path, Place] = {(): sheet.place()}

    def read(self) -> tuple[dict[str, Any], dict[Path, Place]]:
        self._sheet.check_merged(1)
        starts = self._starts()
        for name, mark in SECTIONS.items():
            if name not in starts:
                self._sheet.problem("section_missing", self._sheet.place(), name=mark)
                continue
            getattr(self, f"_read_{name}")(self._lines(name, *starts[name]))
        if not self._settings["title"]:
            del self._settings["title"]
        return self._settings, self._places

    def _starts(self) -> dict[str, tuple[int, int]]:
        marks = {mark: name for name, mark in SECTIONS.items()}
        found = [
            (marks[text], row) for row in self._sheet.rows() if (text := self._sheet.text(row, 1)) in marks
        ]
        ends = [row for _name, row in found[1:]] + [sys.maxsize]
        starts: dict[str, tuple[int, int]] = {}
        for (name, row), end in zip(found, ends, strict=True):
            if name in starts:
                self._sheet.problem("setting_twice", self._sheet.place(row, 1), name=SECTIONS[name])
            starts[name] = row, end
            if name == "columns":
                self._places["columns",] = self._sheet.place(row, 1)
        return starts

    def _lines(self, name: str, start: int, end: int) -> list[Line]:
        keys = SECTION_KEYS[name]
        rows = [row for row in self._sheet.rows() if start < row < end]
        headers = [row for row in rows if set(self._sheet.header(row).names.values()) >= set(keys)]
        if not headers:
            self._sheet.problem("header_line", self._sheet.place(start, 1), name=keys[-1])
            return []
        return self._sheet.lines(self._sheet.header(headers[0]), end=end)

    def _read_table(self, lines: list[Line]) -> None:
        for line in lines:
            key, value = read_text(line.cells["key"]), line.cells["value"]
            place = line.place("value")
            path: Path = (key,)
            if not key:
                if value:
                    self._sheet.problem("section_stray", place)
                continue
            if key.startswith(_TITLE):
                path = ("title", key.removeprefix(_TITLE))
            if path in self._places:
                self._sheet.problem("setting_twice", line.place("key"), name=key)
            self._places[path] = place
            if not value:
                continue
            if len(path) > 1:
                self._settings["title"][path[1]] = read_text(value)
            else:
                self._settings[key] = value if key in _VERBATIM else read_text(value)
        self._places.setdefault(("title",), self._places.get(("title", "ko"), self._sheet.place()))

    def _read_columns(self, lines: list[Line]) -> None:
        for index, line in enumerate(lines):
            column: dict[str, Any] = {}
            for key in SECTION_KEYS["columns"]:
                text = line.cells[key]
                self._places["columns", index, key] = line.place(key)
                if text:
                    meant = _CODES.get(key, {}).get(text)
                    column[key] = meant or (text if key in _VERBATIM else read_text(text))
            self._places["columns", index] = line.place("name")
            self._settings["columns"].append(column)

    def _read_values(self, lines: list[Line]) -> None:
        columns = self._settings["columns"]
        indexes = {column.get("name", ""): index for index, column in enumerate(columns)}
        for line in lines:
            name, code, label = (read_text(line.cells[key]) for key in SECTION_KEYS["values"])
            if name not in indexes:
                near = nearest(name, list(indexes))
                self._sheet.problem("values_column", line.place("column"), name=name, near=near)
                continue
            index = indexes[name]
            values = columns[index].setdefault("values", {})
            if code in values:
                self._sheet.problem("setting_twice", line.place("code"), name=code)
            values[code] = label
            self._places["columns", index, "values", code] = line.place("label")
            self._places.setdefault(("columns", index, "values"), line.place("column"))

    def _read_default(self, lines: list[Line]) -> None:
        for line in lines:
            default = self._settings.setdefault("default", {})
            name = read_text(line.cells["column"])
            if name in default:
                self._sheet.problem("setting_twice", line.place("column"), name=name)
            self._places["default", name] = line.place("value")
            default[name] = line.cells["value"]
