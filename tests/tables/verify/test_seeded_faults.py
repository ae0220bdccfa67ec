"""A fault put into a copy of any table in rules/ is found."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from kium_rules.tables import Cell, Comparison, Constant, HitPolicy, Row, RuleBook, Table, Value, ValueType
from kium_rules.tables.verify import Finding, Kind, Level, check, verify

BOOK = RuleBook.load()
WORDS = list(BOOK)
COMPLETE = (HitPolicy.UNIQUE, HitPolicy.ANY)


@pytest.mark.parametrize("word", WORDS)
def test_the_table_itself_is_in_order(word):
    """Its examples are run beside the others, in `tests/cases`."""
    found = [finding for finding in check(BOOK[word]) if finding.kind is not Kind.CASE]
    assert not [finding.en for finding in found if finding.level is not Level.INFO]


@pytest.mark.parametrize("word", WORDS)
def test_a_row_that_was_shrunk_leaves_a_gap_or_fails_its_case(word):
    table, seeded = BOOK[word], 0
    for row in table.rows:
        for smaller in _shrunk(table, row):
            seeded += 1
            found = check(_with(table, row, [smaller] if smaller else []))
            is_found = any(finding.kind in (Kind.GAP, Kind.CASE) for finding in _errors(found))
            assert is_found, (row.id, smaller)
            if table.hit_policy in COMPLETE and table.default is None:
                assert any(finding.kind is Kind.GAP for finding in found), (row.id, smaller)
    assert seeded >= len(table.rows)


@pytest.mark.parametrize("word", WORDS)
def test_a_row_that_has_grown_meets_another_or_hides_one_or_fails_a_case(word):
    table = BOOK[word]
    for row in table.rows:
        for larger in _grown(table, row) if len(table.rows) > 1 else ():
            found = _errors(check(_with(table, row, [larger])))
            if table.hit_policy in COMPLETE:
                meets = [
                    one for one in found if one.kind in (Kind.OVERLAP, Kind.CONFLICT) and row.id in one.rules
                ]
                assert meets, larger
            else:
                assert found, larger


@pytest.mark.parametrize("word", WORDS)
def test_a_row_that_another_shadows_is_found(word):
    table = BOOK[word]
    for row in table.rows:
        found = verify(_with(table, row, [replace(row, id="seed.1"), row]))
        wanted = {HitPolicy.FIRST: Kind.UNREACHABLE, HitPolicy.UNIQUE: Kind.OVERLAP}
        kind = wanted.get(table.hit_policy, Kind.DUPLICATE)
        assert {"seed.1", row.id} in [set(finding.rules) for finding in found if finding.kind is kind]


@pytest.mark.parametrize("word", WORDS)
def test_a_row_that_two_rows_shadow_together_is_found(word):
    table = BOOK[word]
    for row in table.rows:
        for halves in _halves(table, row):
            found = check(_with(table, row, [*halves, row]))
            if table.hit_policy is HitPolicy.UNIQUE:
                pairs = {finding.rules for finding in found if finding.kind in (Kind.OVERLAP, Kind.CONFLICT)}
                assert {("seed.1", row.id), ("seed.2", row.id)} <= pairs
            else:
                # Under F an earlier row may hide a half as well, and stand in for it.
                kind = Kind.UNREACHABLE if table.hit_policy is HitPolicy.FIRST else Kind.DUPLICATE
                [hidden] = [
                    finding for finding in found if finding.kind is kind and finding.rules[0] == row.id
                ]
                assert len(hidden.rules) == 3
                assert {"seed.1", "seed.2"} & set(hidden.rules)


@pytest.mark.parametrize("word", WORDS)
def test_a_day_that_was_lost_between_two_versions_of_a_row_is_found(word):
    table, lost = BOOK[word], date(2026, 7, 1)
    for row in table.rows:
        versions = [
            replace(row, id="seed.1", valid_until=date(2026, 6, 30)),
            replace(row, id="seed.2", valid_from=date(2026, 7, 2)),
        ]
        found = verify(_with(table, row, versions))
        gaps = [finding for finding in found if finding.kind is Kind.GAP]
        assert gaps, row.id
        assert all(gap.days == (lost, lost) and gap.example["on"] == lost for gap in gaps)


@pytest.mark.parametrize("word", [word for word in WORDS if BOOK[word].hit_policy in COMPLETE])
def test_a_row_that_ends_without_a_successor_leaves_days_without_a_rule(word):
    table = BOOK[word]
    for row in table.rows:
        found = verify(_with(table, row, [replace(row, valid_until=date(2026, 6, 30))]))
        assert (date(2026, 7, 1), None) in [finding.days for finding in found if finding.kind is Kind.GAP]


def _errors(found: tuple[Finding, ...]) -> list[Finding]:
    return [finding for finding in found if finding.level is Level.ERROR]


def _with(table: Table, row: Row, rows: list[Row]) -> Table:
    at = table.rows.index(row)
    return replace(table, rows=(*table.rows[:at], *rows, *table.rows[at + 1 :]))


def _shrunk(table: Table, row: Row) -> Iterator[Row | None]:
    """The row without the facts of a case that needs it, column by column; None: without the row."""
    case = next(case for case in table.cases if row.id in (case.rules or ()))
    yield None
    for column in table.inputs:
        smaller = _without(row.inputs[column.name], case.facts[column.name], column.type)
        if smaller is not None:
            yield replace(row, inputs={**row.inputs, column.name: smaller})


def _without(cell: Cell, value: Value, kind: ValueType) -> Cell | None:
    this = Comparison("=", Constant(value))
    if cell.is_any:
        return Cell((this,), is_negated=True) if value is not None else None
    if len(cell.tests) > 1 and this in cell.tests and not cell.is_negated:
        return replace(cell, tests=tuple(test for test in cell.tests if test != this))
    [test, *others] = cell.tests
    if others or cell.is_negated or not isinstance(test, Comparison) or test.operand != Constant(value):
        return None
    stricter = {">=": ">", "<=": "<"}.get(test.operator)
    return Cell((replace(test, operator=stricter),)) if stricter else None


def _grown(table: Table, row: Row) -> Iterator[Row]:
    """The row with one cell that takes everything, where rows must not meet; elsewhere with all of them so."""
    narrow = [name for name, cell in row.inputs.items() if not cell.is_any]
    if table.hit_policy in COMPLETE:
        for name in narrow:
            yield replace(row, inputs={**row.inputs, name: Cell()})
    elif narrow:
        is_last = row is table.rows[-1]
        if not (is_last and table.hit_policy is HitPolicy.FIRST):
            yield replace(row, inputs=dict.fromkeys(row.inputs, Cell()))


def _halves(table: Table, row: Row) -> Iterator[list[Row]]:
    """Two rows that together match what a row matches: by the values of a column, and by the days."""
    for column in table.inputs:
        values = list(column.values) or ([True, False] if column.type is ValueType.BOOLEAN else [])
        if row.inputs[column.name].is_any and len(values) > 1:
            tests = [Comparison("=", Constant(value)) for value in values]
            cells = [Cell(tuple(tests[:1])), Cell(tuple(tests[1:]))]
            if any(None in other.inputs[column.name].constants for other in table.rows):
                cells[1] = Cell(tuple(tests[:1]), is_negated=True)
            yield [
                replace(row, id=f"seed.{number}", inputs={**row.inputs, column.name: cell})
                for number, cell in enumerate(cells, start=1)
            ]
            break
    yield [
        replace(row, id="seed.1", valid_until=date(2026, 6, 30)),
        replace(row, id="seed.2", valid_from=date(2026, 7, 1)),
    ]
