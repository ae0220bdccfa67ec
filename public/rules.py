"""The rule behind a reason: the row of the table that its number names."""

from dataclasses import dataclass

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from kium_rules.tables import Row, Table
from kium_rules.tables.labelled import Labels
from public.desk import policy

blueprint = Blueprint("rules", __name__)


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a row, in the words of its table."""

    label: str
    unit: str
    cell: str


@blueprint.get("/rules/<rule_id>")
def rule(rule_id: str) -> ResponseReturnValue:
    """Show one row: when it applies, where it comes from and since when."""
    table = policy().book.get(rule_id.partition(".")[0])
    row = next((row for row in table.rows if row.id == rule_id), None) if table else None
    if table is None or row is None:
        abort(404)
    return render_template("rules/rule.html", table=table, row=row, conditions=_conditions(table, row))


def _conditions(table: Table, row: Row) -> list[Condition]:
    """Write out the cells that ask for something; codes are shown as their labels."""
    words = Labels(table)
    asking = (column for column in table.inputs if not row.inputs[column.name].is_any)
    return [Condition(column.label, column.unit or "", words.cell(row, column)) for column in asking]
