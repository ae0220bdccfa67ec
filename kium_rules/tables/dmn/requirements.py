"""What the decisions of a file need: inputs, which tables may share, and the results of other tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kium_rules.tables.columns import Column
from kium_rules.tables.dmn.spelling import TYPE_NAMES
from kium_rules.tables.table import HitPolicy, Table
from kium_rules.tables.values import ValueType

DAY = "on"
"""Name of the input that is the day asked about."""


_PATH = re.compile(r"[^\W\d]\w*\.[^\W\d]\w*")


@dataclass(slots=True)
class Requirements:
    """Who needs what.

    Attributes:
        inputs: Type by name of every input: a type's name, or for a structure its parts by name; empty: any type.
        of_table: Names of the inputs each table needs, in order.
        decisions: Tables each table needs the result of.
    """

    inputs: dict[str, Any] = field(default_factory=dict)
    of_table: dict[str, list[str]] = field(default_factory=dict)
    decisions: dict[str, list[str]] = field(default_factory=dict)


def requirements_of(tables: Sequence[Table]) -> Requirements:
    """The requirements of tables that stand in one file."""
    found = Requirements({DAY: TYPE_NAMES[ValueType.DATE]})
    results = {name: table for table in tables for name in _result_names(table)}
    columns = [column for table in tables for column in table.inputs if column.name not in results]
    structures = _structures(columns)
    for table in tables:
        needed, decisions = [DAY], []
        for column in table.inputs:
            other = results.get(column.name)
            if other and other.id != table.id and not _reaches(found.decisions, other.id, table.id):
                decisions.append(other.id)
                continue
            root = column.name.partition(".")[0]
            name = root if root in structures else column.name
            _add(found.inputs, column, structures, name)
            needed.append(name)
        found.of_table[table.id] = list(dict.fromkeys(needed))
        found.decisions[table.id] = list(dict.fromkeys(decisions))
    return found


def result_type(column: Column, policy: HitPolicy) -> str:
    """The typeRef of what an output column says."""
    return "number" if policy is HitPolicy.COUNT else TYPE_NAMES[column.type]


def _result_names(table: Table) -> Iterable[str]:
    """How another table may call what a table says."""
    if not (table.hit_policy.is_single or table.hit_policy.is_aggregate):
        return []
    if len(table.outputs) == 1 or table.hit_policy is HitPolicy.COUNT:
        return [table.id]
    return [f"{table.id}.{column.name}" for column in table.outputs]


def _reaches(decisions: Mapping[str, Iterable[str]], start: str, goal: str) -> bool:
    return start == goal or any(_reaches(decisions, other, goal) for other in decisions.get(start, ()))


def _structures(columns: Sequence[Column]) -> set[str]:
    """Roots of dotted names that can be structures: no column is called like the root."""
    plain = {column.name for column in columns}
    roots = {column.name.partition(".")[0] for column in columns if _is_path(column.name)}
    return {
        root
        for root in roots
        if root not in plain
        and root != DAY
        and all(_is_path(name) for name in plain if name.startswith(root + "."))
    }


def _is_path(name: str) -> bool:
    return bool(_PATH.fullmatch(name))


def _add(inputs: dict[str, Any], column: Column, structures: set[str], name: str) -> None:
    kind = TYPE_NAMES[column.type]
    target, key = (
        (inputs.setdefault(name, {}), column.name.partition(".")[2]) if name in structures else (inputs, name)
    )
    # Two tables may see one input differently; then it is of any type.
    target[key] = kind if target.get(key, kind) == kind else ""
