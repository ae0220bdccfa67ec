"""`kium-rules eval`: what one table answers to one question."""

import json
import sys
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

import click

from kium_rules.cli.books import REFUSED, UNREADABLE, find_table, rules_option, say_and_exit, tell
from kium_rules.tables import (
    CellError,
    CellParser,
    Column,
    Evaluator,
    FactError,
    HitPolicyError,
    Table,
    Value,
    ValueType,
)
from kium_rules.tables.axes import axes_of
from kium_rules.tables.messages import say as say_of_tables
from kium_rules.tables.parser import nearest
from kium_rules.tables.texts import read_value
from kium_rules.tables.traces import RowTrace, trace
from kium_rules.tables.values import parse_number
from kium_rules.tables.verify.findings import plain


@click.command("eval")
@click.argument("word")
@click.option(
    "--facts", required=True, help="JSON object: a value for every input column; - for standard input."
)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day asked about, where rules have dates.")
@click.option("--trace", "is_traced", is_flag=True, help="Add what became of every rule, the nearest first.")
@rules_option
def evaluate(word: str, facts: str, on: datetime | None, is_traced: bool, rules: Path | None) -> None:
    """Ask the table WORD one question and print its answer as JSON.

    Codes may be given as codes or labels; dates, times and durations as texts. The exit status is 1 when the rules
    that match break the table's hit policy.
    """
    table = find_table(word, rules)
    given = read_facts(table, sys.stdin.read() if facts == "-" else facts)
    day = on.date() if on else None
    try:
        answer = Evaluator(table).decide(given, day)
    except FactError as error:
        _refuse(error, UNREADABLE)
    except HitPolicyError as error:
        if is_traced:
            tell((line.say("ko"), line.say("en")) for line in trace(table, given, day).fired)
        _refuse(error, REFUSED)
    said = {"table": table.id, "rules": list(answer.rule_ids), "outputs": as_json(answer.outputs)}
    if is_traced:
        said["trace"] = [_traced(row) for row in trace(table, given, day).rows]
    click.echo(json.dumps(said, ensure_ascii=False, indent=1))


def read_facts(table: Table, text: str) -> dict[str, Value]:
    """Read the facts of a question; what is no fact ends the command."""
    facts: Any = None
    try:
        facts = json.loads(
            text, parse_float=parse_number, parse_constant=parse_number, object_pairs_hook=_without_doubles
        )
    except (ValueError, RecursionError) as error:
        say_and_exit("facts_no_json", why=error or type(error).__name__, example=_example(table))
    if not isinstance(facts, dict):
        say_and_exit("facts_no_object", example=_example(table))
    columns = {column.name: column for column in table.inputs}
    for name in facts:
        if name not in columns:
            _refuse(
                FactError("fact_unknown", table.id, name=name, near=nearest(name, list(columns))), UNREADABLE
            )
    return {name: _fact(columns[name], value) for name, value in facts.items()}


def as_json(answer: Any) -> Any:
    """An answer as JSON holds it."""
    match answer:
        case dict():
            return {name: as_json(value) for name, value in answer.items()}
        case tuple():
            return [as_json(outputs) for outputs in answer]
        case _:
            return plain(answer)


def _traced(row: RowTrace) -> dict[str, Any]:
    stops = [{"column": stop.column, "cell": stop.cell, "value": stop.value} for stop in row.stops]
    facts = {"rule": row.row.id, "has_fired": row.has_fired, "is_chosen": row.is_chosen, "stops": stops}
    return {**facts, "ko": row.say("ko"), "en": row.say("en")}


def _refuse(error: FactError | HitPolicyError, status: int) -> NoReturn:
    tell([(error.ko, error.en)])
    sys.exit(status)


def _fact(column: Column, value: Any) -> Any:
    if isinstance(value, Decimal) and column.type is ValueType.INTEGER and value == value.to_integral_value():
        return int(value)
    if not isinstance(value, str) or not value or column.type is ValueType.TEXT:
        return value
    try:
        return read_value(CellParser(column), column, value)
    except CellError as error:
        why = {language: say_of_tables(error.code, language, **error.facts) for language in ("ko", "en")}
        say_and_exit("fact_bad", name=column.name, why=why.__getitem__)


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        say_and_exit("fact_twice", name=next(name for name in names if names.count(name) > 1))
    return found


def _example(table: Table) -> str:
    """Facts that the table's columns take, as somebody would type them."""
    samples = {
        axis.column.name: next(value for _state, value in axis.samples()) for axis in axes_of(table)[:-1]
    }
    return json.dumps(as_json(samples), ensure_ascii=False)
