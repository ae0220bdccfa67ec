"""Small random tables, and every input of them that could make a difference, for a verdict by brute force."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, product

from hypothesis import strategies as st

from kium_rules.tables import (
    Cell,
    Column,
    ColumnKind,
    Comparison,
    Constant,
    HitPolicy,
    Interval,
    Reference,
    Row,
    Table,
    ValueType,
)
from kium_rules.tables.verify import Finding

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 5)
CONSTANTS = {
    ValueType.INTEGER: [0, 1, 3],
    ValueType.NUMBER: [Decimal(0), Decimal(1)],
    ValueType.TEXT: ["a", "b"],
    ValueType.ENUM: ["red", "green", "blue"],
    ValueType.BOOLEAN: [True, False],
    ValueType.DATE: [FIRST, FIRST + timedelta(days=2)],
}
# Between and around the constants stand as many values as there can be columns to tell apart by comparing them.
GRID = {
    ValueType.INTEGER: range(-3, 7),
    ValueType.NUMBER: [Decimal(quarter) / 4 for quarter in range(-3, 8)],
    ValueType.TEXT: ["", "!", "!!", "a", "a!", "a!!", "a!!!", "b", "b!", "b!!", "b!!!"],
    ValueType.ENUM: CONSTANTS[ValueType.ENUM],
    ValueType.BOOLEAN: [True, False],
    ValueType.DATE: [FIRST + timedelta(days=days) for days in range(-3, 6)],
}
DAYS = [FIRST + timedelta(days=days) for days in range(-2, 8)]
ORDERED = {ValueType.INTEGER, ValueType.NUMBER, ValueType.TEXT, ValueType.DATE}


@dataclass(frozen=True)
class Point:
    """One input with the rows, by index, that match it."""

    facts: dict
    on: date | None
    rows: tuple[int, ...]


def points(table: Table) -> list[Point]:
    """Every input that may occur, asked row by row and cell by cell."""
    days = DAYS if table.is_dated else [None]
    starts = [row.valid_from for row in table.rows]
    if table.is_dated and None not in starts:
        days = [day for day in days if day >= min(starts)]
    found = []
    for values in product(*(_values(table, column) for column in table.inputs)):
        facts = {column.name: value for column, value in zip(table.inputs, values, strict=True)}
        matching = [
            index
            for index, row in enumerate(table.rows)
            if all(cell.holds(facts[name], facts) is True for name, cell in row.inputs.items())
        ]
        for day in days:
            rows = tuple(index for index in matching if day is None or table.rows[index].holds_on(day))
            found.append(Point(facts, day, rows))
    return found


def is_covered(finding: Finding, point: Point) -> bool:
    """Whether a gap that was found holds a point."""
    if finding.days:
        start, end = finding.days
        if not (start or date.min) <= point.on <= (end or date.max):
            return False
    return all(cell.holds(point.facts[name], point.facts) is True for name, cell in finding.where.items())


def matching(table: Table, finding: Finding) -> set[str]:
    """Ids of the rows that match the example of a finding."""
    facts = dict(finding.example)
    day = facts.pop("on", None)
    assert facts.keys() == {column.name for column in table.inputs}
    return {
        row.id
        for row in table.rows
        if (day is None or row.holds_on(day))
        and all(cell.holds(facts[name], facts) is True for name, cell in row.inputs.items())
    }


def pairs(table: Table, found: list[Point]) -> set[tuple[str, str]]:
    """Ids of the rows that match one input together."""
    ids = [row.id for row in table.rows]
    return {(ids[first], ids[second]) for point in found for first, second in combinations(point.rows, 2)}


def _values(table: Table, column: Column) -> Iterator[object]:
    cells = [row.inputs[column.name] for row in table.rows]
    for value in GRID[column.type]:
        if column.domain is None or column.domain.holds(value, {}) is True:
            yield value
    if any(None in cell.constants for cell in [*cells, column.domain or Cell()]):
        yield None


# -- random tables


@st.composite
def tables(draw, policies: tuple[HitPolicy, ...], *, is_linked: bool = False, max_rows: int = 5) -> Table:
    """A table of up to three columns; with comparisons of columns, where wanted."""
    types = st.sampled_from(list(CONSTANTS))
    if is_linked:
        kind = draw(types)
        kinds = [kind] * draw(st.integers(2, 3))
    else:
        kinds = draw(st.lists(types, min_size=1, max_size=3))
    inputs = [_column(draw, f"k{index}", kind) for index, kind in enumerate(kinds)]
    results = {code: code for code in ("high", "middle", "low")}
    outputs = [
        Column("rank", "순위", ColumnKind.OUTPUT, ValueType.ENUM, None, None, results),
        Column("size", "크기", ColumnKind.OUTPUT, ValueType.INTEGER),
    ]
    is_dated = draw(st.booleans())
    rows = tuple(
        _row(draw, index, inputs, is_linked, is_dated) for index in range(draw(st.integers(0, max_rows)))
    )
    return Table("t", {"ko": "표", "en": "table"}, draw(st.sampled_from(policies)), (*inputs, *outputs), rows)


def _column(draw, name: str, kind: ValueType) -> Column:
    domain = None
    if kind is ValueType.INTEGER and draw(st.booleans()):
        domain = Cell((Interval(Constant(0), Constant(2)), Comparison("=", Constant(4))))
    values = {code: code.upper() for code in CONSTANTS[kind]} if kind is ValueType.ENUM else {}
    return Column(name, f"{name} 이름", ColumnKind.INPUT, kind, None, domain, values)


def _row(draw, index: int, inputs: list[Column], is_linked: bool, is_dated: bool) -> Row:
    start, end = None, None
    if is_dated and draw(st.booleans()):
        days = st.none() | st.dates(FIRST, LAST)
        start, end = draw(days), draw(days)
        if start and end and end < start:
            start, end = end, start
    cells = {column.name: draw(_cells(column, inputs if is_linked else [])) for column in inputs}
    outputs = {"rank": draw(st.sampled_from(["high", "low", None])), "size": draw(st.integers(1, 2))}
    return Row(f"t.{index}", cells, outputs, start, end)


@st.composite
def _cells(draw, column: Column, others: list[Column]) -> Cell:
    if draw(st.integers(0, 2)) == 0:
        return Cell()
    constants = st.sampled_from(CONSTANTS[column.type]).map(Constant)
    names = [other.name for other in others if other is not column]
    operands = constants | st.sampled_from(names).map(Reference) if names else constants
    tests = draw(st.lists(_tests(column, operands), min_size=1, max_size=2, unique=True))
    return Cell(tuple(tests), draw(st.integers(0, 3)) == 0)


@st.composite
def _tests(draw, column: Column, operands: st.SearchStrategy) -> Comparison | Interval:
    kind = draw(st.integers(0, 7))
    if kind == 0:
        return Comparison(draw(st.sampled_from(["=", "!="])), Constant(None))
    if kind < 4 or column.type not in ORDERED:
        return Comparison(draw(st.sampled_from(["=", "=", "!="])), draw(operands))
    if kind < 6:
        return Comparison(draw(st.sampled_from(["<", "<=", ">", ">="])), draw(operands))
    return Interval(draw(operands), draw(operands), draw(st.booleans()), draw(st.booleans()))
