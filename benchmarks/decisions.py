"""The speed of the house's own tables in bulk, beside the live path, and of the command line: `run()`."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from benchmarks.figure import Figure
from benchmarks.simulation import YEAR, parts, rate, situations, some_centres
from kium_rules.cli.decide import decide_line
from kium_rules.exchange import write_situation
from kium_rules.policy import Policy
from kium_rules.simulate import generate
from kium_rules.simulate.columns import Columns, read_columns
from kium_rules.simulate.questions import STANDING, standing_refusals

ONE_BY_ONE = 10_000
LINES = 2_000


def run() -> list[Figure]:
    """Ask the tables that need no seats about a year of applications; decide lines as the command does."""
    policy = Policy.load()
    town, arrivals = generate(YEAR, seed=1)
    columns = read_columns(town, arrivals)
    asked = list(situations(policy, town, some_centres(arrivals, LINES)))
    # What a decision hangs on, as it is stored beside a booking: the load of the days asked for, and not of the year.
    kept = [decision.situation for one in asked if (decision := policy.decide(*parts(one))).situation]
    return [
        bulk(policy, columns),
        lines(policy.remembering(), [json.dumps(write_situation(one)) for one in kept], kept),
    ]


def bulk(policy: Policy, columns: Columns) -> Figure:
    """Ask each table of `STANDING` about every application at once, and live about some of them."""
    count = len(columns.asked_on)
    few = {word: rows_of(facts, ONE_BY_ONE) for word, facts in columns.facts.items()}

    def live() -> list[tuple[str, ...]]:
        return [
            tuple(
                hit.rule_id
                for word in STANDING
                for hit in policy.book.decide(word, few[word][number], on=columns.asked_on[number]).hits
                if hit.row.outputs["code"]
            )
            for number in range(ONE_BY_ONE)
        ]

    assert standing_refusals(policy.book, columns)[:ONE_BY_ONE] == live()
    ours, theirs = rate(lambda: standing_refusals(policy.book, columns), count), rate(live, ONE_BY_ONE)
    return Figure(
        f"{', '.join(STANDING)} of {count:,} applications in bulk",
        f"{ours:,.0f}/s",
        "live, one by one through durable-rules",
        f"{theirs:,.0f}/s",
        ours / theirs,
        25,
        "higher",
    )


def lines(policy: Policy, texts: list[str], asked: list[Any]) -> Figure:
    """Decide lines of JSON as `kium-rules decide` does, and the same situations without reading or writing."""
    ours = rate(
        lambda: [json.dumps(decide_line(policy, text), ensure_ascii=False) for text in texts], len(texts)
    )
    bare = rate(lambda: [policy.decide(*parts(one)) for one in asked], len(asked))
    json_alone = rate(lambda: [json.dumps(json.loads(text)) for text in texts], len(texts))
    return Figure(
        f"kium-rules decide, line by line (JSON read and written alone: {json_alone:,.0f}/s)",
        f"{ours:,.0f}/s",
        "Policy.decide, remembering",
        f"{bare:,.0f}/s",
        ours / bare,
        0.25,
        "higher",
    )


def rows_of(facts: Mapping[str, Any], count: int) -> list[dict[str, Any]]:
    """Turn the first facts of columns into one question each, None where nothing is known."""
    columns = {name: np.ma.asarray(column)[:count].tolist() for name, column in facts.items()}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
