"""A table as text, just read from a file or a spreadsheet: nothing is understood yet, but every place is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from kium_rules.tables.problems import Place

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of rules or examples.

    Attributes:
        cells: Text by column name.
        file: File it stands in, as the person knows it.
        number: Line in the file or row in the sheet, from 1.
        sheet: Name of the sheet, in a spreadsheet.
        letters: Letters of the sheet's column by column name, in a spreadsheet.
    """

    cells: Mapping[str, str]
    file: str
    number: int
    sheet: str | None = None
    letters: Mapping[str, str] = field(default_factory=dict)

    def place(self, column: str | None = None, position: int | None = None) -> Place:
        """The place of a cell of this line."""
        letter = self.letters.get(column) if column else None
        cell = f"{letter}{self.number}" if letter else None
        if cell and self.sheet:
            cell = f"{self.sheet}!{cell}"
        return Place(self.file, self.number, column, cell, position)


@dataclass(frozen=True, slots=True)
class Draft:
    """All text of one table.

    Attributes:
        settings: What ``table.yaml`` says: mappings, lists and texts.
        places: Where each setting stands, by its path (``("columns", 2, "type")``).
        file: File of the settings.
        header: Columns found over the rules.
        rows: The rules.
        case_header: Columns found over the examples.
        cases: The examples.
        rows_place: Where the rules' header stands.
        cases_place: Where the examples' header stands.
        word: Id the table must have (the name of its folder); None: any.
    """

    settings: Mapping[str, Any]
    places: Mapping[Path, Place]
    file: str
    header: Sequence[str]
    rows: Sequence[Line]
    case_header: Sequence[str] = ()
    cases: Sequence[Line] = ()
    rows_place: Place = field(default_factory=Place)
    cases_place: Place = field(default_factory=Place)
    word: str | None = None

    def place(self, *path: str | int) -> Place:
        """Where a setting stands, or the nearest thing round it that is known."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Place(self.file))
