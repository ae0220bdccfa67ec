"""A rule book: all tables of a folder."""

import pickle
import shutil
from datetime import date

import pytest
from tables.made import column, table

from kium_rules.tables import (
    Evaluator,
    RuleBook,
    TableError,
    failing_cases,
    packaged_rules,
    table_hash,
    write_table,
)

BOOK = RuleBook.load()


@pytest.fixture
def folder(tmp_path):
    for path in packaged_rules().glob("*/table.yaml"):
        shutil.copytree(path.parent, tmp_path / path.parent.name)
    return tmp_path


def test_the_packaged_book_holds_one_table_a_folder():
    assert list(BOOK) == sorted(path.parent.name for path in packaged_rules().glob("*/table.yaml"))
    assert all(BOOK[word].id == word for word in BOOK)
    assert len(BOOK.hash) == 64


@pytest.mark.parametrize("word", BOOK)
@pytest.mark.parametrize("engine", ["bitmask", None])
def test_every_example_of_the_packaged_tables_comes_out_as_written(word, engine):
    made = BOOK[word]
    assert [failure.en for failure in failing_cases(made, Evaluator(made, engine))] == []


def test_the_hash_follows_what_the_tables_say_and_not_how_they_are_typed(folder):
    before = RuleBook.load(folder).hash
    rows = folder / "capacity" / "rows.csv"
    text = rows.read_text(encoding="utf-8")
    rows.write_text("\ufeff" + text.replace("\n", "\r\n"), encoding="utf-8", newline="")
    assert RuleBook.load(folder).hash == before
    lines = text.splitlines()
    rows.write_text("\n".join([lines[0], *lines[2:], ""]), encoding="utf-8")
    assert RuleBook.load(folder).hash != before


def test_examples_do_not_change_the_hash():
    plain = table([column("a"), column("o", "out")], [{"a": "1"}])
    with_case = table([column("a"), column("o", "out")], [{"a": "1"}], cases=[{"case_id": "x", "a": "1"}])
    assert table_hash(plain) == table_hash(with_case)


def test_mistakes_in_several_tables_are_told_together(folder):
    (folder / "capacity" / "rows.csv").unlink()
    (folder / "quarters" / "table.yaml").write_text("id: [", encoding="utf-8")
    with pytest.raises(TableError) as caught:
        RuleBook.load(folder)
    assert {problem.place.file for problem in caught.value.problems} == {
        "capacity/rows.csv",
        "quarters/table.yaml",
    }


def test_a_folder_without_tables_is_refused(tmp_path):
    with pytest.raises(TableError, match="no rule table"):
        RuleBook.load(tmp_path)
    with pytest.raises(TableError, match="missing"):
        RuleBook.load(tmp_path / "nowhere")


def test_an_unknown_word_is_answered_with_the_nearest_one():
    with pytest.raises(KeyError, match="Did you mean 'capacity'"):
        BOOK.decide("capasity", {}, date(2026, 3, 2))


def test_a_book_says_which_engine_decides(tmp_path):
    write_table(table([column("a"), column("o", "out")], [{"a": "1", "o": "7"}]), tmp_path / "t")
    book = RuleBook.load(tmp_path, engine="bitmask")
    assert book.engine == book.evaluator("t").engine == "bitmask"
    assert book.decide("t", {"a": 1}).outputs == {"o": 7}


def test_an_example_that_does_not_come_out_is_told():
    cases = [
        {"case_id": "right", "a": "1", "o": "7", "rules": "t.1"},
        {"case_id": "other", "a": "1", "o": "8"},
        {"case_id": "row", "a": "1", "o": "7", "rules": "t.2"},
        {"case_id": "none", "a": "2", "rules": "-"},
        {"case_id": "wrong_none", "a": "1", "rules": "-"},
        {"case_id": "refused", "a": "", "o": "7"},
        {"case_id": "outside", "a": "99", "o": "7"},
    ]
    made = table([column("a", domain="[0..9]"), column("o", "out")], [{"a": "1", "o": "7"}], cases=cases)
    failures = failing_cases(made)
    assert [failure.case.id for failure in failures] == ["other", "row", "wrong_none", "refused", "outside"]
    assert failures[0].en == "case other: expected o=8, got o=7 [t.1]. Correct the rules or the case."
    assert "outside" in failures[-1].ko


def test_a_book_that_has_decided_goes_to_another_process():
    book = RuleBook([table([column("days"), column("seats", "out")], [{"days": "< 3", "seats": "1"}])])
    answer = book.decide("t", {"days": 2})
    sent = pickle.loads(pickle.dumps(book))  # noqa: S301 - what this test has just written
    assert (sent.hash, sent.decide("t", {"days": 2})) == (book.hash, answer)
