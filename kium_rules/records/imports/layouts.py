"""Which columns a file has, and what they are called in it.

`layouts.yaml` names, for each format, its encodings and for each of our fields the headers it goes by.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from kium_rules.records.imports.problems import refuse_file
from kium_rules.records.imports.reading import Line


@dataclass(frozen=True, slots=True)
class Layout:
    """A format of files.

    Args:
        name: What it is called.
        encodings: In which encodings its files come, the likeliest first.
        headers: The names each field goes by.
        needed: Fields without which a file is not of this format.
        positions: Fields by their place, for files whose headers are called otherwise; empty: names only.
        width: How many columns such a file has.
        types: Words a centre's type goes by, and the type, in the order they are looked for.
    """

    name: str
    encodings: tuple[str, ...]
    headers: Mapping[str, Sequence[str]]
    needed: frozenset[str]
    positions: Mapping[str, int]
    width: int
    types: Mapping[str, str]


@cache
def layout(name: str) -> Layout:
    """Give a format by name.

    Raises:
        ValueError: There is no such format.
    """
    text = files(__package__).joinpath("layouts.yaml").read_text(encoding="utf-8")
    known: dict[str, dict[str, Any]] = yaml.safe_load(text)
    if name not in known:
        raise ValueError(f"{name} is no format of centre files; known are {', '.join(known)}")
    said = known[name]
    headers = {each: tuple(names) for each, names in said["headers"].items()}
    return Layout(
        name=name,
        encodings=tuple(said["encodings"]),
        headers=headers,
        needed=frozenset(said["needed"]),
        positions=said.get("positions", {}),
        width=said.get("width", 0),
        types=said["types"],
    )


def places(header: Line, of: Layout) -> dict[str, int]:
    """Find the column of each field.

    Raises:
        Refused: A column that the format needs is missing, or the first line is no header.
    """
    plain = [_plain(cell) for cell in header.cells]
    found = {
        field: plain.index(name)
        for field, names in of.headers.items()
        for name in map(_plain, names)
        if name in plain
    }
    missing = sorted(of.needed - found.keys())
    if not missing:
        return found
    if of.positions and len(header.cells) == of.width and not _is_data(header):
        return dict(of.positions)
    raise refuse_file("header", columns=", ".join(of.headers[field][0] for field in missing))


def _plain(name: str) -> str:
    """Take out of a header what differs between exports: blanks, case, the spelling of square metres."""
    return "".join(name.split()).casefold().replace("㎡", "m2").lstrip("\ufeff")


def _is_data(line: Line) -> bool:
    return any(cell.replace(".", "", 1).isdigit() for cell in line.cells)
