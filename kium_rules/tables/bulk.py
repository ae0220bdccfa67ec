"""Decides many questions at once, by the column, with NumPy.

The rows that match are bits again, one word for 64 rows: each column brings a word a question, looked up by the
state of its fact, and one AND joins them. What the hit policy makes of the rows is asked once for each set of rows
that occurs, of the same code that serves single decisions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kium_rules.tables.answers import Answer
from kium_rules.tables.arrays import Array, Bools, Facts, cell_holds, read_facts
from kium_rules.tables.axes import Axis, axes_of, days_of, has_reference, row_masks
from kium_rules.tables.bulk_answers import BulkAnswers
from kium_rules.tables.cells import Cell
from kium_rules.tables.facts import check_names, checked_state
from kium_rules.tables.hit_policies import resolve
from kium_rules.tables.problems import FactError, HitPolicyError
from kium_rules.tables.ranks import Ranks
from kium_rules.tables.table import Table
from kium_rules.tables.values import format_value, value_of

_CHUNK = 32_768  # questions worked on together, few enough to stay in the processor's cache
_WORD = 64


class Encoded:
    """A column of facts whose states are already found, for use in several calls.

    Attributes:
        facts: The facts.
        states: State of each.
    """

    __slots__ = ("facts", "states")

    def __init__(self, facts: Facts, states: Array) -> None:
        self.facts, self.states = facts, states


class Bulk:
    """Evaluator of one table for whole columns of facts. Threads may share it.

    Args:
        table: The table.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        *self._axes, self._day = axes_of(table)
        self._words = max(1, -(-len(table.rows) // _WORD))
        self._masks = {
            axis.column.name: self._packed(axis, [row.inputs[axis.column.name] for row in table.rows])
            for axis in self._axes
        }
        self._masks[self._day.column.name] = self._packed(self._day, [days_of(row) for row in table.rows])
        self._links = self._linked()

    def encode(self, name: str, facts: Sequence[Any] | Array) -> Encoded:
        """A column of facts made ready once, to be given to several calls.

        Args:
            name: The input column.
            facts: As :func:`arrays.read_facts` takes them.

        Raises:
            FactError: A fact does not fit the column.
        """
        axis = next((axis for axis in self._axes if axis.column.name == name), None)
        if axis is None:
            check_names(self._table.id, self._table.inputs, {name: None, **dict.fromkeys(self._names)})
            raise KeyError(name)
        return self._encoded(axis, facts)

    def first(
        self, columns: Mapping[str, Any], on: date | Sequence[date] | Array | None = None
    ) -> NDArray[np.int64]:
        """Index of the first row in the table that matches each question; -1 where none does.

        Args:
            columns: Facts by input column, all of one length.
            on: The day asked about, or one for each question; may be left out when no row has dates.

        Raises:
            FactError: The facts do not fit the columns.
        """
        size, parts = self._fired(columns, on)
        found = np.full(size, -1, np.int64)
        for start, words in parts:
            for word in range(self._words - 1, -1, -1):
                bits = words[word]
                hit = bits != 0
                lowest = np.bitwise_count(~bits & (bits - np.uint64(1))).astype(np.int64) + word * _WORD
                np.copyto(found[start : start + len(bits)], lowest, where=hit)
        return found

    def counts(
        self, columns: Mapping[str, Any], on: date | Sequence[date] | Array | None = None
    ) -> NDArray[np.int64]:
        """How many rows match each question. Arguments and errors as of :meth:`first`."""
        size, parts = self._fired(columns, on)
        found = np.zeros(size, np.int64)
        for start, words in parts:
            for bits in words:
                found[start : start + len(bits)] += np.bitwise_count(bits)
        return found

    def matches(
        self, columns: Mapping[str, Any], on: date | Sequence[date] | Array | None = None
    ) -> Iterator[tuple[int, Bools]]:
        """Which rows match, as tables of questions by rows, some thousand questions at a time.

        Arguments and errors as of :meth:`first`.

        Yields:
            Number of the first question, and truth by question and row.
        """
        _, parts = self._fired(columns, on)
        rows = len(self._table.rows)
        for start, words in parts:
            little = np.stack([bits.astype("<u8") for bits in words], axis=1)
            truth = np.unpackbits(little.view(np.uint8), axis=1, count=rows, bitorder="little")
            yield start, truth.astype(bool)

    def decide(
        self, columns: Mapping[str, Any], on: date | Sequence[date] | Array | None = None
    ) -> BulkAnswers:
        """The answer to each question. Arguments and errors as of :meth:`first`."""
        size, parts = self._fired(columns, on)
        which = np.empty(size, np.int64)
        known: dict[tuple[int, ...], int] = {}
        answers: list[Answer | HitPolicyError] = []
        for start, words in parts:
            stop = start + len(words[0])
            if self._words == 1:
                ones, inverse = np.unique(words[0], return_inverse=True)
                sets = ones.reshape(-1, 1)
            else:
                sets, inverse = np.unique(np.stack(words, axis=1), axis=0, return_inverse=True)
            numbers = [self._number(tuple(map(int, one)), known, answers) for one in sets]
            which[start:stop] = np.array(numbers, np.int64)[inverse.ravel()]
        return BulkAnswers(which, answers)

    # -- the rows that match

    @property
    def _names(self) -> list[str]:
        return [axis.column.name for axis in self._axes]

    def _fired(
        self, columns: Mapping[str, Any], on: Any
    ) -> tuple[int, Iterator[tuple[int, list[NDArray[np.uint64]]]]]:
        check_names(self._table.id, self._table.inputs, columns)
        given = {axis.column.name: self._encoded(axis, columns[axis.column.name]) for axis in self._axes}
        every = self._of_day(on, given)
        sizes = {len(one.states) for one in given.values()}
        if len(sizes) > 1:
            raise FactError("fact_lengths", self._table.id, found=", ".join(map(str, sorted(sizes))))
        size = sizes.pop() if sizes else 1
        return size, self._parts(size, given, every)

    def _of_day(self, on: Any, given: dict[str, Encoded]) -> list[np.uint64]:
        """The rows of one day asked about; several days become one more column."""
        day = self._masks[self._day.column.name]
        if isinstance(on, date):
            state = checked_state(self._table.id, self._day, on)
            return [np.uint64(words[state]) for words in day]
        if on is not None:
            given[self._day.column.name] = self._encoded(self._day, on)
        elif self._table.is_dated:
            raise FactError("fact_day", self._table.id)
        rows = (1 << len(self._table.rows)) - 1
        return [np.uint64(word) for word in _words(rows, self._words)]

    def _parts(
        self, size: int, given: Mapping[str, Encoded], every: list[np.uint64]
    ) -> Iterator[tuple[int, list[NDArray[np.uint64]]]]:
        for start in range(0, size, _CHUNK):
            stop = min(size, start + _CHUNK)
            words = [np.full(stop - start, word, np.uint64) for word in every]
            for name, column in given.items():
                states = column.states[start:stop]
                for word, masks in zip(words, self._masks[name], strict=True):
                    word &= masks[states]
            if self._links:
                self._link(words, {name: column.facts.part(start, stop) for name, column in given.items()})
            yield start, words

    def _link(self, words: list[NDArray[np.uint64]], facts: Mapping[str, Facts]) -> None:
        for name, cell, rows in self._links:
            holds = cell_holds(cell, facts[name], facts)
            for word, bits in zip(words, rows, strict=True):
                if bits:
                    word &= np.where(holds, ~np.uint64(0), ~bits)

    def _encoded(self, axis: Axis, given: Any) -> Encoded:
        if isinstance(given, Encoded):
            if given.facts.axis is not axis:
                raise FactError("fact_encoded", self._table.id, name=axis.column.name)
            return given
        facts = read_facts(self._table.id, axis, given)
        states = Ranks(axis).states(facts)
        self._check_domain(axis, facts, states)
        return Encoded(facts, states)

    def _check_domain(self, axis: Axis, facts: Facts, states: Array) -> None:
        everything = (1 << axis.count) - 1
        if axis.domain == everything or not len(states):
            return
        allowed = np.array([bool(axis.domain >> state & 1) for state in range(axis.count)])
        outside = ~allowed[states]
        if outside.any():
            key = facts.keys[int(outside.argmax())]
            plain = Decimal(repr(key.item())) if isinstance(key, np.floating) else key
            value = value_of(plain.item() if isinstance(plain, np.generic) else plain, axis.column.type)
            name, found = axis.column.name, format_value(value)
            raise FactError("fact_outside", self._table.id, name=name, found=found)

    # -- compiled once

    def _packed(self, axis: Axis, cells: Sequence[Cell]) -> list[NDArray[np.uint64]]:
        masks = [_words(mask, self._words) for mask in row_masks(axis, cells)]
        return [np.array([words[word] for words in masks], np.uint64) for word in range(self._words)]

    def _linked(self) -> list[tuple[str, Cell, list[np.uint64]]]:
        links: dict[tuple[str, Cell], int] = {}
        for index, row in enumerate(self._table.rows):
            for name, cell in row.inputs.items():
                if has_reference(cell):
                    links[name, cell] = links.get((name, cell), 0) | 1 << index
        return [
            (name, cell, [np.uint64(word) for word in _words(rows, self._words)])
            for (name, cell), rows in links.items()
        ]

    def _number(
        self,
        words: tuple[int, ...],
        known: dict[tuple[int, ...], int],
        answers: list[Answer | HitPolicyError],
    ) -> int:
        if words not in known:
            fired = sum(word << (_WORD * index) for index, word in enumerate(words))
            rows = [row for index, row in enumerate(self._table.rows) if fired >> index & 1]
            known[words] = len(answers)
            try:
                answers.append(resolve(self._table, rows))
            except HitPolicyError as error:
                answers.append(error)
        return known[words]


def _words(rows: int, count: int) -> list[int]:
    return [rows >> (_WORD * word) & (2**_WORD - 1) for word in range(count)]


__all__ = ["Bulk", "BulkAnswers", "Encoded"]
