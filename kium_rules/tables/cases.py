"""Runs a table's examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kium_rules.tables.answers import Answer, Result
from kium_rules.tables.evaluator import Evaluator
from kium_rules.tables.messages import say
from kium_rules.tables.problems import FactError, HitPolicyError
from kium_rules.tables.table import Case, HitPolicy, Table
from kium_rules.tables.texts import format_literal
from kium_rules.tables.values import Value


@dataclass(frozen=True, slots=True)
class CaseFailure:
    """An example that does not come out as written.

    Attributes:
        table: Id of the table.
        case: The example.
        ko: What was expected and what came, in Korean.
        en: The same in English.
    """

    table: str
    case: Case
    ko: str
    en: str


def failing_cases(table: Table, evaluator: Evaluator | None = None) -> tuple[CaseFailure, ...]:
    """The examples of a table that do not come out as written.

    Args:
        table: The table with its examples.
        evaluator: An evaluator of the same table; None: a new one.
    """
    decide = (evaluator or Evaluator(table)).decide
    failures = []
    for case in table.cases:
        try:
            answer = decide(case.facts, case.on)
        except (FactError, HitPolicyError) as error:
            failures.append(CaseFailure(table.id, case, f"{case.id}: {error.ko}", f"{case.id}: {error.en}"))
            continue
        if not _is_as_written(table, case, answer):
            expected, given = (
                _show(case.outputs, case.rules),
                _show(_answers(table, answer.result), answer.rule_ids),
            )
            facts = {"id": case.id, "expected": expected, "given": given}
            failures.append(
                CaseFailure(
                    table.id, case, say("case_failed", "ko", **facts), say("case_failed", "en", **facts)
                )
            )
    return tuple(failures)


def _is_as_written(table: Table, case: Case, answer: Answer) -> bool:
    given = _answers(table, answer.result)
    if case.rules is not None and Counter(case.rules) != Counter(answer.rule_ids):
        return False
    if table.hit_policy is HitPolicy.COLLECT:  # C promises no order
        return sorted(map(repr, case.outputs)) == sorted(map(repr, given))
    return list(case.outputs) == given


def _answers(table: Table, result: Result) -> list[Mapping[str, Value]]:
    if isinstance(result, tuple):
        return list(result)
    if isinstance(result, Mapping):
        return [result]
    return [{table.outputs[0].name: result}] if table.hit_policy.is_aggregate else []


def _show(
    outputs: tuple[Mapping[str, Value], ...] | list[Mapping[str, Value]], rules: tuple[str, ...] | None
) -> str:
    texts = [
        ", ".join(f"{name}={format_literal(value)}" for name, value in answer.items()) for answer in outputs
    ]
    return "; ".join(texts or ["-"]) + (f" [{' '.join(rules) or '-'}]" if rules is not None else "")
