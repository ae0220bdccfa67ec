"""The live evaluator keeps inside durable-rules' fence: large tables, many hits, threads, forks, long runs."""

import os
import threading
from copy import copy
from datetime import date
from pathlib import Path

import pytest
from tables.crowds import STEPS, wrong_answers
from tables.made import column, seeded, table

from kium_rules.tables import Evaluator, FactError, RuleBook, Table
from kium_rules.tables.axes import axes_of
from kium_rules.tables.evaluator import HAS_DURABLE

pytestmark = pytest.mark.skipif(not HAS_DURABLE, reason="durable-rules is not installed")
OUT = column("o", "out")


def staircase(rows: int, policy: str = "C") -> Table:
    """Row i holds from i on, so the last value meets every row at once."""
    return table([column("a"), OUT], [{"a": f">= {index}", "o": str(index)} for index in range(rows)], policy)


def random_table(rows: int, columns: int, seed: int, blank: int = 1) -> Table:
    chance = seeded(seed)

    def cell() -> str:
        start = chance.randrange(100)
        span = f"[{start}..{start + chance.randrange(1, 30)}]"
        tests = [span, f"> {start}", f"{start}, {start + 7}, {start + 50}", f"not({span}, {start + 60})"]
        return chance.choice(["-"] * blank + tests)

    names = [f"k{index}" for index in range(columns)]
    return table(
        [*(column(name) for name in names), OUT],
        [{name: cell() for name in names} | {"o": str(index)} for index in range(rows)],
        "C",
    )


def assert_evaluators_agree(made: Table, questions: int, seed: int = 0) -> None:
    live, own = Evaluator(made, "durable"), Evaluator(made, "bitmask")
    assert live.engine == "durable"
    chance = seeded(seed)
    samples = {axis.column.name: [value for _, value in axis.samples()] for axis in axes_of(made)[:-1]}
    hits = 0
    for _ in range(questions):
        facts = {name: chance.choice(values) for name, values in samples.items()}
        expected = own.decide(facts).rule_ids
        assert live.decide(facts).rule_ids == expected
        hits += len(expected)
    assert hits, "questions that meet no row prove nothing"


def test_every_row_of_a_staircase_is_found_at_its_top():
    """More than 64 conditions that hold at once would overflow one ruleset."""
    made = staircase(300)
    assert len(Evaluator(made, "durable").decide({"a": 299}).hits) == 300
    assert_evaluators_agree(made, 50)


def test_more_than_a_thousand_rows_are_decided():
    assert_evaluators_agree(random_table(1300, 3, seed=1), 60)


def test_rows_that_name_a_value_and_rows_that_do_not_are_found_in_a_split_table():
    """A large table is split by value; rows open to every value are asked beside each part."""
    named = [{"a": str(index), "b": "> 3", "o": str(index)} for index in range(400)]
    spanning = [{"a": f"[{index}..{index + 30}]", "o": str(index)} for index in range(0, 400, 25)]
    made = table(
        [column("a"), column("b"), OUT], [*named, *spanning, {"b": "< 2", "o": "1"}, {"o": "2"}], "C"
    )
    live, own = Evaluator(made, "durable"), Evaluator(made, "bitmask")
    for value in range(-1, 435, 6):
        for b in (1, 4):
            facts = {"a": value, "b": b}
            assert live.decide(facts).rule_ids == own.decide(facts).rule_ids
    assert live.decide({"a": 50, "b": 4}).rule_ids == ("t.51", "t.402", "t.403", "t.418")


def test_many_alternatives_in_many_columns_do_not_outgrow_a_rule():
    """A rule holds 31 connectives; a row of 12 columns with three alternatives each needs more."""
    assert_evaluators_agree(random_table(40, 12, seed=2, blank=7), 300)
    names = [f"k{index}" for index in range(20)]
    made = table([*map(column, names), OUT], [dict.fromkeys(names, "1, 3, 5, [7..9]")])
    live = Evaluator(made, "durable")
    assert live.decide(dict.fromkeys(names, 8)).rule_ids == ("t.1",)
    assert live.decide(dict.fromkeys(names, 8) | {"k19": 6}).rule_ids == ()


def test_a_row_without_conditions_and_rows_that_say_the_same_are_all_found():
    made = table(
        [column("a"), OUT], [{"a": "-"}, {"a": "-"}, {"a": "> 3"}, {"a": "> 3"}, {"a": "not(1, != 1)"}], "C"
    )
    assert Evaluator(made, "durable").decide({"a": 4}).rule_ids == ("t.1", "t.2", "t.3", "t.4")
    assert Evaluator(made, "durable").decide({"a": None}).rule_ids == ("t.1", "t.2")


def test_a_table_without_rows_has_no_answer():
    assert Evaluator(table([column("a"), OUT], []), "durable").decide({"a": 4}).outputs is None


def test_a_table_too_wide_for_the_engine_is_decided_by_our_own_and_says_so():
    names = [f"k{index}" for index in range(260)]
    made = table([*map(column, names), OUT], [dict.fromkeys(names, "> 0")])
    evaluator = Evaluator(made, "durable")
    assert evaluator.engine == "bitmask"
    assert evaluator.decide(dict.fromkeys(names, 1)).rule_ids == ("t.1",)


def test_a_refused_fact_does_not_spoil_the_next_decision():
    live = Evaluator(staircase(5), "durable")
    for _ in range(3):
        with pytest.raises(FactError):
            live.decide({"a": "3"})
        assert len(live.decide({"a": 3}).hits) == 4


def test_texts_that_look_like_numbers_are_not_compared_as_numbers():
    made = table([column("a", type="text"), OUT], [{"a": '"33"'}, {"a": '> "4"'}], "C")
    live = Evaluator(made, "durable")
    assert live.decide({"a": "33"}).rule_ids == ("t.1",)
    assert live.decide({"a": "33.0"}).rule_ids == ()
    assert live.decide({"a": "40"}).rule_ids == ("t.2",)


def test_threads_share_an_evaluator_without_wrong_answers():
    assert wrong_answers(Evaluator(staircase(STEPS), "durable"), 6) == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_child_decides_with_rulesets_of_its_own():
    live = Evaluator(staircase(5), "durable")
    assert len(live.decide({"a": 3}).hits) == 4
    child = os.fork()
    if child == 0:
        right = all(len(live.decide({"a": value}).hits) == value + 1 for value in (0, 4, 2) * 50)
        os._exit(0 if right else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert len(live.decide({"a": 3}).hits) == 4


@pytest.mark.slow
def test_a_long_run_of_all_packaged_tables_in_four_threads_stays_right_and_small():
    live, own = RuleBook.load(), RuleBook.load(engine="bitmask")
    assert live.engine == "durable"
    chance = seeded(5)
    questions = []
    for word, made in own.items():
        samples = [[value for _, value in axis.samples()] for axis in axes_of(made)]
        for _ in range(100):
            facts = {
                one.name: chance.choice(values) for one, values in zip(made.inputs, samples, strict=False)
            }
            on = chance.choice([day for day in samples[-1] if day] or [date(2026, 3, 2)])
            questions.append((word, facts, on, [row.id for row in own.evaluator(word).matches(facts, on)]))
    wrong: list[tuple] = []

    def ask(seed: int, count: int) -> None:
        chance = seeded(seed)
        for _ in range(count):
            word, facts, on, expected = chance.choice(questions)
            if [row.id for row in live.evaluator(word).matches(facts, on)] != expected:
                wrong.append((word, facts))

    def run(count: int) -> int:
        threads = [threading.Thread(target=ask, args=(seed, count)) for seed in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 2**20

    warm = run(10_000)
    assert run(250_000) < warm + 16, "memory in MB"
    assert wrong == []


def test_what_is_remembered_still_refuses_facts_that_do_not_fit():
    evaluator = Evaluator(table([column("a"), OUT], [{"a": "1", "o": "1"}]), "durable", remembers=True)
    assert evaluator.decide({"a": 1}).rule_ids == ("t.1",)
    assert evaluator.decide({"a": 1}).rule_ids == ("t.1",)
    for wrong in (True, "1"):
        with pytest.raises(FactError):
            evaluator.decide({"a": wrong})


def test_a_remembering_book_says_the_same_under_the_same_hash():
    book = RuleBook.load()
    remembering = book.remembering()
    assert remembering.hash == book.hash
    facts = {"centre_type": "general"}
    for _ in range(2):
        assert remembering.decide("seat_limits", facts) == book.decide("seat_limits", facts)


def test_a_book_keeps_what_is_worked_out_of_it_only_where_it_remembers():
    book = RuleBook.load()
    book.memory("seats", 1)["look"] = "full"
    assert book.memory("seats", 1) == {}
    remembering = book.remembering()
    remembering.memory("seats", 1)["look"] = "full"
    assert remembering.memory("seats", 1) == {"look": "full"}
    assert remembering.memory("seats", 2) == {}
    assert copy(remembering).memory("seats", 1) == {}


def test_what_a_book_keeps_does_not_grow_for_ever():
    remembering = RuleBook.load().remembering()
    for number in range(5_000):
        remembering.memory("seats", 0)[number] = "full"
        remembering.memory("seats", number)[number] = "full"
    assert len(remembering.memory("seats", 0)) <= 1_000
    assert sum(bool(remembering.memory("seats", number)) for number in range(5_000)) <= 1_001
