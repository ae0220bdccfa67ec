"""A DMN model as it stands in its file: decisions, their tables and expressions as text, inputs and types.

What the library cannot work out is kept as problems of the decision it stands in, so that the rest of the model can
still be used and nothing is dropped in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from kium_rules.tables.dmn.xml import Element
from kium_rules.tables.problems import Place, Problem
from kium_rules.tables.table import HitPolicy


@dataclass(frozen=True, slots=True)
class Text:
    """A FEEL text and the line it stands in."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class ItemType:
    """An itemDefinition or itemComponent.

    Attributes:
        name: Its name.
        base: Name of the type it is made of; empty for a structure.
        components: Types of a structure's parts, by name.
        is_collection: Whether it is a list of what it describes.
        allowed: Values it may have, as unary tests.
    """

    name: str
    base: str = ""
    components: Mapping[str, ItemType] = field(default_factory=dict)
    is_collection: bool = False
    allowed: Text | None = None


@dataclass(frozen=True, slots=True)
class InputClause:
    """An input column: its expression, type, allowed values, label and what stands in its extensionElements."""

    expression: Text
    type: str
    values: Text | None
    label: str
    extensions: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class OutputClause:
    """An output column: as an input column, with a name and a default instead of an expression."""

    name: str
    type: str
    values: Text | None
    default: Text | None
    label: str
    line: int
    extensions: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its id, its entries as text, annotations, description."""

    id: str
    inputs: tuple[Text, ...]
    outputs: tuple[Text, ...]
    annotations: tuple[str, ...]
    description: str
    line: int
    extensions: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A decision table. ``annotations`` are the names of its annotation columns."""

    hit_policy: HitPolicy
    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    annotations: tuple[str, ...]
    rules: tuple[Rule, ...]
    type: str
    line: int
    extensions: tuple[Element, ...] = ()


Logic: TypeAlias = DecisionTable | Text | None


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision.

    Attributes:
        id: Its XML id.
        name: Name of its variable, by which others use its result.
        label: What people see; may be empty.
        description: Remark.
        type: Type of its result; empty: any.
        requires: XML ids of the inputs and decisions it may use.
        logic: Its table, its expression, or None.
        problems: What in it is not supported.
        line: Where it stands.
    """

    id: str
    name: str
    label: str
    description: str
    type: str
    requires: tuple[str, ...]
    logic: Logic
    problems: tuple[Problem, ...]
    line: int
    extensions: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class InputData:
    """An input of the model: XML id, name of its variable, type."""

    id: str
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Model:
    """All of a DMN file.

    Attributes:
        file: Its name for messages.
        types: itemDefinitions by name.
        inputs: Inputs by XML id.
        decisions: Decisions by XML id, in order of the file.
        problems: Unsupported parts that belong to no decision.
    """

    file: str
    types: Mapping[str, ItemType]
    inputs: Mapping[str, InputData]
    decisions: Mapping[str, Decision]
    problems: tuple[Problem, ...]

    def place(self, line: int, column: str | None = None, position: int | None = None) -> Place:
        """A place in the file."""
        return Place(self.file, line, column, None, position)

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        """Everything in the file that is not supported."""
        return (
            *self.problems,
            *(problem for decision in self.decisions.values() for problem in decision.problems),
        )
