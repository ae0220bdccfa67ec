"""A rule book: all tables of a folder, read together, with one hash for all they say."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import kium_rules
from kium_rules.tables.answers import Answer
from kium_rules.tables.evaluator import Engine, Evaluator, default_engine
from kium_rules.tables.files import SETTINGS, format_rows, format_settings, read_table
from kium_rules.tables.parser import nearest
from kium_rules.tables.problems import Place, Problem, TableError
from kium_rules.tables.table import Table

_KEPT = 1_000  # entries of a memory, and memories; one that is full begins anew


class RuleBook(Mapping[str, Table]):
    """The tables in force, by word. A rule book never changes; a new one is read for new rules.

    Args:
        tables: The tables.
        engine: Engine of the decisions; None: durable-rules where it is installed.
        remembers: Whether a question that was decided before is answered from memory.

    Attributes:
        engine: The engine that decides: ``durable`` or ``bitmask``.
    """

    def __init__(
        self, tables: Iterable[Table], engine: Engine | None = None, *, remembers: bool = False
    ) -> None:
        self._remembers = remembers
        self.engine: Engine = engine or default_engine()
        self._tables = {table.id: table for table in sorted(tables, key=lambda table: table.id)}
        self._evaluators: dict[str, Evaluator] = {}
        self._memories: dict[tuple[Any, ...], dict[Any, Any]] = {}

    @classmethod
    def load(cls, folder: Path | str | None = None, engine: Engine | None = None) -> RuleBook:
        """Read every table of a folder.

        Args:
            folder: Folder with one folder a table; None: the tables that come with the package.
            engine: Engine of the decisions; None: durable-rules where it is installed.

        Raises:
            TableError: With every problem of every table.
        """
        folder = packaged_rules() if folder is None else Path(folder)
        if not folder.is_dir():
            raise TableError([Problem("book_missing", Place(str(folder)))])
        tables: list[Table] = []
        problems: list[Problem] = []
        for path in sorted(folder.glob(f"*/{SETTINGS}")):
            try:
                tables.append(read_table(path.parent))
            except TableError as error:
                problems.extend(error.problems)
        if not tables and not problems:
            problems.append(Problem("book_empty", Place(str(folder))))
        if problems:
            raise TableError(problems)
        return cls(tables, engine)

    def __getitem__(self, word: str) -> Table:
        return self._tables[word]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def __getstate__(self) -> dict[str, Any]:
        """What is copied or sent to another process: the tables; it makes evaluators of its own."""
        return {**self.__dict__, "_evaluators": {}, "_memories": {}}

    @cached_property
    def hash(self) -> str:
        """SHA-256 (64 hex digits) of the canonical content of every table; examples do not count."""
        digest = hashlib.sha256()
        for table in self._tables.values():
            digest.update(table_hash(table).encode())
        return digest.hexdigest()

    def remembering(self) -> RuleBook:
        """The same rules, for whoever asks the same questions over and over: each is decided once, then remembered."""
        return RuleBook(self.values(), self.engine, remembers=True)

    def memory(self, *about: Any) -> dict[Any, Any]:
        """A dict for what is worked out of the tables' answers about something, such as a table and a day.

        Empty at first, and kept from one question to the next only where the book remembers.
        """
        if not self._remembers:
            return {}
        kept = self._memories.get(about)
        if kept is None or len(kept) >= _KEPT:
            if len(self._memories) >= _KEPT:
                self._memories.clear()
            kept = self._memories[about] = {}
        return kept

    def evaluator(self, word: str) -> Evaluator:
        """The evaluator of a table, made when first asked for.

        Raises:
            KeyError: The book has no such table; says which one may be meant.
        """
        evaluator = self._evaluators.get(word)
        if evaluator is None:
            if word not in self._tables:
                near = nearest(word, list(self._tables))
                raise KeyError(Problem("table_unknown", Place(), facts={"table": word, "near": near}).en)
            # Two threads may both make one; the first one stays, and either decides the same.
            evaluator = self._evaluators.setdefault(
                word, Evaluator(self._tables[word], self.engine, remembers=self._remembers)
            )
        return evaluator

    def decide(self, word: str, facts: Mapping[str, Any], on: date | None = None) -> Answer:
        """The answer of one table to one question.

        Args:
            word: The table.
            facts: Value by input column; every column must be there, None where nothing is known.
            on: The day asked about; may be left out when no row of the table has dates.

        Raises:
            KeyError: No such table.
            FactError: The facts do not fit the columns.
            HitPolicyError: The rows that match break the hit policy.
        """
        evaluator = self._evaluators.get(word) or self.evaluator(word)
        return evaluator.decide(facts, on)


def table_hash(table: Table) -> str:
    """SHA-256 (64 hex digits) of what a table says, without its examples."""
    content = format_settings(table) + "\0" + format_rows(table)
    return hashlib.sha256(content.encode()).hexdigest()


def packaged_rules() -> Path:
    """The folder of the tables that come with the package: inside a wheel, or beside the package in a checkout."""
    package = Path(kium_rules.__file__).parent
    packaged = package / "_rules"
    return packaged if packaged.is_dir() else package.parent / "rules"
