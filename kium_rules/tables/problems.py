"""What is wrong with a table or with facts, told to a person: what, where, and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kium_rules.tables.messages import say


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands, as exactly as it is known.

    Attributes:
        file: File as the person knows it (``rules/capacity/rows.csv``).
        line: Line in the file, from 1.
        column: Name of the table's column.
        cell: Cell of a spreadsheet (``B7``), with its sheet (``rules!B7``) where there are several.
        position: Character within the cell, from 1.
    """

    file: str | None = None
    line: int | None = None
    column: str | None = None
    cell: str | None = None
    position: int | None = None

    def say(self, language: str) -> str:
        """The place in words, such as ``rows.csv, line 5, column "days", character 3``."""
        parts = [self.file] if self.file else []
        if self.cell:
            parts.append(say("place_cell", language, cell=self.cell))
        elif self.line:
            parts.append(say("place_line", language, line=self.line))
        if self.column:
            parts.append(say("place_column", language, column=self.column))
        if self.position:
            parts.append(say("place_position", language, position=self.position))
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a table.

    Attributes:
        code: What kind of mistake; the name of its sentence in ``labels/tables.yaml``.
        place: Where it is.
        table: Id of the table, as far as it is known.
        facts: What the sentence names.
    """

    code: str
    place: Place
    table: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def ko(self) -> str:
        """The mistake, its place and what to do, in Korean."""
        return self._say("ko")

    @property
    def en(self) -> str:
        """The mistake, its place and what to do, in English."""
        return self._say("en")

    def to_json(self) -> dict[str, object]:
        """The problem as plain data."""
        place = self.place
        where = {"file": place.file, "line": place.line, "column": place.column}
        return {
            "kind": self.code,
            "table": self.table,
            **where,
            "cell": place.cell,
            "position": place.position,
            "ko": self.ko,
            "en": self.en,
        }

    def _say(self, language: str) -> str:
        where = self.place.say(language)
        return (where + ": " if where else "") + say(self.code, language, **self.facts)


class TableError(ValueError):
    """A table cannot be read.

    Attributes:
        problems: Every mistake found, not only the first.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(problem.en for problem in problems))
        self.problems = tuple(problems)

    @property
    def ko(self) -> str:
        """All of it in Korean, one problem a line."""
        return "\n".join(problem.ko for problem in self.problems)


class SpokenError(ValueError):
    """An error with a sentence in both languages.

    Attributes:
        code: Name of the sentence in ``labels/tables.yaml``.
        table: Id of the table.
        facts: What the sentence names.
    """

    def __init__(self, code: str, table: str, **facts: object) -> None:
        self.code, self.table, self.facts = code, table, facts
        super().__init__(self._say("en"))

    @property
    def ko(self) -> str:
        """The sentence in Korean."""
        return self._say("ko")

    @property
    def en(self) -> str:
        """The sentence in English."""
        return self._say("en")

    def _say(self, language: str) -> str:
        return say(self.code, language, table=self.table, **self.facts)


class FactError(SpokenError):
    """The facts asked about do not fit the table's columns."""


class HitPolicyError(SpokenError):
    """The rows that matched break the table's hit policy.

    Attributes:
        rule_ids: The rows, in table order.
    """

    def __init__(self, code: str, table: str, rule_ids: Sequence[str]) -> None:
        self.rule_ids = tuple(rule_ids)
        super().__init__(code, table, rules=", ".join(rule_ids))
