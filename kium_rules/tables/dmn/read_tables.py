"""Reads the decisionTable element."""

from __future__ import annotations

from kium_rules.tables.dmn.model import DecisionTable, InputClause, OutputClause, Rule, Text
from kium_rules.tables.dmn.parts import Parts, extensions_of, tidy, type_name
from kium_rules.tables.dmn.xml import Element
from kium_rules.tables.table import HitPolicy

_POLICIES = {
    "UNIQUE": HitPolicy.UNIQUE,
    "ANY": HitPolicy.ANY,
    "PRIORITY": HitPolicy.PRIORITY,
    "FIRST": HitPolicy.FIRST,
    "RULE ORDER": HitPolicy.RULE_ORDER,
    "OUTPUT ORDER": HitPolicy.OUTPUT_ORDER,
    "COLLECT": HitPolicy.COLLECT,
}
_AGGREGATES = {
    "SUM": HitPolicy.SUM,
    "MIN": HitPolicy.MINIMUM,
    "MAX": HitPolicy.MAXIMUM,
    "COUNT": HitPolicy.COUNT,
}
HIT_POLICIES = {
    **{policy: (name, "") for name, policy in _POLICIES.items()},
    **{policy: ("COLLECT", name) for name, policy in _AGGREGATES.items()},
}
"""DMN's words for a hit policy: hitPolicy and aggregation."""
_KNOWN = {
    "decisionTable": frozenset({"input", "output", "annotation", "rule"}),
    "input": frozenset({"inputExpression", "inputValues"}),
    "output": frozenset({"outputValues", "defaultOutputEntry"}),
    "rule": frozenset({"inputEntry", "outputEntry", "annotationEntry"}),
    "annotation": frozenset(),
}


class TableReader:
    """Reads decision tables.

    Args:
        parts: Reader of their parts; it gathers the problems.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def read(self, element: Element, decision: str) -> DecisionTable:
        """Read a ``decisionTable`` element.

        Args:
            element: The element.
            decision: Name of its decision.
        """
        for part in (element, *element.children):
            if part.name in _KNOWN and part.namespace == element.namespace:
                self._parts.check(part, _KNOWN[part.name])
        inputs = tuple(self._input(part) for part in element.all("input"))
        outputs = tuple(self._output(part) for part in element.all("output"))
        if not outputs:
            self._parts.note("dmn.no_output", element, decision=decision)
        return DecisionTable(
            self._policy(element),
            inputs,
            outputs,
            tuple(part.get("name") for part in element.all("annotation")),
            tuple(
                self._rule(part, number, len(inputs), len(outputs))
                for number, part in enumerate(element.all("rule"), 1)
            ),
            type_name(element.get("typeRef")),
            element.line,
            extensions_of(element),
        )

    def _policy(self, element: Element) -> HitPolicy:
        name, aggregate = element.get("hitPolicy") or "UNIQUE", element.get("aggregation")
        policy = _POLICIES.get(name)
        if policy is None or (aggregate and aggregate not in _AGGREGATES):
            known = ", ".join((*_POLICIES, *_AGGREGATES))
            self._parts.note("dmn.hit_policy", element, found=f"{name} {aggregate}".strip(), known=known)
            return HitPolicy.UNIQUE
        return _AGGREGATES[aggregate] if aggregate and policy is HitPolicy.COLLECT else policy

    def _input(self, element: Element) -> InputClause:
        expression = element.first("inputExpression")
        text = self._parts.text(expression) if expression else Text("", element.line)
        if not text.text:
            self._parts.note("dmn.no_expression", element)
        return InputClause(
            text,
            type_name(expression.get("typeRef")) if expression else "",
            self._parts.optional(element, "inputValues"),
            element.get("label"),
            extensions_of(element),
        )

    def _output(self, element: Element) -> OutputClause:
        return OutputClause(
            tidy(element.get("name")),
            type_name(element.get("typeRef")),
            self._parts.optional(element, "outputValues"),
            self._parts.optional(element, "defaultOutputEntry"),
            element.get("label"),
            element.line,
            extensions_of(element),
        )

    def _rule(self, element: Element, number: int, inputs: int, outputs: int) -> Rule:
        entries = {kind: list(element.all(kind)) for kind in ("inputEntry", "outputEntry")}
        for kind, wanted in (("inputEntry", inputs), ("outputEntry", outputs)):
            if len(entries[kind]) != wanted:
                self._parts.note(
                    "dmn.entries", element, element=kind, found=len(entries[kind]), wanted=wanted
                )
        return Rule(
            element.get("id") or str(number),
            tuple(map(self._parts.text, entries["inputEntry"])),
            tuple(map(self._parts.text, entries["outputEntry"])),
            tuple(entry.text_of("text") for entry in element.all("annotationEntry")),
            element.text_of("description"),
            element.line,
            extensions_of(element),
        )
