"""Catches an old copy: a workbook remembers the table it was exported from, rule by rule."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from kium_rules.labels import sentence
from kium_rules.tables.files import format_cases, format_settings, row_texts
from kium_rules.tables.problems import Place, Problem
from kium_rules.tables.table import Table
from kium_rules.tables.xlsx.problems import StaleCopyError

_NAMED = 5  # rules named in the message; the rest are counted
_ROW_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Copy:
    """What a workbook remembers of the table it was exported from.

    Attributes:
        hash: SHA-256 (64 hex digits) of the whole table, its examples included.
        rules: A short hash of each rule, by its id, in table order.
    """

    hash: str
    rules: Mapping[str, str]


def copy_of(table: Table) -> Copy:
    """What a workbook of this table remembers."""
    rules = {row.id: _digest("\0".join(row_texts(table, row)))[:_ROW_DIGITS] for row in table.rows}
    ordered = "\0".join(f"{rule_id} {digest}" for rule_id, digest in rules.items())
    return Copy(_digest("\0".join([format_settings(table), ordered, format_cases(table)])), rules)


def check_copy(copy: Copy | None, current: Table, file: str) -> None:
    """Check that a workbook was exported from the table as it is now.

    Args:
        copy: What the workbook remembers; None: nothing.
        current: The table as it is now.
        file: Name of the workbook for messages.

    Raises:
        StaleCopyError: The table has changed since, or the workbook does not say which version it shows.
    """
    now = copy_of(current)
    if copy is None:
        raise StaleCopyError([Problem("xlsx.stale_unknown", Place(file), current.id)])
    if copy.hash != now.hash:
        raise StaleCopyError(
            [_StaleProblem("xlsx.stale", Place(file), current.id, {"then": copy, "now": now})]
        )


class _StaleProblem(Problem):
    __slots__ = ()

    def _say(self, language: str) -> str:
        changes = _changes(self.facts["then"], self.facts["now"], language)  # type: ignore[arg-type]  # both are copies
        return f"{self.place.say(language)}: {sentence('xlsx.stale', language, changes=changes)}"


def _changes(then: Copy, now: Copy, language: str) -> str:
    groups = {
        "changed": [rule for rule, digest in now.rules.items() if then.rules.get(rule, digest) != digest],
        "added": [rule for rule in now.rules if rule not in then.rules],
        "removed": [rule for rule in then.rules if rule not in now.rules],
    }
    said = [
        sentence(f"xlsx.change_{name}", language, rules=_listed(rules, language))
        for name, rules in groups.items()
        if rules
    ]
    return "; ".join(said) or sentence("xlsx.change_other", language)


def _listed(rules: list[str], language: str) -> str:
    named = ", ".join(rules[:_NAMED])
    rest = len(rules) - _NAMED
    return sentence("xlsx.change_more", language, rules=named, count=rest) if rest > 0 else named


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
