"""What can be said of cells, rows and columns one by one, or by comparing what they say word for word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kium_rules.tables.axes import has_reference
from kium_rules.tables.cells import Cell, Comparison, format_cell
from kium_rules.tables.columns import Column
from kium_rules.tables.messages import say as say_table
from kium_rules.tables.table import Row
from kium_rules.tables.texts import format_literal
from kium_rules.tables.values import Value, ValueType
from kium_rules.tables.verify.dimensions import Dimension
from kium_rules.tables.verify.findings import Finding, Kind, Level, Part
from kium_rules.tables.verify.order import UndecidedError
from kium_rules.tables.verify.reports import Reporter
from kium_rules.tables.verify.space import Box, Space
from kium_rules.tables.verify.wording import column_name


def cells_outside(space: Space, reporter: Reporter) -> Iterator[Finding]:
    """Cells, or values in them, that nothing in the column's domain can match."""
    for column, dimension in zip(space.table.inputs, space.dimensions, strict=False):
        doubtful: dict[int, list[Row]] = {
            id(cell): [] for cell, atoms in dimension.cells() if not _matches_throughout(cell, atoms)
        }
        doubtful.update({key: [] for key in space.linked_cells})
        for row in space.table.rows if doubtful else ():
            cell = row.inputs[column.name]
            if id(cell) in doubtful:
                doubtful[id(cell)].append(row)
        for rows in filter(None, doubtful.values()):
            yield from _cell_outside(dimension, rows[0].inputs[column.name], rows, reporter)


def outputs_outside(space: Space, reporter: Reporter) -> Iterator[Finding]:
    """Results that lie outside the domain of their column."""
    for column in space.table.outputs:
        if column.domain is None and column.type is not ValueType.ENUM:
            continue
        rows: dict[Value, list[Row]] = {}
        for row in space.table.rows:
            if not _is_allowed(column, row.outputs[column.name]):
                rows.setdefault(row.outputs[column.name], []).append(row)
        for value, some in rows.items():
            parts = _parts(column, format_literal(value))
            yield reporter.finding(Kind.DOMAIN, Level.ERROR, some, "domain_output", parts)


def never_true(space: Space, reporter: Reporter) -> Iterator[Finding]:
    """Rows whose days or cells cannot hold together; those with a cell that alone cannot hold are told elsewhere."""
    boxes: dict[int, list[Box]] = {}
    for owner, box in zip(space.owners, space.boxes, strict=True):
        boxes.setdefault(owner, []).append(box)
    vague = {owner for index, owner in enumerate(space.owners) if space.vague >> index & 1}
    for number, row in enumerate(space.rows):
        start, end = row.valid_from, row.valid_until
        if start and end and end < start:
            days: dict[str, Part] = {"start": start.isoformat(), "until": end.isoformat()}
            yield reporter.finding(Kind.UNREACHABLE, Level.ERROR, [row], "unreachable_days", days)
        elif number in vague:
            yield reporter.finding(Kind.UNDECIDED, Level.WARNING, [row], "undecided_row")
        elif space.pairs and not _has_empty_cell(space, row):
            yield from _contradicting(space, row, boxes.get(number, []), reporter)


def duplicates(space: Space, reporter: Reporter) -> Iterator[Finding]:
    """Rows that say the same on the same days."""
    boxes: dict[int, list[Box]] = {}
    for index, owner in enumerate(space.owners):
        if not space.vague >> index & 1:
            boxes.setdefault(owner, []).append(space.boxes[index])
    alike: dict[tuple[object, ...], list[int]] = {}
    for owner, own in boxes.items():
        # Lengths are quick to compare; only rows that agree in them are compared atom by atom.
        lengths = tuple(map(int.bit_length, own[0]))
        alike.setdefault((lengths, *space.rows[owner].outputs.values()), []).append(owner)
    for owners in alike.values():
        same: dict[tuple[Box, ...], list[Row]] = {}
        for owner in owners if len(owners) > 1 else ():
            same.setdefault(tuple(boxes[owner]), []).append(space.rows[owner])
        for rows in same.values():
            if len(rows) > 1:
                yield reporter.finding(Kind.DUPLICATE, Level.WARNING, reporter.in_order(rows))


def columns_never_asked(space: Space, reporter: Reporter) -> Iterator[Finding]:
    """Input columns of which every row takes every value.

    A column counts as asked when it decides which row answers, also where rows answer alike: the row that answered is
    part of every decision, with its source and its note.
    """
    compared = {place for pair in space.pairs for place in pair}
    for place, column in enumerate(space.table.inputs):
        everything = space.everything[place]
        if space.boxes and place not in compared and all(box[place] == everything for box in space.boxes):
            name = _name(column)
            yield reporter.finding(Kind.IRRELEVANT, Level.INFO, (), parts={"column": name})


def _matches_throughout(cell: Cell, atoms: int) -> bool:
    """Whether it is plain at a glance that every part of a cell can match; most cells of large tables are like that."""
    if len(cell.tests) <= 1 and not cell.is_negated:
        return bool(atoms)
    is_list = not cell.is_negated and all(
        isinstance(test, Comparison) and test.operator == "=" for test in cell.tests
    )
    return is_list and atoms.bit_count() == len(cell.tests)


def _cell_outside(
    dimension: Dimension, cell: Cell, rows: Sequence[Row], reporter: Reporter
) -> Iterator[Finding]:
    parts = _parts(dimension.column, format_cell(cell))
    if not has_reference(cell) and not dimension.atoms(cell):
        yield reporter.finding(Kind.DOMAIN, Level.ERROR, rows, "domain_cell", parts)
        return
    for test in cell.tests:
        alone = Cell((test,))
        if not has_reference(alone) and not dimension.atoms_of(dimension.axis.test_truths(test).true):
            facts = {**parts, "part": format_cell(alone)}
            yield reporter.finding(Kind.DOMAIN, Level.WARNING, rows, "domain_value", facts)


def _parts(column: Column, cell: str) -> dict[str, Part]:
    domain = format_cell(column.domain) if column.domain else None

    def allowed(language: str) -> str:
        if domain is not None:
            return domain
        if column.values:
            return ", ".join(column.values.values() if language == "ko" else column.values)
        return say_table(f"type_{column.type}", language)

    return {"column": _name(column), "cell": cell, "domain": allowed}


def _name(column: Column) -> Part:
    return lambda language: column_name(column, language)


def _is_allowed(column: Column, value: Value) -> bool:
    if value is None:
        return True
    if column.type is ValueType.ENUM and value not in column.values:
        return False
    return column.domain is None or column.domain.holds(value, {}) is True


def _has_empty_cell(space: Space, row: Row) -> bool:
    pairs = zip(space.table.inputs, space.dimensions, strict=False)
    cells = ((row.inputs[column.name], dimension) for column, dimension in pairs)
    return any(id(cell) not in space.linked_cells and not dimension.atoms(cell) for cell, dimension in cells)


def _contradicting(space: Space, row: Row, boxes: Sequence[Box], reporter: Reporter) -> Iterator[Finding]:
    try:
        is_never = all(space.is_empty(box) for box in boxes)
    except UndecidedError:
        yield reporter.finding(Kind.UNDECIDED, Level.WARNING, [row], "undecided_reach")
        return
    if is_never:
        yield reporter.finding(Kind.UNREACHABLE, Level.ERROR, [row], "unreachable_contradiction")
