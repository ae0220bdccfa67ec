"""From the rules that hit to the result of a DMN decision table.

Which rules stand behind the result is chosen by the same hit policies as everywhere in the library; what the result
looks like is DMN's: a value for one output, a context for several, lists for R, O and C.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kium_rules.tables.cells import Cell, Comparison, Constant
from kium_rules.tables.columns import Column, ColumnKind
from kium_rules.tables.feel import Feel, show
from kium_rules.tables.feel.functions import FUNCTIONS
from kium_rules.tables.hit_policies import resolve
from kium_rules.tables.problems import HitPolicyError
from kium_rules.tables.table import HitPolicy, Row, Table
from kium_rules.tables.values import Value, ValueType

_AGGREGATES = {
    HitPolicy.SUM: FUNCTIONS["sum"],
    HitPolicy.MINIMUM: FUNCTIONS["min"],
    HitPolicy.MAXIMUM: FUNCTIONS["max"],
}


@dataclass(frozen=True, slots=True)
class Matched:
    """A rule that hit, with its outputs worked out."""

    id: str
    outputs: tuple[Feel, ...]


def result_of(
    policy: HitPolicy,
    names: Sequence[str],
    priorities: Sequence[Sequence[Feel]],
    matched: Sequence[Matched],
    default: Sequence[Feel] | None,
) -> Feel:
    """The result of a decision table.

    Args:
        policy: Its hit policy.
        names: Names of its outputs.
        priorities: Values of each output, highest priority first; empty: no order.
        matched: The rules that hit, in order.
        default: Value of each output where no rule hits.

    Returns:
        The result; null where the rules break the hit policy, or none hits and there is no default.
    """
    if not matched:
        return _without_hit(policy, names, default)
    if policy is HitPolicy.COUNT:
        return len(matched)
    if policy.is_aggregate:
        columns = [[rule.outputs[index] for rule in matched] for index in range(len(names))]
        return _shaped(names, [_AGGREGATES[policy]([column], {}) for column in columns])
    try:
        chosen = _chosen(policy, names, priorities, matched)
    except HitPolicyError:
        return None
    results: list[Any] = [_shaped(names, rule.outputs) for rule in chosen]
    return results[0] if policy.is_single else results


def _without_hit(policy: HitPolicy, names: Sequence[str], default: Sequence[Feel] | None) -> Feel:
    if default is not None:
        result = _shaped(names, default)
        return result if policy.is_single or policy.is_aggregate else [result]
    return 0 if policy is HitPolicy.COUNT else None


def _shaped(names: Sequence[str], outputs: Sequence[Feel]) -> Feel:
    return outputs[0] if len(names) == 1 else dict(zip(names, outputs, strict=True))


def _chosen(
    policy: HitPolicy,
    names: Sequence[str],
    priorities: Sequence[Sequence[Feel]],
    matched: Sequence[Matched],
) -> list[Matched]:
    keys = [str(index) for index in range(len(names))]
    columns = tuple(
        Column(key, key, ColumnKind.OUTPUT, ValueType.TEXT, domain=_domain(order))
        for key, order in zip(keys, priorities, strict=True)
    )
    rows = [
        Row(str(index), {}, {key: _plain(value) for key, value in zip(keys, rule.outputs, strict=True)})
        for index, rule in enumerate(matched)
    ]
    answer = resolve(Table("", {}, policy, columns, tuple(rows)), rows)
    return [matched[int(rule_id)] for rule_id in answer.rule_ids]


def _domain(order: Sequence[Feel]) -> Cell | None:
    return Cell(tuple(Comparison("=", Constant(_plain(value))) for value in order)) if order else None


def _plain(value: Feel) -> Value:
    """A value that can be looked up among priorities; lists and contexts by what they say."""
    if isinstance(value, bool | Mapping | list):
        return show(value)
    return value  # type: ignore[return-value]  # ranges compare like any frozen value
