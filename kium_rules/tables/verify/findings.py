"""What the verification finds: data for programs, and a sentence in the table's own labels for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from kium_rules.labels import sentence
from kium_rules.tables.cells import Cell, format_cell
from kium_rules.tables.values import Value, format_value

Part: TypeAlias = str | int | Callable[[str], str]


class Kind(StrEnum):
    """What is wrong."""

    GAP = "gap"
    OVERLAP = "overlap"
    CONFLICT = "conflict"
    UNREACHABLE = "unreachable"
    DUPLICATE = "duplicate"
    DOMAIN = "domain"
    IRRELEVANT = "irrelevant"
    UNDECIDED = "undecided"
    CASE = "case"


class Level(StrEnum):
    """How much it matters: an error makes wrong answers or none."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


def say(code: str, language: str, **facts: object) -> str:
    """The sentence of a code in ``labels/verify.yaml`` with its facts filled in."""
    return sentence(f"verify.{code}", language, **facts)


@dataclass(frozen=True, slots=True)
class Wording:
    """A sentence that is put into words only when somebody reads it.

    Attributes:
        code: Name of the sentence in ``labels/verify.yaml``.
        parts: What stands in its places: texts, or functions that say it in a language.
    """

    code: str
    parts: Mapping[str, Part] = field(default_factory=dict)

    def say(self, language: str) -> str:
        """The sentence in Korean (``ko``) or English (``en``)."""
        facts = {name: part(language) if callable(part) else part for name, part in self.parts.items()}
        return say(self.code, language, **facts)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in a table.

    Attributes:
        table: Id of the table.
        kind: What it is.
        level: How much it matters.
        rules: Ids of the rows it is about, in table order; none for a gap. A needless row comes first, then those
            that make it so.
        example: Values by input column for which it happens, with the day as ``on`` where rows have dates; None
            where it does not depend on inputs.
        days: Of a gap that does not last for ever: its first and last day; None at an end that is open.
        case: Id of the example that is answered otherwise, for kind ``case``.
        wording: The sentence.
        fill: Works out :attr:`where`.
    """

    table: str
    kind: Kind
    level: Level
    rules: tuple[str, ...]
    wording: Wording = field(compare=False, repr=False)
    example: Mapping[str, Value] | None = None
    days: tuple[date | None, date | None] | None = None
    case: str | None = None
    fill: Callable[[], Mapping[str, Cell] | None] = field(default=lambda: None, compare=False, repr=False)

    @property
    def where(self) -> Mapping[str, Cell] | None:
        """Of a gap: the cells of a row that would fill it, by the columns it restricts; None where none can."""
        return self.fill()

    @property
    def ko(self) -> str:
        """What it is and what to do, in Korean and with the labels of the table."""
        return self.wording.say("ko")

    @property
    def en(self) -> str:
        """What it is and what to do, in English and with the names of the columns."""
        return self.wording.say("en")

    def to_json(self) -> dict[str, object]:
        """The finding as plain data; ``message`` is Korean, ``message_en`` English."""
        example, where = self.example, self.where
        return {
            "table": self.table,
            "kind": self.kind.value,
            "level": self.level.value,
            "rules": list(self.rules),
            "example": None if example is None else {name: plain(value) for name, value in example.items()},
            "where": None if where is None else {name: format_cell(cell) for name, cell in where.items()},
            "days": [day and day.isoformat() for day in self.days] if self.days else None,
            "message": self.ko,
            "message_en": self.en,
        }


def plain(value: Value) -> object:
    """A value as JSON holds it: a number where JSON's readers keep it exactly, otherwise the text of a cell."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Decimal):
        if value == value.to_integral_value():
            return int(value)
        return float(value) if Decimal(repr(float(value))) == value else format_value(value)
    return format_value(value)
