"""One table, ready to decide."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kium_rules.tables.answers import Answer
from kium_rules.tables.bitmask import Bitmask
from kium_rules.tables.hit_policies import resolve
from kium_rules.tables.table import Row, Table

BITMASK = "bitmask"
_REMEMBERED = 10_000  # answers kept, one for each set of rows that fired together


class Evaluator:
    """Decides by one table. Threads may share it.

    Args:
        table: The table.

    Attributes:
        table: The table.
        engine: Which engine finds the rows: ``bitmask``.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self.engine = BITMASK
        self._fired = Bitmask(table).fired
        self._answers: dict[int, Answer] = {}

    def decide(self, facts: Mapping[str, Any], on: date | None = None) -> Answer:
        """The answer to one question.

        Args:
            facts: Value by input column; every column must be there, None where nothing is known.
            on: The day asked about; may be left out when no row has dates.

        Raises:
            FactError: The facts do not fit the columns.
            HitPolicyError: The rows that match break the hit policy.
        """
        fired = self._fired(facts, on)
        answer = self._answers.get(fired)
        if answer is None:
            answer = resolve(self.table, self._rows(fired))
            if len(self._answers) < _REMEMBERED:
                self._answers[fired] = answer
        return answer

    def matches(self, facts: Mapping[str, Any], on: date | None = None) -> tuple[Row, ...]:
        """Every row that matches, in table order, before the hit policy chooses.

        Raises:
            FactError: The facts do not fit the columns.
        """
        return tuple(self._rows(self._fired(facts, on)))

    def _rows(self, fired: int) -> list[Row]:
        rows = []
        while fired:
            lowest = fired & -fired
            rows.append(self.table.rows[lowest.bit_length() - 1])
            fired ^= lowest
        return rows
