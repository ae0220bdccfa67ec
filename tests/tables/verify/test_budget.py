"""What the budget does not allow to look at is named; the rest is found all the same."""

from tables.made import column, seeded, table

from kium_rules.tables import Table
from kium_rules.tables.verify import Kind, Level, verify

OUT = column("seats", "out")


def scattered(policy: str, count: int = 60) -> Table:
    """Boxes here and there in a space of four columns, over a row for the rest under F."""
    chance = seeded(7)
    names = ["a", "b", "c", "d"]
    rows = []
    for _ in range(count):
        lows = [chance.randrange(90) for _ in names]
        rows.append({name: f"[{low}..{low + 9}]" for name, low in zip(names, lows, strict=True)})
    if policy == "F":
        rows.append({})
        rows.append({"a": "< 50"})
    return table([*(column(name, domain="[0..99]") for name in names), OUT], rows, policy)


def test_a_search_for_gaps_that_ends_early_says_so_and_where():
    found = verify(scattered("U"), budget=2_000)
    [undecided] = [finding for finding in found if finding.kind is Kind.UNDECIDED]
    assert undecided.level is Level.WARNING
    assert undecided.wording.code == "undecided_gap"
    assert "%" in undecided.ko
    assert any(column in undecided.ko for column in "abcd")
    assert any(finding.kind is Kind.GAP for finding in found)


def test_a_row_that_could_not_be_settled_is_named():
    found = verify(scattered("F"), budget=30)
    undecided = [finding for finding in found if finding.wording.code == "undecided_reach"]
    assert undecided
    assert all(finding.kind is Kind.UNDECIDED and len(finding.rules) == 1 for finding in undecided)
    # A single row that hides another needs no search.
    assert [finding.rules for finding in found if finding.kind is Kind.UNREACHABLE] == [("t.62", "t.61")]


def test_enough_budget_settles_everything_and_always_alike():
    for policy in "UF":
        found = verify(scattered(policy, 20))
        assert not [finding for finding in found if finding.kind is Kind.UNDECIDED]
        assert found == verify(scattered(policy, 20))


def test_pairs_beyond_what_anybody_reads_are_counted(monkeypatch):
    monkeypatch.setattr("kium_rules.tables.verify.checking.MOST_LISTED", 5)
    found = verify(table([OUT], [{"seats": str(number)} for number in range(6)]))
    assert len([finding for finding in found if finding.kind is Kind.CONFLICT]) == 5
    [more] = [finding for finding in found if finding.kind is Kind.UNDECIDED]
    assert "10" in more.ko
    assert "5" in more.ko


def test_gaps_beyond_what_anybody_reads_are_told_to_exist(monkeypatch):
    monkeypatch.setattr("kium_rules.tables.verify.checking.MOST_LISTED", 3)
    found = verify(scattered("U", 10))
    assert len([finding for finding in found if finding.kind is Kind.GAP]) == 3
    assert [finding.wording.code for finding in found if finding.kind is Kind.UNDECIDED] == [
        "undecided_gap_more"
    ]


def test_a_table_with_many_rows_is_cut_before_it_is_searched():
    """A thousand rows that tile a space, of which one is missing and one stands twice."""
    rows = [
        {"a": f"[{10 * a}..{10 * a + 9}]", "b": f"[{10 * b}..{10 * b + 9}]", "c": f"[{10 * c}..{10 * c + 9}]"}
        for a in range(10)
        for b in range(10)
        for c in range(10)
    ]
    lost = rows.pop(567)
    rows.append(rows[123])
    columns = [*(column(name, domain="[0..99]") for name in "abc"), OUT]
    found = verify(table(columns, rows))
    assert [finding.kind for finding in found] == [Kind.GAP, Kind.OVERLAP, Kind.DUPLICATE]
    assert {name: str(finding.where[name].constants) for finding in found[:1] for name in "abc"} == {
        name: str(tuple(map(int, cell.strip("[]").split("..")))) for name, cell in lost.items()
    }
    assert found[1].rules == ("t.124", "t.1000")


def test_comparing_columns_costs_budget_as_well():
    columns = [column("a"), column("b"), OUT]
    rows = [{"a": f"({number}..b)", "seats": str(number)} for number in range(30)]
    found = verify(table(columns, rows), budget=2_000)
    codes = {finding.wording.code for finding in found if finding.kind is Kind.UNDECIDED}
    assert codes == {"undecided_pairs_more"}
    assert any(finding.kind is Kind.CONFLICT for finding in found)
