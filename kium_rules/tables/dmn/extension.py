"""What a table has and DMN has no place for: it travels in extensionElements, in a namespace of our own.

    <kium:table owner= source=>          in the decision's extensionElements
      <kium:title lang="en">...          titles besides the decision's label
      <kium:column name= kind= type= unit= domain= label=>   every column in order; label: of note columns only
        <kium:value code= label= />      labels of an enum's codes
      <kium:cases>                       the examples, as cases.csv
    <kium:rule id= />                    in a rule whose id is no XML id

Texts stand in the form of the CSV files: quoted where they could not be read back. What DMN itself can say (names,
labels, types, allowed values, defaults, cells) is read from there, so that edits made in any DMN editor count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kium_rules.tables.cells import format_cell
from kium_rules.tables.columns import Column, ColumnKind
from kium_rules.tables.dmn.markup import Tag, tag
from kium_rules.tables.dmn.xml import Element
from kium_rules.tables.files import format_cases
from kium_rules.tables.table import Table
from kium_rules.tables.texts import format_text, read_text
from kium_rules.tables.values import ValueType

NAMESPACE = "urn:kium-rules:dmn:1"
PREFIX = "kium"


@dataclass(frozen=True, slots=True)
class KeptColumn:
    """What is kept of a column."""

    name: str
    kind: str
    type: str
    unit: str = ""
    domain: str = ""
    label: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KeptTable:
    """What is kept of a table; ``cases`` is the text of ``cases.csv`` and ``cases_line`` where it begins."""

    owner: str
    source: str
    titles: Mapping[str, str]
    columns: tuple[KeptColumn, ...]
    cases: str
    cases_line: int


def table_extension(table: Table) -> Tag:
    """The extension of a table."""
    return tag(
        f"{PREFIX}:table",
        *(
            tag(f"{PREFIX}:title", lang=language, text=format_text(title))
            for language, title in table.title.items()
            if language != "ko"
        ),
        *map(_column, table.columns),
        tag(f"{PREFIX}:cases", text=format_cases(table)) if table.cases else None,
        owner=format_text(table.owner),
        source=format_text(table.source),
    )


def rule_extension(rule_id: str) -> Tag:
    """The extension of a rule whose id is no XML id."""
    return tag(f"{PREFIX}:rule", id=rule_id)


def kept_table(extensions: Iterable[Element]) -> KeptTable | None:
    """What is kept of a table in a decision's extensions; None where another tool made the file."""
    element = _own(extensions, "table")
    if element is None:
        return None
    cases = element.first("cases")
    return KeptTable(
        read_text(element.get("owner")),
        read_text(element.get("source")),
        {title.get("lang"): read_text(title.text.strip()) for title in element.all("title")},
        tuple(_kept_column(column) for column in element.all("column")),
        cases.text if cases else "",
        cases.line if cases else element.line,
    )


def kept_rule_id(extensions: Iterable[Element]) -> str:
    """The id kept in a rule's extensions; empty where there is none."""
    element = _own(extensions, "rule")
    return element.get("id") if element else ""


def _own(extensions: Iterable[Element], name: str) -> Element | None:
    return next((item for item in extensions if item.namespace == NAMESPACE and item.name == name), None)


def _column(column: Column) -> Tag:
    # An enum's domain has no place: inputValues name its codes. Other domains are the inputValues.
    is_kept = column.domain is not None and (column.type is ValueType.ENUM or column.kind is ColumnKind.NOTE)
    return tag(
        f"{PREFIX}:column",
        *(
            tag(f"{PREFIX}:value", code=format_text(code), label=format_text(label))
            for code, label in column.values.items()
        ),
        name=column.name,
        kind=column.kind.value,
        type=column.type.value,
        unit=format_text(column.unit) if column.unit else None,
        domain=format_cell(column.domain) if column.domain and is_kept else None,
        label=format_text(column.label) if column.kind is ColumnKind.NOTE else None,
    )


def _kept_column(element: Element) -> KeptColumn:
    return KeptColumn(
        element.get("name"),
        element.get("kind"),
        element.get("type"),
        read_text(element.get("unit")),
        element.get("domain"),
        read_text(element.get("label")),
        {read_text(value.get("code")): read_text(value.get("label")) for value in element.all("value")},
    )
