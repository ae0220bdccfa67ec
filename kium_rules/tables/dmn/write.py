"""Writes tables as DMN: one decision a table, with the inputs and results they need, and a drawing of it all.

`read.read_dmn` gives equal tables back. Rows keep their ids; source and note of a row stand in its description,
which editors show beside it, and with the note columns in its annotations. The day asked about is the first input.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from kium_rules.tables.dmn.diagram import draw
from kium_rules.tables.dmn.extension import NAMESPACE, PREFIX, table_extension
from kium_rules.tables.dmn.ids import Ids
from kium_rules.tables.dmn.markup import Tag, render, tag
from kium_rules.tables.dmn.requirements import Requirements, requirements_of, result_type
from kium_rules.tables.dmn.write_tables import TableWriter
from kium_rules.tables.dmn.xml import MAX_BYTES
from kium_rules.tables.problems import Place, Problem, TableError
from kium_rules.tables.table import HitPolicy, Table
from kium_rules.tables.texts import format_text
from kium_rules.tables.whole_files import write_whole

NAMESPACES = {
    "1.3": ("https://www.omg.org/spec/DMN/20191111/MODEL/", "https://www.omg.org/spec/DMN/20191111/DMNDI/"),
    "1.5": ("https://www.omg.org/spec/DMN/20230324/MODEL/", "https://www.omg.org/spec/DMN/20230324/DMNDI/"),
}
"""Namespaces of the versions written. The elements are the same; Camunda Modeler and dmn-js open 1.3 only."""
_DC, _DI = "http://www.omg.org/spec/DMN/20180521/DC/", "http://www.omg.org/spec/DMN/20180521/DI/"


def write_dmn(tables: Iterable[Table], path: Path | str, *, version: str = "1.5") -> None:
    """Write tables to one DMN file.

    Args:
        tables: The tables.
        path: The file.
        version: ``1.5``, or ``1.3`` for editors that open nothing newer.

    Raises:
        TableError: A name of a column cannot be told from an expression in FEEL, or the file would be larger
            than what is read.
    """
    write_whole({Path(path): format_dmn(tables, version=version).encode()})


def format_dmn(tables: Iterable[Table], *, version: str = "1.5") -> str:
    """The text of a DMN file with these tables.

    Args:
        tables: The tables.
        version: As for :func:`write_dmn`.

    Raises:
        TableError: As for :func:`write_dmn`.
    """
    text = render(_Writer(sorted(tables, key=lambda table: table.id), version).document())
    if len(text.encode()) > MAX_BYTES:  # better no file than one that cannot be read back
        raise TableError([Problem("file_too_big", Place(), facts={"limit": MAX_BYTES // 1_000_000})])
    return text


class _Writer:
    def __init__(self, tables: list[Table], version: str) -> None:
        self._tables, self._version = tables, version
        self._ids = Ids()
        self._decision_ids = {table.id: self._ids.claim(table.id) for table in tables}
        # Rows keep their own ids wherever they can, so they choose before everything that has none.
        self._rule_ids = {
            (table.id, row.id): self._ids.claim(row.id) for table in tables for row in table.rows
        }
        self._needs = requirements_of(tables)
        self._input_ids = {name: self._ids.claim(f"input_{name}") for name in self._needs.inputs}
        self._edges: dict[str, tuple[str, str]] = {}

    def document(self) -> Tag:
        model, drawing = NAMESPACES[self._version]
        decisions = [self._decision(table) for table in self._tables]
        needs = {
            self._decision_ids[table.id]: [
                self._decision_ids[other] for other in self._needs.decisions[table.id]
            ]
            for table in self._tables
        }
        attributes = {
            "xmlns": model,
            "xmlns:dmndi": drawing,
            "xmlns:dc": _DC,
            "xmlns:di": _DI,
            f"xmlns:{PREFIX}": NAMESPACE,
            "id": self._ids.claim("definitions"),
            "name": self._tables[0].id if len(self._tables) == 1 else "rules",
            "namespace": NAMESPACE,
        }
        children = (
            *_types(self._needs, self._tables),
            *(self._input(name) for name in self._needs.inputs),
            *decisions,
            draw(needs, list(self._input_ids.values()), self._edges),
        )
        return Tag("definitions", attributes, children)

    def _input(self, name: str) -> Tag:
        kind = self._needs.inputs[name]
        reference = _structure_name(name) if isinstance(kind, Mapping) else kind or None
        variable = tag(
            "variable", id=self._ids.claim(f"{self._input_ids[name]}_variable"), name=name, typeRef=reference
        )
        return tag("inputData", variable, id=self._input_ids[name], name=name)

    def _decision(self, table: Table) -> Tag:
        own = self._decision_ids[table.id]
        needed = [
            *(("requiredInput", self._input_ids[name]) for name in self._needs.of_table[table.id]),
            *(("requiredDecision", self._decision_ids[other]) for other in self._needs.decisions[table.id]),
        ]
        rule_ids = {row.id: self._rule_ids[table.id, row.id] for row in table.rows}
        return tag(
            "decision",
            tag("description", text=format_text(table.note)) if table.note else None,
            tag("extensionElements", table_extension(table)),
            tag(
                "variable", id=self._ids.claim(f"{own}_variable"), name=table.id, typeRef=_result_type(table)
            ),
            *(self._requirement(own, kind, other) for kind, other in needed),
            TableWriter(table, self._ids, own, rule_ids).table(),
            id=own,
            name=table.id,
            label=format_text(table.title["ko"]),
        )

    def _requirement(self, own: str, kind: str, other: str) -> Tag:
        edge = self._ids.claim(f"{own}_needs_{other}")
        self._edges[edge] = (other, own)
        return tag("informationRequirement", tag(kind, href=f"#{other}"), id=edge)


def _types(needs: Requirements, tables: Iterable[Table]) -> Iterable[Tag]:
    """Types of inputs that are structures, and of results with several outputs or several rows."""
    for name, kind in needs.inputs.items():
        if isinstance(kind, Mapping):
            yield tag(
                "itemDefinition", *(_component(*part) for part in kind.items()), name=_structure_name(name)
            )
    for table in tables:
        outputs = [(column.name, result_type(column, table.hit_policy)) for column in table.outputs]
        is_list = "true" if _is_list(table) else None
        if table.hit_policy is HitPolicy.COUNT:
            continue
        if len(outputs) > 1:
            yield tag(
                "itemDefinition",
                *(_component(*part) for part in outputs),
                name=f"t_{table.id}",
                isCollection=is_list,
            )
        elif is_list:
            yield tag(
                "itemDefinition",
                tag("typeRef", text=outputs[0][1]),
                name=f"t_{table.id}",
                isCollection=is_list,
            )


def _component(name: str, kind: str) -> Tag:
    return tag("itemComponent", tag("typeRef", text=kind or "Any"), name=name)


def _structure_name(name: str) -> str:
    return f"t_input_{name}"


def _result_type(table: Table) -> str:
    if _is_list(table) or (len(table.outputs) > 1 and table.hit_policy is not HitPolicy.COUNT):
        return f"t_{table.id}"
    return result_type(table.outputs[0], table.hit_policy)


def _is_list(table: Table) -> bool:
    return not (table.hit_policy.is_single or table.hit_policy.is_aggregate)
