"""The speed of deciding by one table of 20 rows, beside zen-engine and NumPy masks written by hand: `run()`."""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import pairwise
from random import Random
from time import perf_counter
from typing import Any

import numpy as np
import zen

from benchmarks.figure import Figure
from kium_rules.tables import (
    Cell,
    Column,
    ColumnKind,
    Comparison,
    Constant,
    Evaluator,
    HitPolicy,
    Interval,
    Row,
    Table,
    ValueType,
)
from kium_rules.tables.bulk import Bulk
from kium_rules.tables.evaluator import Engine

BANDS = (0, 100, 500, 1_000, 5_000, 1_000_000)
SEGMENTS = ("child", "pupil", "student", "adult")
QUESTIONS = 1_000_000
SINGLE: dict[str, tuple[Engine, int, float]] = {
    "live, through durable-rules": ("durable", 20_000, 4),
    "one by one, without durable-rules": ("bitmask", 200_000, 50),
}


def run() -> list[Figure]:
    """Decide the same questions by every engine, one after the other in one run."""
    table = twenty_rows()
    zen_rate = _rate(zen_engine().evaluate, _questions(3_000))
    figures = []
    for what, (engine, count, goal) in SINGLE.items():
        rate = _rate(Evaluator(table, engine).decide, _questions(count))
        figures.append(
            Figure(
                what, f"{rate:,.0f}/s", "zen-engine", f"{zen_rate:,.0f}/s", rate / zen_rate, goal, "higher"
            )
        )
    bulk, masks = _bulk_rates(table)
    figures.append(
        Figure("in bulk", f"{bulk:,.0f}/s", "NumPy masks", f"{masks:,.0f}/s", bulk / masks, 0.5, "higher")
    )
    return figures


def twenty_rows() -> Table:
    """Make the table: five bands of an amount by four segments, exactly one row for each."""
    columns = (
        Column("amount", "amount", ColumnKind.INPUT, ValueType.INTEGER),
        Column(
            "segment", "segment", ColumnKind.INPUT, ValueType.ENUM, values={name: name for name in SEGMENTS}
        ),
        Column("rate", "rate", ColumnKind.OUTPUT, ValueType.INTEGER),
    )
    rows = tuple(
        Row(f"bench.{number + 1}", {"amount": _band(low, high), "segment": _one(name)}, {"rate": number})
        for number, (low, high, name) in enumerate(_bands())
    )
    return Table("bench", {"ko": "bench", "en": "bench"}, HitPolicy.UNIQUE, columns, rows)


def zen_engine() -> Any:
    """Make the same table for zen-engine."""
    rules = [
        {"_id": str(number), "a": f"[{low}..{high})", "s": f'"{name}"', "r": str(number)}
        for number, (low, high, name) in enumerate(_bands())
    ]
    inputs = [
        {"id": "a", "name": "amount", "field": "amount"},
        {"id": "s", "name": "segment", "field": "segment"},
    ]
    content = {
        "hitPolicy": "first",
        "inputs": inputs,
        "outputs": [{"id": "r", "name": "rate", "field": "rate"}],
    }
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "table", "type": "decisionTableNode", "name": "table", "content": content | {"rules": rules}},
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [
        {"id": "1", "type": "edge", "sourceId": "in", "targetId": "table"},
        {"id": "2", "type": "edge", "sourceId": "table", "targetId": "out"},
    ]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    assert decision.evaluate({"amount": 700, "segment": "adult"})["result"] == {"rate": 11}
    return decision


def _bands() -> list[tuple[int, int, str]]:
    return [(low, high, name) for low, high in pairwise(BANDS) for name in SEGMENTS]


def _band(low: int, high: int) -> Cell:
    return Cell((Interval(Constant(Decimal(low)), Constant(Decimal(high)), has_high=False),))


def _one(name: str) -> Cell:
    return Cell((Comparison("=", Constant(name)),))


def _questions(count: int) -> list[dict[str, Any]]:
    random = Random(1)  # noqa: S311 - a benchmark, no secret
    return [{"amount": random.randrange(6_000), "segment": random.choice(SEGMENTS)} for _ in range(count)]


def _rate(decide: Callable[[Mapping[str, Any]], object], questions: list[dict[str, Any]]) -> float:
    best = 0.0
    for _ in range(3):
        start = perf_counter()
        for question in questions:
            decide(question)
        best = max(best, len(questions) / (perf_counter() - start))
    return best


def _bulk_rates(table: Table) -> tuple[float, float]:
    random = np.random.default_rng(1)
    columns = {
        "amount": random.integers(0, 6_000, QUESTIONS),
        "segment": np.array(SEGMENTS)[random.integers(0, len(SEGMENTS), QUESTIONS)],
    }
    bulk = Bulk(table)
    ours, theirs = bulk.first(columns), _masks(columns)
    assert (ours == theirs).all()
    return _best(lambda: bulk.first(columns)), _best(lambda: _masks(columns))


def _masks(columns: Mapping[str, Any]) -> Any:
    """The 20 rows as somebody who knows NumPy would write them."""
    amount, segment = columns["amount"], columns["segment"]
    found = np.full(QUESTIONS, -1)
    for number, (low, high, name) in enumerate(_bands()):
        found[(amount >= low) & (amount < high) & (segment == name)] = number
    return found


def _best(act: Callable[[], object]) -> float:
    best = 0.0
    for _ in range(3):
        start = perf_counter()
        act()
        best = max(best, QUESTIONS / (perf_counter() - start))
    return best
