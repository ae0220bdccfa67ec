"""Live evaluator: durable-rules finds the rows that match.

durable-rules is exact and fast inside a narrow fence and crashes or errs outside it, so all use of it is here, and
keeps to this: rulesets without a host (no timers), each used by one decision at a time; one fixed session and
message id; the fact retracted after each decision; integers compared by ``== != <= >=`` under ``and`` and ``or``,
never text, null or the absence of something. What a value is compared with is therefore settled before: a column
posts the number of the elementary state its value lies in (:mod:`axes`), a pair of columns that a cell compares
posts which of the two is greater. What the rows say about those numbers is compiled once.

Three bounds of its C code are kept by construction: a rule holds at most 31 connectives; at most 64 conditions may
wait at once, so a ruleset gets few rules and a large table is split by its most selective columns; an object has
at most 255 properties.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from durable.engine import MessageNotHandledException, Ruleset

from kium_rules.tables.axes import axes_of
from kium_rules.tables.conditions import Conditions
from kium_rules.tables.facts import Finder, check_names, check_values
from kium_rules.tables.problems import FactError
from kium_rules.tables.splits import Split, split_rows
from kium_rules.tables.table import Table

MAX_RULES = 60
_MAX_FIELDS = 200
_REMEMBERED = 10_000  # questions kept
_ALWAYS = "z"
_SESSION: dict[str, int | str] = {"sid": "s", "id": 1, _ALWAYS: 0}


class TooWideError(ValueError):
    """The table has more columns than a durable-rules fact may have."""


class Durable:
    """Evaluator of one table by durable-rules. Threads may share it: each decision has rulesets of its own.

    Args:
        table: The table.
        remembers: Whether a question that was decided before is answered from memory. All facts of one elementary
            state are one question, so that few are ever kept.

    Raises:
        TooWideError: The table has too many columns; another evaluator must decide.
    """

    def __init__(self, table: Table, *, remembers: bool = False) -> None:
        self._table = table
        self._remembered: dict[tuple[int | str, ...], int] | None = {} if remembers else None
        axes = axes_of(table)
        conditions = self._conditions = Conditions(table, axes)
        if len(conditions.fields) > _MAX_FIELDS:
            raise TooWideError(table.id)
        *_, day = axes
        finders = [Finder(table.id, axis, range(axis.count)) for axis in axes]
        self._day = finders.pop()
        self._day_without = day.state_of(date.min)
        self._columns = tuple((finder.name, finder.types, finder.known, finder.find) for finder in finders)
        self._split = split_rows(conditions.masks, conditions.narrow, conditions.possible, MAX_RULES)
        self._pid = os.getpid()
        self._idle: deque[_Rulesets] = deque()

    def fired(self, facts: Mapping[str, Any], on: date | None = None) -> int:
        """The rows that match, as bits: bit 0 is the first row.

        Args:
            facts: Value by input column; every column must be there, None where nothing is known.
            on: The day asked about; may be left out when no row has dates.

        Raises:
            FactError: A fact is missing, unknown, of another type or outside its domain, or the day is missing.
        """
        states = self._states(facts, on)
        message = self._conditions.message(states, facts)
        if self._remembered is None:
            return self._decided(states, message)
        question = tuple(message.values())
        fired = self._remembered.get(question)
        if fired is None:
            fired = self._decided(states, message)
            if len(self._remembered) < _REMEMBERED:
                self._remembered[question] = fired
        return fired

    def _decided(self, states: list[int], message: dict[str, int | str]) -> int:
        message.update(_SESSION)
        if self._pid != os.getpid():
            # A fork copies rulesets a parent's thread may have been in the middle of.
            self._pid, self._idle = os.getpid(), deque()
        try:
            rulesets = self._idle.pop()
        except IndexError:
            rulesets = _Rulesets(self._table, self._conditions, self._split)
        fired = 0
        for index in self._split.parts_at(states):
            fired |= rulesets.fired(index, message)
        # Not given back after an error: a ruleset that may still hold a fact must not decide again.
        self._idle.append(rulesets)
        return fired

    def _states(self, facts: Mapping[str, Any], on: date | None) -> list[int]:
        if len(facts) != len(self._columns):
            check_names(self._table.id, self._table.inputs, facts)
        states = []
        try:
            for name, types, known, find in self._columns:
                value = facts[name]
                state = known.get(value) if type(value) in types else None
                states.append(find(value) if state is None else state)
        except KeyError:
            check_names(self._table.id, self._table.inputs, facts)
            raise
        except TypeError:  # a fact that no dict takes
            check_values(self._columns, facts)
            raise
        if on is None:
            if self._table.is_dated:
                raise FactError("fact_day", self._table.id)
            states.append(self._day_without)
        else:
            day = self._day.known.get(on) if type(on) is date else None
            states.append(self._day.find(on) if day is None else day)
        return states


class _Rulesets:
    """The rulesets of one table for one decision at a time, each built when first asked."""

    def __init__(self, table: Table, conditions: Conditions, split: Split) -> None:
        self._table, self._conditions, self._split = table, conditions, split
        self._rulesets: list[Ruleset | None] = [None] * len(split.parts)
        self._fired: list[int] = []
        self._errors: list[BaseException] = []

    def fired(self, index: int, message: dict[str, int | str]) -> int:
        ruleset = self._rulesets[index] or self._built(index)
        try:
            handle = ruleset.assert_fact(message)
        except MessageNotHandledException:  # no row matches; the fact was not kept
            return 0
        self._fired.clear()
        ruleset.do_actions(handle, self._completed)
        ruleset.retract_fact(message)
        if self._errors:
            raise self._errors.pop()
        fired = 0
        for row in self._fired:
            fired |= 1 << row
        return fired

    def _built(self, index: int) -> Ruleset:
        rules = {}
        for row in self._split.parts[index]:
            condition = self._conditions.of_row(row) or {"$lte": {_ALWAYS: 0}}
            rules[f"r{row}"] = {"all": [{"m": condition}], "run": self._action(row)}
        ruleset = Ruleset(f"{self._table.id}.{index}", _NoHost(), rules)
        self._rulesets[index] = ruleset
        return ruleset

    def _action(self, row: int) -> Callable[[Any], None]:
        def run(_: Any) -> None:
            self._fired.append(row)

        return run

    def _completed(self, error: BaseException | None, _state: object) -> None:
        if error:
            self._errors.append(error)


class _NoHost:
    """durable-rules asks its host only for actions named by a text; ours are functions."""

    def get_action(self, name: str) -> None:
        raise KeyError(name)
