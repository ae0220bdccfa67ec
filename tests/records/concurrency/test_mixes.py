"""Everything at once: whatever order the verbs meet in, none waits for ever and the ledger stays whole."""

from collections import Counter
from collections.abc import Iterator

import pytest
from databases import Engines
from records.concurrency.mix import VERBS, Mix
from records.plain_bookings import days_apart
from sqlalchemy import or_, select

from kium_rules.policy import Policy
from kium_rules.records import Database, audit, recount
from kium_rules.records.models import BookingDay, DayCounter

pytestmark = pytest.mark.slow
THREADS, STEPS = 8, 60
PATIENCE_S = 60.0
"""So long a writer waits before it says "busy": far longer than anybody works, so that only a deadlock says it."""


@pytest.fixture
def crowded(engines: Engines, engine_name: str) -> Iterator[Database]:
    """Give a database that lets every thread write at once, where the engine can."""
    url = engines.sqlite_url() if engine_name == "sqlite" else engines.postgresql_url()
    made = Database(url, lock_timeout_s=PATIENCE_S, pool_size=THREADS, writers=THREADS)
    yield made
    made.close()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_verbs_in_any_order_at_once_neither_deadlock_nor_break_the_ledger(
    crowded: Database, policy: Policy, seed: int
) -> None:
    mix = Mix(crowded, policy, seed)
    mix.prepare()
    mix.run(THREADS, STEPS)
    assert mix.broken == []
    assert mix.stuck == []
    assert sum(mix.done.values()) == THREADS * STEPS
    assert len(mix.done.keys() & VERBS.keys()) > len(VERBS) / 2, (
        "hardly any verb had its way: nothing was tried"
    )
    with crowded.session() as session:
        assert list(recount.differences(session)) == []
        assert list(audit.broken_lines(session)) == []
        assert days_apart(session) == 0
        active = or_(BookingDay.holds_seat, BookingDay.waits)
        places = Counter(session.execute(select(BookingDay.child_id, BookingDay.on).where(active)).all())
        assert max(places.values(), default=0) <= 1
        for counter in session.scalars(select(DayCounter)):
            assert counter.regular <= counter.regular_limit
            assert counter.regular + counter.temporary <= counter.total_limit
