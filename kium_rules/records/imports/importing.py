"""Importing a file of centres: what is right goes in, and every line that is not is reported."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from kium_rules.records import audit
from kium_rules.records.actors import SYSTEM, Actor
from kium_rules.records.districts import ensure_districts
from kium_rules.records.imports.facts import CentreFacts
from kium_rules.records.imports.layouts import Layout, layout, places
from kium_rules.records.imports.lines import READERS, Cells
from kium_rules.records.imports.problems import UnreadableCellError, refuse_file
from kium_rules.records.imports.reading import Line, decode, read_bytes, read_lines
from kium_rules.records.imports.report import ImportReport, RefusedLine
from kium_rules.records.models import Centre, District

DECIDING = frozenset({"type", "base_seats", "extra_seats", "sick_child_places"})
"""Columns a booking decision depends on."""


@dataclass(frozen=True, slots=True)
class _Read:
    line: int
    facts: CentreFacts


def import_centres(
    session: Session,
    file: Path | str | BinaryIO,
    *,
    format: str = "demo",  # noqa: A002 - the word everybody else uses for it
    now: datetime,
    actor: Actor = SYSTEM,
) -> ImportReport:
    """Import centres from a CSV file. The facility id is the key: a second import changes nothing.

    Args:
        session: The transaction; a writing one.
        file: Path, or an open file of bytes.
        format: `demo` for our own format (UTF-8), `oa-20965` for the city's open data (cp949 or UTF-8).
        now: When.
        actor: Who imports.

    Returns:
        How many lines were new, different or the same, and every line that did not go in, with why.

    Raises:
        Refused: The file as a whole cannot be read: empty, no CSV, another encoding, or columns missing.
        ValueError: There is no such format.
    """
    known = layout(format)
    lines = read_lines(decode(read_bytes(file), known.encodings))
    header = next(lines)
    columns = places(header, known)
    districts = ensure_districts(session)
    centres = {centre.facility_id: centre for centre in session.scalars(select(Centre))}
    refused: list[RefusedLine] = []
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    for read in _readable(lines, known, columns, len(header.cells), districts, refused):
        district = districts[read.facts.district]
        counts[_put(session, actor, centres, read.facts, district, now=now)] += 1
    if not any(counts.values()) and not refused:
        raise refuse_file("no_lines")
    if counts["added"] or counts["changed"]:
        details = {**counts, "refused": len(refused), "format": format}
        audit.record(session, actor, "import", "centre", None, details, now=now)
    return ImportReport(**counts, refused=tuple(refused))


def _readable(
    lines: Iterator[Line],
    known: Layout,
    columns: Mapping[str, int],
    width: int,
    districts: Mapping[str, District],
    refused: list[RefusedLine],
) -> Iterator[_Read]:
    """Read line after line; what is wrong with one goes to `refused`."""
    first_seen: dict[str, int] = {}
    for line in lines:
        cells = Cells(known, {field: line.cells[at] for field, at in columns.items() if at < len(line.cells)})
        facts = None
        if len(line.cells) == width:
            facts = READERS[known.name](cells)
        else:
            cells.problems.append(UnreadableCellError("width", count=len(line.cells), width=width))
        if facts is not None and facts.district not in districts:
            cells.problems.append(UnreadableCellError("district", text=facts.district))
        if facts is not None and facts.facility_id in first_seen:
            first = first_seen[facts.facility_id]
            cells.problems.append(UnreadableCellError("twice", text=facts.facility_id, line=first))
        if facts is None or cells.problems:
            ko, en = (" ".join(getattr(each, said) for each in cells.problems) for said in ("ko", "en"))
            refused.append(RefusedLine(line.number, ko, en))
            continue
        first_seen[facts.facility_id] = line.number
        yield _Read(line.number, facts)


def _put(
    session: Session,
    actor: Actor,
    centres: dict[str, Centre],
    facts: CentreFacts,
    district: District,
    *,
    now: datetime,
) -> str:
    """Add a centre, or change what is different; say which."""
    said: dict[str, Any] = {**facts.said(), "district_id": district.id}
    centre = centres.get(facts.facility_id)
    if centre is None:
        centre = Centre(facility_id=facts.facility_id, **said)
        session.add(centre)
        session.flush()
        centres[facts.facility_id] = centre
        audit.record(session, actor, "add", "centre", centre.id, said, now=now, centre_id=centre.id)
        return "added"
    changes = {name: (old, value) for name, value in said.items() if (old := getattr(centre, name)) != value}
    if not changes:
        return "unchanged"
    for name, (_, value) in changes.items():
        setattr(centre, name, value)
    if DECIDING & changes.keys():
        centre.revision += 1
    session.flush()
    details = {name: {"old": old, "new": new} for name, (old, new) in changes.items()}
    audit.record(session, actor, "change", "centre", centre.id, details, now=now, centre_id=centre.id)
    return "changed"
