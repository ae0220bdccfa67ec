"""The rule behind a reason: the row of the table that its number names."""

import re
from dataclasses import dataclass

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from kium_rules.tables import Column, Row, Table, format_cell
from public.desk import policy

blueprint = Blueprint("rules", __name__)


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a row, in the words of its table."""

    label: str
    cell: str


@blueprint.get("/rules/<rule_id>")
def rule(rule_id: str) -> ResponseReturnValue:
    """Show one row: when it applies, where it comes from and since when."""
    book = policy().book
    table = book.get(rule_id.partition(".")[0])
    if table is None:
        abort(404)
    row = next((row for row in table.rows if row.id == rule_id), None)
    if row is None:
        abort(404)
    return render_template("rules/rule.html", table=table, row=row, conditions=_conditions(table, row))


def _conditions(table: Table, row: Row) -> list[Condition]:
    """Write out the cells that ask for something; codes are shown as their labels."""
    asking = ((column, row.inputs[column.name]) for column in table.inputs)
    return [
        Condition(column.label, _in_words(column, format_cell(cell)))
        for column, cell in asking
        if not cell.is_any
    ]


def _in_words(column: Column, text: str) -> str:
    for code, label in column.values.items():
        text = re.sub(rf'(?<!\w)"?{re.escape(code)}"?(?!\w)', label, text)
    return text
