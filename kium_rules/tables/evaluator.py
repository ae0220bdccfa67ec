"""One table, ready to decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Literal, TypeAlias

from kium_rules.tables.answers import Answer
from kium_rules.tables.bitmask import Bitmask
from kium_rules.tables.hit_policies import resolve
from kium_rules.tables.table import Row, Table

try:
    from kium_rules.tables.durable import Durable, TooWideError
except ImportError:  # durable-rules cannot be built for this Python; our own evaluator says the same
    HAS_DURABLE = False
else:
    HAS_DURABLE = True

Engine: TypeAlias = Literal["durable", "bitmask"]
_Fired: TypeAlias = Callable[[Mapping[str, Any], date | None], int]
_REMEMBERED = 10_000  # answers kept: for each set of rows that fired together, and for each question asked


class Evaluator:
    """Decides by one table. Threads may share it, and a fork may go on using it.

    Args:
        table: The table.
        engine: ``durable`` (durable-rules) or ``bitmask`` (our own); both give the same answers. None:
            durable-rules where it is installed.
        remembers: Whether ``durable`` answers from memory what it decided before; ``bitmask`` needs none.

    Raises:
        ImportError: ``durable`` was asked for and durable-rules is not installed.

    Attributes:
        table: The table.
        engine: The engine that decides. A table too wide for durable-rules is decided by ``bitmask``.
    """

    def __init__(self, table: Table, engine: Engine | None = None, *, remembers: bool = False) -> None:
        self.table = table
        self.engine, self._fired = _choose(table, engine, remembers=remembers)
        self._answers: dict[int, Answer] = {}
        keeps = remembers and self.engine == "durable"
        self._asked: dict[tuple[Any, ...], Answer] | None = {} if keeps else None

    def decide(self, facts: Mapping[str, Any], on: date | None = None) -> Answer:
        """The answer to one question.

        Args:
            facts: Value by input column; every column must be there, None where nothing is known.
            on: The day asked about; may be left out when no row has dates.

        Raises:
            FactError: The facts do not fit the columns.
            HitPolicyError: The rows that match break the hit policy.
        """
        asked = self._asked
        if asked is None:
            return self._decided(facts, on)
        question = self._question(facts, on)
        try:
            answer = asked.get(question)
        except TypeError:  # a fact that no dict takes: the checks say what is wrong with it
            return self._decided(facts, on)
        if answer is None:
            answer = self._decided(facts, on)
            if len(asked) >= _REMEMBERED:
                asked.clear()
            asked[question] = answer
        return answer

    def _question(self, facts: Mapping[str, Any], on: date | None) -> tuple[Any, ...]:
        """What is asked, as a key: 1, True and Decimal(1) are equal, and yet other facts, so each type is named.

        A table without dates answers alike on every day; what must not pass for a day is told from one by its type.
        """
        day = on if self.table.is_dated else None
        return (*facts, *facts.values(), day, *map(type, facts.values()), type(on))

    def _decided(self, facts: Mapping[str, Any], on: date | None) -> Answer:
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


def default_engine() -> Engine:
    """The engine that decides where none is asked for."""
    return "durable" if HAS_DURABLE else "bitmask"


def _choose(table: Table, engine: Engine | None, *, remembers: bool) -> tuple[Engine, _Fired]:
    if engine == "durable" and not HAS_DURABLE:
        raise ImportError("durable-rules is not installed; ask for engine='bitmask'")
    if (engine or default_engine()) == "durable":
        try:
            return "durable", Durable(table, remembers=remembers).fired
        except TooWideError:
            pass
    return "bitmask", Bitmask(table).fired
