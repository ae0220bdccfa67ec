"""Reads a DMN file into a model. What is not supported is noted by element name and line, never dropped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kium_rules.tables.dmn.model import Decision, InputData, ItemType, Logic, Model
from kium_rules.tables.dmn.parts import Parts, extensions_of, tidy, type_name
from kium_rules.tables.dmn.read_tables import TableReader
from kium_rules.tables.dmn.xml import Element, read_xml
from kium_rules.tables.parser import nearest
from kium_rules.tables.problems import Place, Problem, TableError

VERSIONS = {
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}
"""DMN version by the namespace of its elements."""

_TOP = frozenset({"itemDefinition", "inputData", "decision", "DMNDI"})
_IN_TYPE = frozenset({"typeRef", "allowedValues", "typeConstraint", "itemComponent"})
_IN_DECISION = frozenset({"variable", "informationRequirement", "decisionTable", "literalExpression"})


def read_model(path: Path | str) -> Model:
    """Read a DMN file.

    Args:
        path: A DMN 1.2-1.5 file.

    Raises:
        TableError: It cannot be read, is no DMN, or is of another version.
    """
    path = Path(path)
    return model_of(read_xml(path, path.name), path.name)


def model_of(root: Element, file: str) -> Model:
    """The model in a document.

    Args:
        root: Its root element.
        file: Name of the file for messages.

    Raises:
        TableError: The document is no DMN, or of another version.
    """
    if root.name != "definitions" or "/DMN/" not in root.namespace:
        raise TableError([Problem("dmn.not_dmn", Place(file, root.line), facts={"found": root.name})])
    if root.namespace not in VERSIONS:
        known = ", ".join(VERSIONS.values())
        facts = {"found": root.namespace, "known": known}
        raise TableError([Problem("dmn.version", Place(file, root.line), facts=facts)])
    return _ModelReader(root, file).model()


class _ModelReader:
    def __init__(self, root: Element, file: str) -> None:
        self._root, self._file = root, file
        self._problems: list[Problem] = []
        self._parts = self._collecting(self._problems)

    def model(self) -> Model:
        root = self._root
        self._parts.check(root, _TOP)
        self._parts.check_language(root)
        types = [self._item(element) for element in root.all("itemDefinition")]
        inputs = [self._input(element) for element in root.all("inputData")]
        decisions = [self._decision(element) for element in root.all("decision")]
        self._check_references(inputs, decisions)
        return Model(
            self._file,
            {item.name: item for item in types},
            {item.id: item for item in inputs},
            {decision.id: decision for decision in decisions},
            tuple(self._problems),
        )

    def _item(self, element: Element) -> ItemType:
        self._parts.check(element, _IN_TYPE)
        components = [self._item(child) for child in element.all("itemComponent")]
        return ItemType(
            tidy(element.get("name")),
            type_name(element.text_of("typeRef")),
            {component.name: component for component in components},
            element.get("isCollection") == "true",
            self._parts.optional(element, "allowedValues"),
        )

    def _input(self, element: Element) -> InputData:
        variable = element.first("variable")
        return InputData(
            _id(element),
            _variable_name(element),
            type_name(variable.get("typeRef")) if variable else "",
        )

    def _decision(self, element: Element) -> Decision:
        problems: list[Problem] = []
        parts = self._collecting(problems)
        parts.check(element, _IN_DECISION)
        variable = element.first("variable")
        logic = self._logic(element, parts)
        return Decision(
            _id(element),
            _variable_name(element),
            element.get("label"),
            element.text_of("description"),
            type_name(variable.get("typeRef")) if variable else "",
            tuple(self._requirements(element, parts)),
            logic,
            tuple(problems),
            element.line,
            extensions_of(element),
        )

    def _logic(self, element: Element, parts: Parts) -> Logic:
        table, literal = element.first("decisionTable"), element.first("literalExpression")
        if table is not None:
            return TableReader(parts).read(table, tidy(element.get("name")))
        return parts.text(literal) if literal else None

    def _requirements(self, element: Element, parts: Parts) -> Iterator[str]:
        for requirement in element.all("informationRequirement"):
            for kind in ("requiredInput", "requiredDecision"):
                for required in requirement.all(kind):
                    namespace, mark, reference = required.get("href").rpartition("#")
                    if not mark or namespace not in ("", self._root.get("namespace")):
                        parts.note("dmn.elsewhere", required, found=required.get("href"))
                    yield reference

    def _check_references(self, inputs: list[InputData], decisions: list[Decision]) -> None:
        ids = [*(item.id for item in inputs), *(decision.id for decision in decisions)]
        for twice in sorted({item for item in ids if ids.count(item) > 1}):
            self._problems.append(Problem("dmn.id_twice", Place(self._file), facts={"found": twice}))
        for decision in decisions:
            for reference in decision.requires:
                if reference not in ids:
                    facts = {"found": reference, "near": nearest(reference, ids)}
                    place = Place(self._file, decision.line)
                    self._problems.append(Problem("dmn.reference", place, decision.name, facts))

    def _collecting(self, problems: list[Problem]) -> Parts:
        return Parts(self._file, self._root.namespace, problems)


def _id(element: Element) -> str:
    return element.get("id") or tidy(element.get("name"))


def _variable_name(element: Element) -> str:
    variable = element.first("variable")
    return tidy((variable.get("name") if variable else "") or element.get("name"))
