"""From a line's cells to what it says of a centre, in either format."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from kium_rules.records.imports import cells
from kium_rules.records.imports.facts import CentreFacts
from kium_rules.records.imports.layouts import Layout
from kium_rules.records.imports.problems import UnreadableCellError
from kium_rules.vocabulary import CentreType

T = TypeVar("T")
# Seoul lies here; the open data has been seen with both orders of its coordinates.
LONGITUDES = (124.0, 132.0)
LATITUDES = (33.0, 39.0)


@dataclass(slots=True)
class Cells:
    """The cells of one line by field, and what was found wrong with them."""

    layout: Layout
    by_field: Mapping[str, str]
    problems: list[UnreadableCellError] = field(default_factory=list)

    def text(self, name: str) -> str:
        """Give a cell; empty where the file has no such column."""
        return self.by_field.get(name, "")

    def column(self, name: str) -> str:
        """Give what people call a column."""
        return self.layout.headers[name][0]

    def read(self, name: str, reader: Callable[[str, str], T]) -> T | None:
        """Read a cell; what is wrong with it is kept, so that a line names all its mistakes."""
        return self.attempt(lambda: reader(self.text(name), self.column(name)))

    def attempt(self, read: Callable[[], T]) -> T | None:
        """Read something out of the line; what is wrong with it is kept."""
        try:
            return read()
        except UnreadableCellError as problem:
            self.problems.append(problem)
            return None

    def read_slot(self, starts: str, ends: str) -> tuple[Any, Any]:
        """Read opening hours out of two cells."""
        read = self.attempt(lambda: cells.slot(self.text(starts), self.text(ends), self.column(starts)))
        return read or (None, None)

    def read_type(self) -> CentreType | None:
        """Read the centre's type by the words of the format."""
        said = self.text("type")
        found = next((code for word, code in self.layout.types.items() if word in said), None)
        if found is None:
            self.problems.append(UnreadableCellError("type", text=said, known=", ".join(self.layout.types)))
            return None
        return CentreType(found)

    def needed_seats(self, name: str) -> int | None:
        """Read a number of seats that has to be there."""
        if not self.text(name):
            self.problems.append(UnreadableCellError("missing", column=self.column(name)))
            return None
        return self.read(name, cells.whole)


def demo_line(line: Cells) -> CentreFacts | None:
    """Read a line of our own format; None: something is wrong with it."""
    term, breaks, saturday = (
        line.read(name, cells.hours) or (None, None)
        for name in ("term_hours", "break_hours", "saturday_hours")
    )
    return _facts(
        line,
        type=line.read_type(),
        district=line.read("district", cells.required),
        base_seats=line.needed_seats("base_seats"),
        extra_seats=line.read("extra_seats", cells.whole) or 0,
        sick_child_places=line.read("sick_child_places", cells.whole),
        phone=line.text("phone") or None,
        address=line.text("address") or None,
        term=term,
        breaks=breaks,
        saturday=saturday,
        origin=line.text("origin") or None,
        sample_fields=line.text("sample_fields") or None,
    )


def open_data_line(line: Cells) -> CentreFacts | None:
    """Read a line of OA-20965; None: something is wrong with it.

    A hub has no regular care: its seats are all in the column for temporary care, or all in the one for regular care.
    """
    kind = line.read_type()
    temporary = line.read("temporary_seats", cells.whole) or 0
    if kind is CentreType.HUB:
        base, extra = (line.read("regular_seats", cells.whole) or 0) + temporary, 0
        if not base:
            line.problems.append(UnreadableCellError("missing", column=line.column("temporary_seats")))
    else:
        base, extra = line.needed_seats("regular_seats") or 0, temporary
    address = " ".join(filter(None, (line.text("address"), line.text("detail_address")))) or None
    x, y = _coordinates(line)
    return _facts(
        line,
        type=kind,
        district=line.text("district_code") or line.text("district") or _district_in(address),
        base_seats=base,
        extra_seats=extra,
        phone=line.text("phone") or None,
        address=address,
        longitude=x,
        latitude=y,
        term=line.read_slot("term_opens", "term_closes"),
        breaks=line.read_slot("break_opens", "break_closes"),
        saturday=line.read_slot("saturday_opens", "saturday_closes"),
    )


READERS = {"demo": demo_line, "oa-20965": open_data_line}


def _facts(line: Cells, *, term: Any, breaks: Any, saturday: Any, **said: Any) -> CentreFacts | None:
    """Read what both formats have under the same name, and make the facts of all of it."""
    said |= {
        "facility_id": line.read("facility_id", cells.required),
        "name": line.read("name", cells.required),
        "area_m2": line.read("area_m2", cells.area),
        "monthly_fee_won": line.read("monthly_fee_won", cells.whole),
        "daily_fee_won": line.read("daily_fee_won", cells.whole),
        "opened_on": line.read("opened_on", cells.day),
    }
    for name, (opens, closes) in (("term", term), ("break", breaks), ("saturday", saturday)):
        said |= {f"{name}_opens": opens, f"{name}_closes": closes}
    return None if line.problems else CentreFacts(**said)


def _coordinates(line: Cells) -> tuple[float | None, float | None]:
    x, y = (line.read(name, cells.decimal) for name in ("x", "y"))
    if x is None or y is None:
        return None, None
    longitude, latitude = float(x), float(y)
    if LATITUDES[0] <= longitude <= LATITUDES[1] and LONGITUDES[0] <= latitude <= LONGITUDES[1]:
        return latitude, longitude
    return longitude, latitude


def _district_in(address: str | None) -> str:
    """Find the district's name in an address: its second word, after the city's."""
    words = (address or "").split()
    return words[1] if len(words) > 1 else ""
