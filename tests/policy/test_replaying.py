"""A stored decision is decided again, word for word, from what was stored with it."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from examples import examples
from hypothesis import given
from policy.situations import applications, centre, centres, loads, regular

from kium_rules.decision import Decision
from kium_rules.policy import Policy, ReplayError
from kium_rules.values import Child, DayLoad, Hours, OtherBooking, Situation

RULES = Path(__file__).parents[2] / "rules"
POLICY = Policy.load()
DAY = date(2026, 3, 3)


def stored(decision):
    """What stands in the database, read back."""
    return Decision.from_json(json.loads(json.dumps(decision.to_json())))


@examples(300)
@given(applications(), centres(), loads())
def test_a_stored_decision_is_decided_again_the_same(application, at, load):
    decision = POLICY.decide(application, at, load)
    assert POLICY.replay(stored(decision)) == decision


def test_only_what_the_decision_hangs_on_is_kept():
    elsewhere = OtherBooking(
        frozenset({DAY, date(2026, 9, 1)}), Hours(regular().hours.ends, regular().hours.ends)
    )
    off = OtherBooking(frozenset({date(2026, 9, 1)}), regular().hours)
    at = centre(closed_on=frozenset({date(2026, 3, 20), date(2026, 9, 3)}))
    load = {DAY: DayLoad(regular=1), date(2026, 9, 1): DayLoad(regular=2)}
    kept = POLICY.decide(regular(child=Child(3, (elsewhere, off))), at, load).situation
    assert kept.load == {DAY: DayLoad(regular=1)}
    assert kept.centre.closed_on == {date(2026, 3, 20)}
    assert kept.centre.quarters == at.quarters[:1]
    assert kept.application.child.bookings == (OtherBooking(frozenset({DAY}), elsewhere.hours),)


def test_a_decision_of_another_rule_book_is_not_decided_again(tmp_path):
    folder = tmp_path / "rules"
    shutil.copytree(RULES, folder)
    rows = folder / "waiting_list" / "rows.csv"
    rows.write_text(rows.read_text("utf-8").replace(",2,", ",3,", 1), encoding="utf-8")
    decision = POLICY.decide(regular(), centre(), {})
    with pytest.raises(ReplayError, match=f"made by rule book {POLICY.book.hash}.*load the folder of rules"):
        Policy.load(folder).replay(decision)


def test_a_decision_stored_without_its_situation_needs_it_given():
    decision = POLICY.decide(regular(), centre(), {}).without_situation()
    with pytest.raises(ReplayError, match="without its situation"):
        POLICY.replay(stored(decision))
    assert POLICY.replay(decision, Situation(regular(), centre(), {})).without_situation() == decision
