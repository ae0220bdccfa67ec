"""What the verification finds is what brute force finds: nothing more, nothing less."""

from itertools import combinations

import pytest
from examples import examples
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from tables.verify.small import is_covered, matching, pairs, points, tables

from kium_rules.tables import HitPolicy, Table
from kium_rules.tables.hit_policies import resolve
from kium_rules.tables.verify import Finding, Kind, Level, verify

COMPLETE = (HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.PRIORITY, HitPolicy.FIRST)
COLLECTING = tuple(policy for policy in HitPolicy if policy not in COMPLETE)
SLOW = examples(40, suppress_health_check=list(HealthCheck))


def kinds(found: tuple[Finding, ...], *wanted: Kind) -> list[Finding]:
    return [finding for finding in found if finding.kind in wanted]


@pytest.mark.parametrize("is_linked", [False, True])
@SLOW
@given(data=st.data())
def test_every_gap_is_real_and_every_real_gap_is_found(is_linked, data):
    table = data.draw(tables(COMPLETE, is_linked=is_linked))
    found = verify(table)
    gaps = [gap for gap in kinds(found, Kind.GAP) if gap.level is Level.ERROR]
    for gap in gaps:
        assert not matching(table, gap), gap.en
    inputs = points(table)
    said = [gap for gap in gaps if gap.where is not None]
    for point in inputs:
        if any(is_covered(gap, point) for gap in said):
            assert not point.rows
        elif len(said) == len(gaps) and not kinds(found, Kind.UNDECIDED):
            assert point.rows
    if any(not point.rows for point in inputs):
        assert gaps or kinds(found, Kind.UNDECIDED)


@pytest.mark.parametrize("is_linked", [False, True])
@SLOW
@given(data=st.data())
def test_every_overlap_is_real_and_every_real_overlap_is_found(is_linked, data):
    table = data.draw(tables((HitPolicy.UNIQUE, HitPolicy.ANY), is_linked=is_linked))
    found = verify(table)
    told = kinds(found, Kind.OVERLAP, Kind.CONFLICT)
    for finding in told:
        first, second = finding.rules
        assert {first, second} <= matching(table, finding), finding.en
        is_same = table.row(first).outputs == table.row(second).outputs
        assert finding.kind is (Kind.OVERLAP if is_same else Kind.CONFLICT)
    real = pairs(table, points(table))
    if table.hit_policy is HitPolicy.ANY:
        real = {pair for pair in real if table.row(pair[0]).outputs != table.row(pair[1]).outputs}
    undecided = {rule for finding in kinds(found, Kind.UNDECIDED) for rule in finding.rules}
    assert {pair for pair in real if not undecided & set(pair)} <= {finding.rules for finding in told}


@pytest.mark.parametrize("is_linked", [False, True])
@SLOW
@given(data=st.data())
def test_every_row_never_used_is_found_with_as_few_rows_as_hide_it(is_linked, data):
    table = data.draw(tables((HitPolicy.FIRST, HitPolicy.PRIORITY), is_linked=is_linked))
    found = verify(table)
    inputs = points(table)
    used = {
        resolve(table, [table.rows[index] for index in point.rows]).rule_ids for point in inputs if point.rows
    }
    used = {rule for rules in used for rule in rules}
    told = {finding.rules[0]: finding for finding in kinds(found, Kind.UNREACHABLE)}
    never = {
        rule
        for finding in kinds(found, Kind.DOMAIN)
        if finding.level is Level.ERROR
        for rule in finding.rules
    }
    undecided = {rule for finding in kinds(found, Kind.UNDECIDED) for rule in finding.rules}
    assert not used & (told.keys() | never)
    assert {row.id for row in table.rows} - used <= told.keys() | never | undecided
    for rule, finding in told.items():
        hiding = [row.id for row in table.rows].index
        reached = [point for point in inputs if hiding(rule) in point.rows]
        others = {hiding(other) for other in finding.rules[1:]}
        assert all(others & set(point.rows) for point in reached)
        for fewer in combinations(others, len(others) - 1) if others else ():
            assert any(not set(fewer) & set(point.rows) for point in reached)


@SLOW
@given(tables((HitPolicy.PRIORITY,)))
def test_rows_of_equal_priority_that_disagree_are_a_warning(table):
    ranks = ["high", "middle", "low"]
    rank = {row.id: ranks.index(row.outputs["rank"]) if row.outputs["rank"] else 3 for row in table.rows}
    real = {
        (first, second)
        for first, second in pairs(table, points(table))
        if rank[first] == rank[second] and table.row(first).outputs != table.row(second).outputs
    }
    told = kinds(verify(table), Kind.CONFLICT, Kind.OVERLAP)
    assert {finding.rules for finding in told} == real
    assert all(finding.level is Level.WARNING for finding in told)


@SLOW
@given(tables(COLLECTING))
def test_collecting_tables_have_neither_gaps_nor_overlaps(table):
    found = verify(table)
    assert all(finding.level is Level.WARNING for finding in kinds(found, Kind.GAP))
    assert not kinds(found, Kind.OVERLAP, Kind.CONFLICT, Kind.UNDECIDED)


@SLOW
@given(tables(tuple(HitPolicy)))
def test_rows_that_never_match_and_rows_that_say_the_same_are_found(table):
    found = verify(table)
    inputs = points(table)
    firing = {index for point in inputs for index in point.rows}
    told = {finding.rules[0] for finding in kinds(found, Kind.UNREACHABLE)}
    told |= {
        rule
        for finding in kinds(found, Kind.DOMAIN)
        if finding.level is Level.ERROR
        for rule in finding.rules
    }
    assert {row.id for index, row in enumerate(table.rows) if index not in firing} <= told
    duplicates = kinds(found, Kind.DUPLICATE)
    assert {one.rules for one in duplicates if one.wording.code == "duplicate"} == _duplicates(table, inputs)
    assert {one.rules[0] for one in duplicates if one.wording.code != "duplicate"} == _redundant(
        table, inputs
    )


def _redundant(table: Table, inputs: list) -> set[str]:
    """Rows that match only where other rows, which do not match just as they do, match with the same results."""
    if table.hit_policy.is_single and table.hit_policy is not HitPolicy.ANY:
        return set()
    matched = {
        row.id: {n for n, point in enumerate(inputs) if i in point.rows} for i, row in enumerate(table.rows)
    }
    redundant = set()
    for row in table.rows:
        others = [
            matched[other.id]
            for other in table.rows
            if other.outputs == row.outputs and matched[other.id] != matched[row.id]
        ]
        if matched[row.id] and matched[row.id] <= set().union(*others):
            redundant.add(row.id)
    return redundant


def _duplicates(table: Table, inputs: list) -> set[tuple[str, ...]]:
    same: dict[tuple, list[str]] = {}
    for index, row in enumerate(table.rows):
        where = tuple(number for number, point in enumerate(inputs) if index in point.rows)
        if where:
            same.setdefault((where, *row.outputs.values()), []).append(row.id)
    return {tuple(rules) for rules in same.values() if len(rules) > 1}
