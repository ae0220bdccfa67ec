"""Tables with more rows than are searched in one part."""

from itertools import product

import pytest
from tables.made import column, seeded, table
from tables.verify.small import matching

from benchmarks.faulty_tables import faulty_table
from kium_rules.tables import Evaluator
from kium_rules.tables.verify import Kind, verify


@pytest.mark.parametrize(("rows", "seed"), [(250, 1), (250, 2), (600, 3)])
def test_every_fault_of_a_large_table_is_found(rows, seed):
    made = faulty_table(rows, seed=seed)
    found = verify(made.table)
    assert {finding.kind for finding in found} <= {Kind.GAP, Kind.OVERLAP, Kind.CONFLICT}
    meeting = {rule for finding in found for rule in finding.rules}
    assert made.grown <= meeting
    gaps = [finding for finding in found if finding.kind is Kind.GAP]
    assert not [gap for gap in gaps if matching(made.table, gap)]
    matches = Evaluator(made.table).matches
    for facts in made.lost:
        is_told = any(all(cell.holds(facts[name], facts) for name, cell in gap.where.items()) for gap in gaps)
        assert is_told != bool(matches(facts))


def test_a_large_table_without_faults_is_in_order():
    assert verify(faulty_table(400, share=0).table) == ()


@pytest.mark.parametrize("policy", ["U", "F"])
def test_what_many_rows_leave_open_is_what_brute_force_finds(policy):
    """Boxes of random place and size that lie across each other, so that every cut runs through some."""
    chance, names, size = seeded(11), "abc", 14
    rows = []
    for _ in range(320):
        lows = [chance.randrange(size) for _ in names]
        ends = [min(low + chance.choice([0, 0, 1, 2, 5]), size - 1) for low in lows]
        rows.append({name: f"[{low}..{end}]" for name, low, end in zip(names, lows, ends, strict=True)})
    domain = f"[0..{size - 1}]"
    one = table([*(column(name, domain=domain) for name in names), column("seats", "out")], rows, policy)
    found = verify(one)
    gaps = [finding.where for finding in found if finding.kind is Kind.GAP]
    hidden = {finding.rules[0] for finding in found if finding.kind is Kind.UNREACHABLE}
    matches, used = Evaluator(one).matches, set()
    for values in product(range(size), repeat=len(names)):
        facts = dict(zip(names, values, strict=True))
        firing = [row.id for row in matches(facts)]
        used |= set(firing[:1])
        is_told = any(all(cell.holds(facts[name], facts) for name, cell in gap.items()) for gap in gaps)
        assert is_told != bool(firing), facts
    if policy == "F":
        assert hidden == {row.id for row in one.rows} - used
