"""Works out the decisions of a DMN model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kium_rules.tables.dmn.hits import Matched, result_of
from kium_rules.tables.dmn.model import Decision, DecisionTable, Model, Rule, Text
from kium_rules.tables.dmn.types import NotOfTypeError, Types
from kium_rules.tables.feel import (
    Feel,
    FeelError,
    KnownNames,
    Node,
    Scope,
    Tests,
    evaluate,
    parse_expression,
    parse_tests,
    satisfies,
)
from kium_rules.tables.parser import nearest
from kium_rules.tables.problems import Problem, TableError
from kium_rules.tables.table import HitPolicy


class Runner:
    """Decides by a model.

    Args:
        model: The model.
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        self._types = Types(model)
        self._names = KnownNames(
            [
                *(item.name for item in model.inputs.values()),
                *(decision.name for decision in model.decisions.values()),
                *self._types.names(),
                *(name for decision in model.decisions.values() for name in _output_names(decision)),
            ]
        )
        self._expressions: dict[str, Node] = {}
        self._tests: dict[str, Tests] = {}

    def decide(self, name: str, inputs: Mapping[str, Feel]) -> Feel:
        """The result of a decision.

        Args:
            name: Name of the decision.
            inputs: Value by name of input; missing ones are null.

        Raises:
            TableError: The model has no such decision, or what it needs is not supported or cannot be read.
        """
        decisions = [decision for decision in self._model.decisions.values() if decision.name == name]
        if not decisions:
            near = nearest(name, [decision.name for decision in self._model.decisions.values()])
            facts = {"found": name, "near": near}
            raise TableError([Problem("dmn.no_decision", self._model.place(1), facts=facts)])
        return self._result(decisions[0], inputs, {}, ())

    def input_type(self, name: str) -> str | None:
        """FEEL's own type of an input; None for structures, lists and inputs without a type."""
        kinds = [item.type for item in self._model.inputs.values() if item.name == name]
        return self._types.basic(kinds[0]) if kinds else None

    def _result(
        self, decision: Decision, inputs: Mapping[str, Feel], known: dict[str, Feel], path: tuple[str, ...]
    ) -> Feel:
        if decision.id in known:
            return known[decision.id]
        if decision.problems:
            raise TableError(decision.problems)
        if decision.id in path:
            names = " → ".join(self._model.decisions[id_].name for id_ in (*path, decision.id))
            place = self._model.place(decision.line)
            raise TableError([Problem("dmn.cycle", place, decision.name, {"found": names})])
        scope: dict[str, Feel] = {}
        for required in decision.requires:
            if required in self._model.decisions:
                other = self._model.decisions[required]
                scope[other.name] = self._result(other, inputs, known, (*path, decision.id))
            elif required in self._model.inputs:
                item = self._model.inputs[required]
                scope[item.name] = self._typed(inputs.get(item.name), item.type)
        known[decision.id] = self._typed(self._logic(decision, scope), decision.type)
        return known[decision.id]

    def _typed(self, value: Feel, kind: str) -> Feel:
        try:
            return self._types.as_type(value, kind)
        except NotOfTypeError:
            return None

    def _logic(self, decision: Decision, scope: Scope) -> Feel:
        logic = decision.logic
        if isinstance(logic, DecisionTable):
            return self._table(decision, logic, scope)
        if logic is None or not logic.text:
            place = self._model.place(decision.line)
            raise TableError([Problem("dmn.no_logic", place, decision.name, {"decision": decision.name})])
        return self._value(logic, scope)

    def _table(self, decision: Decision, table: DecisionTable, scope: Scope) -> Feel:
        questions: list[Feel] = []
        for clause in table.inputs:
            value = self._typed(self._value(clause.expression, scope), clause.type)
            if not self._allows(clause.values, value, scope):
                return None
            questions.append(value)
        matched = []
        for number, rule in enumerate(table.rules, 1):
            if self._hits(rule, questions, scope):
                outputs = self._outputs(table, rule.outputs, scope)
                if outputs is None:
                    return None
                matched.append(Matched(rule.id or str(number), outputs))
                if table.hit_policy is HitPolicy.FIRST:
                    break
        defaults = [clause.default for clause in table.outputs]
        default = self._outputs(table, defaults, scope) if any(defaults) else None
        names = [clause.name or decision.name for clause in table.outputs]
        return result_of(table.hit_policy, names, self._priorities(table, scope), matched, default)

    def _hits(self, rule: Rule, questions: Sequence[Feel], scope: Scope) -> bool:
        return all(
            self._holds(entry, question, scope) is True
            for entry, question in zip(rule.inputs, questions, strict=True)
        )

    def _outputs(
        self, table: DecisionTable, entries: Sequence[Text | None], scope: Scope
    ) -> tuple[Feel, ...] | None:
        """The outputs of a rule; None where one of them is not among those the table allows."""
        values: list[Feel] = []
        for clause, entry in zip(table.outputs, entries, strict=True):
            value = self._value(entry, scope) if entry and entry.text else None
            try:
                value = self._types.as_type(value, clause.type)
            except NotOfTypeError:
                return None
            if not self._allows(clause.values, value, scope):
                return None
            values.append(value)
        return tuple(values)

    def _priorities(self, table: DecisionTable, scope: Scope) -> list[list[Feel]]:
        return [
            [
                evaluate(test.operand, scope)
                for test in self._read_tests(clause.values).tests
                if not test.operator
            ]
            if clause.values
            else []
            for clause in table.outputs
        ]

    # -- texts

    def _allows(self, values: Text | None, value: Feel, scope: Scope) -> bool:
        return values is None or value is None or self._holds(values, value, scope) is not False

    def _holds(self, text: Text, value: Feel, scope: Scope) -> bool | None:
        tests = self._read_tests(text)
        try:
            return satisfies(tests, value, scope)
        except FeelError as error:
            raise self._unreadable(text, error) from None

    def _value(self, text: Text, scope: Scope) -> Feel:
        try:
            node = self._expressions.get(text.text)
            if node is None:
                node = self._expressions[text.text] = parse_expression(text.text, self._names)
            return evaluate(node, scope)
        except FeelError as error:
            raise self._unreadable(text, error) from None

    def _read_tests(self, text: Text) -> Tests:
        try:
            tests = self._tests.get(text.text)
            if tests is None:
                tests = self._tests[text.text] = parse_tests(text.text, self._names)
        except FeelError as error:
            raise self._unreadable(text, error) from None
        return tests

    def _unreadable(self, text: Text, error: FeelError) -> TableError:
        place = self._model.place(text.line, position=error.position + 1)
        return TableError([Problem(f"dmn.{error.code}", place, facts={**error.facts, "text": text.text})])


def _output_names(decision: Decision) -> list[str]:
    if not isinstance(decision.logic, DecisionTable):
        return []
    return [clause.name for clause in decision.logic.outputs if clause.name]
