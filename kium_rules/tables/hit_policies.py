"""Hit policies of DMN: from the rows that matched to the answer. Both evaluators end here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kium_rules.tables.answers import Answer, Hit, Result
from kium_rules.tables.problems import HitPolicyError
from kium_rules.tables.table import HitPolicy, Row, Table
from kium_rules.tables.values import Value, key_of


def resolve(table: Table, rows: Sequence[Row]) -> Answer:
    """The answer of a table whose given rows matched.

    Args:
        table: The table.
        rows: The rows that matched, in table order.

    Raises:
        HitPolicyError: Several rows matched although the policy is U, or they disagree although it is A.
    """
    policy = table.hit_policy
    if not rows:
        return Answer(table.id, (), _nothing(table))
    if policy.is_single:
        chosen = _SINGLE[policy](table, rows)
        return Answer(table.id, tuple(map(Hit, chosen)), chosen[0].outputs)
    if policy is HitPolicy.OUTPUT_ORDER:
        rows = by_priority(table, rows)
    hits = tuple(map(Hit, rows))
    if policy.is_aggregate:
        return Answer(table.id, hits, _aggregate(table, rows))
    return Answer(table.id, hits, tuple(row.outputs for row in rows))


def by_priority(table: Table, rows: Sequence[Row]) -> list[Row]:
    """Rows by the priorities of their outputs: the first output decides, then the next, then table order.

    A value without a priority comes after all that have one.
    """
    orders = [
        (column.name, {value: rank for rank, value in enumerate(column.priorities)})
        for column in table.outputs
    ]
    return sorted(
        rows, key=lambda row: [order.get(row.outputs[name], len(order)) for name, order in orders if order]
    )


def _unique(table: Table, rows: Sequence[Row]) -> Sequence[Row]:
    if len(rows) > 1:
        raise HitPolicyError("hit_not_unique", table.id, [row.id for row in rows])
    return rows


def _any(table: Table, rows: Sequence[Row]) -> Sequence[Row]:
    if any(row.outputs != rows[0].outputs for row in rows):
        raise HitPolicyError("hit_not_same", table.id, [row.id for row in rows])
    return rows


def _priority(table: Table, rows: Sequence[Row]) -> Sequence[Row]:
    return by_priority(table, rows)[:1]


def _first(_: Table, rows: Sequence[Row]) -> Sequence[Row]:
    return rows[:1]


def _nothing(table: Table) -> Result:
    policy = table.hit_policy
    if table.default is None:
        if policy is HitPolicy.COUNT:
            return 0
        return None if policy.is_single or policy.is_aggregate else ()
    if policy.is_single:
        return table.default
    if policy.is_aggregate:
        return table.default[table.outputs[0].name]
    return (table.default,)


def _aggregate(table: Table, rows: Sequence[Row]) -> Value:
    if table.hit_policy is HitPolicy.COUNT:
        return len(rows)
    values = [row.outputs[table.outputs[0].name] for row in rows]
    if any(value is None for value in values):  # FEEL's sum, min and max of a list that holds null are null
        return None
    if table.hit_policy is HitPolicy.SUM:
        return sum(values)  # type: ignore[arg-type]  # the reader admits C+ for numbers only
    choose = min if table.hit_policy is HitPolicy.MINIMUM else max
    return choose(values, key=key_of)


_SINGLE: Mapping[HitPolicy, Callable[[Table, Sequence[Row]], Sequence[Row]]] = {
    HitPolicy.UNIQUE: _unique,
    HitPolicy.ANY: _any,
    HitPolicy.PRIORITY: _priority,
    HitPolicy.FIRST: _first,
}
