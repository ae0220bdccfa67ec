"""Every example in `rules/<word>/cases.csv` is answered as it says."""

import pytest

from kium_rules.tables import RuleBook

BOOK = RuleBook.load()
CASES = [pytest.param(word, case, id=f"{word}-{case.id}") for word in BOOK for case in BOOK[word].cases]


@pytest.mark.parametrize(("word", "case"), CASES)
def test_case_is_answered_as_written(word, case, on):
    answer = BOOK.decide(word, case.facts, on=case.on or on)
    assert answer.rule_ids == case.rules
    assert tuple(hit.outputs for hit in answer.hits) == tuple(dict(outputs) for outputs in case.outputs)


@pytest.mark.parametrize("word", list(BOOK))
def test_every_row_has_a_case_that_needs_it(word):
    """A row that no case fires could be broken unseen."""
    fired = {rule for case in BOOK[word].cases for rule in case.rules or ()}
    assert {row.id for row in BOOK[word].rows} == fired
