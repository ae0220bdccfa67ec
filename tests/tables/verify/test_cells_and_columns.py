"""Cells that no value can match, results outside their domain, and columns that change no answer."""

from dataclasses import replace
from decimal import Decimal

from tables.made import column, table
from tables.verify.found import brief, of

from kium_rules.tables import Cell, Comparison, Constant
from kium_rules.tables.verify import Kind

DAYS = column("days", label="기간", domain="[0..100]")
OUT = column("seats", "out")


def test_a_cell_outside_the_domain_is_an_error():
    one = table([DAYS, OUT], [{"days": "-"}, {"days": "> 100"}])
    assert brief(one) == {("domain", "error", "t.2")}
    [outside] = of(one, Kind.DOMAIN)
    assert "'기간' 칸의 > 100" in outside.ko
    assert "[0..100]" in outside.ko
    assert "'days'" in outside.en


def test_rows_with_the_same_bad_cell_are_told_once():
    one = table([DAYS, OUT], [{"days": "-"}, {"days": "> 100"}, {"days": "> 100"}])
    assert brief(one) == {("domain", "error", "t.2", "t.3")}


def test_a_value_of_a_list_outside_the_domain_is_a_warning():
    one = table([DAYS, OUT], [{"days": "1, 700"}, {"days": "not(1, 800)"}])
    assert brief(one) == {("domain", "warning", "t.1"), ("domain", "warning", "t.2")}
    assert {"700", "800"} <= set(
        " ".join(finding.ko for finding in of(one, Kind.DOMAIN)).replace("에", " ").split()
    )


def test_a_negation_of_every_value_is_an_error():
    yes = column("is_open", type="boolean")
    one = table([yes, OUT], [{"is_open": "-"}, {"is_open": "not(true, false)"}])
    assert brief(one) == {("domain", "error", "t.2")}


def test_a_number_no_whole_number_equals_is_an_error():
    """The reader refuses it; a table made by a program may hold it."""
    one = table([column("days"), OUT], [{"days": "-"}, {"days": "3"}])
    half = replace(one.rows[1], inputs={"days": Cell((Comparison("=", Constant(Decimal("3.5"))),))})
    assert brief(replace(one, rows=(one.rows[0], half))) == {("domain", "error", "t.2")}


def test_no_whole_number_lies_between_neighbouring_ends():
    one = table([column("days"), OUT], [{"days": "-"}, {"days": "(3..4)"}])
    assert ("domain", "error", "t.2") in brief(one)
    number = table([column("days", type="number"), OUT], [{"days": "-"}, {"days": "(3..4)"}])
    assert brief(number) == {("overlap", "error", "t.1", "t.2")}


def test_a_result_outside_its_domain_is_an_error():
    seats = column("seats", "out", domain="[0..50]")
    one = table([DAYS, seats], [{"days": "< 5", "seats": "51"}, {"days": ">= 5", "seats": ""}])
    assert brief(one) == {("domain", "error", "t.1")}
    assert "51" in of(one, Kind.DOMAIN)[0].ko


def test_a_column_no_row_looks_at_is_a_note():
    care = column("care", label="돌봄유형", type="enum", values={"a": "가", "b": "나"})
    [note] = of(
        table([DAYS, care, OUT], [{"days": "< 5"}, {"days": ">= 5", "care": "a, b"}]), Kind.IRRELEVANT
    )
    assert "'돌봄유형'" in note.ko
    assert not of(table([DAYS, care, OUT], [{"days": "< 5"}, {"days": ">= 5", "care": "a"}]), Kind.IRRELEVANT)


def test_a_column_that_another_one_is_compared_with_is_looked_at():
    other = column("least")
    rows = [{"days": "< least"}, {"days": ">= least"}]
    assert brief(table([DAYS, other, OUT], rows)) == set()
    assert not of(table([DAYS, other, OUT], rows), Kind.IRRELEVANT)
