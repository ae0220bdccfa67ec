"""Reads the decision tables of a DMN file as rule tables.

Files written by `write` come back equal, with whatever was edited in them. Files of other tools are read as far as a
rule table can hold them: inputs that are names, cells of our grammar, outputs that are plain values. Everything else
is refused with its place.
"""

from __future__ import annotations

from pathlib import Path

from kium_rules.tables.build import build_table
from kium_rules.tables.dmn.drafting import Drafter
from kium_rules.tables.dmn.model import DecisionTable, Model
from kium_rules.tables.dmn.read_model import model_of, read_model
from kium_rules.tables.dmn.xml import parse_xml
from kium_rules.tables.problems import Place, Problem, TableError
from kium_rules.tables.table import Table


def read_dmn(path: Path | str) -> tuple[Table, ...]:
    """The tables of a DMN file.

    Args:
        path: A DMN 1.2-1.5 file.

    Raises:
        TableError: It cannot be read, holds what is not supported, or no decision table; with every problem found.
    """
    return tables_of(read_model(path))


def parse_dmn(text: str, file: str = "dmn") -> tuple[Table, ...]:
    """The tables of the text of a DMN file.

    Args:
        text: The XML.
        file: Its name for messages.

    Raises:
        TableError: As :func:`read_dmn`.
    """
    return tables_of(model_of(parse_xml(text.encode(), file), file))


def tables_of(model: Model) -> tuple[Table, ...]:
    """The tables of a model.

    Raises:
        TableError: As :func:`read_dmn`.
    """
    problems = list(model.all_problems)
    tables: list[Table] = []
    for decision in model.decisions.values():
        if decision.problems:
            continue
        if not isinstance(decision.logic, DecisionTable):
            facts = {"decision": decision.name}
            problems.append(Problem("dmn.no_table_logic", model.place(decision.line), decision.name, facts))
            continue
        try:
            tables.append(build_table(Drafter(model, decision, decision.logic).draft()))
        except TableError as error:
            problems.extend(error.problems)
    if not tables and not problems:
        problems.append(Problem("dmn.no_table", Place(model.file)))
    if problems:
        raise TableError(problems)
    return tuple(tables)
