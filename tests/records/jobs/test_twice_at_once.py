"""The steps of the nightly close, each by two workers at the very same moment: done once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from worlds import MONDAY, NOW, PAPERS, WEEKDAYS, ask, ask_for_days, make_centre, make_children, staff_of

from kium_rules.policy import Policy
from kium_rules.records import Database, audit, bookings, places, recount, taps
from kium_rules.records.actors import Actor
from kium_rules.records.days import to_mask
from kium_rules.records.models import AuditLine, OutboxMessage, Quarter, Task, Visit
from kium_rules.vocabulary import SEOUL, QuarterKind, Role

Step = Callable[..., Any]
STEPS: list[tuple[Step, str]] = [
    (places.take_effect, "capacity_takes_effect"),
    (bookings.lapse, "expire"),
    (taps.mark_unfinished, "mark_unfinished"),
    (bookings.invite_to_extend, "extension_open"),
]


def prepare(session: Session, policy: Policy) -> int:
    """Leave one of each behind that a step of the close sees to."""
    centre = make_centre(session, base=3)
    staff, how = staff_of(centre), {"now": NOW, "policy": policy}
    summer = {"from_on": date(2026, 7, 21), "until_on": date(2026, 8, 25), "weekdays": to_mask(WEEKDAYS)}
    hours = {"opens": centre.quarters[0].opens, "closes": centre.quarters[0].closes}
    session.add(Quarter(centre_id=centre.id, year=2026, kind=QuarterKind.SUMMER_BREAK, **summer, **hours))
    undecided, used = make_children(session, centre, 2)
    assert ask_for_days(session, policy, centre.id, undecided, MONDAY).booking is not None
    booking = ask(session, policy, centre.id, used, until_on=date(2026, 7, 20)).booking
    assert booking is not None
    bookings.approve(session, staff, booking.id, documents=PAPERS, **how)
    bookings.start(session, staff, booking.id, **how)
    came_in = {"in_at": datetime(2026, 3, 2, 13, tzinfo=SEOUL), "out_at": None}
    session.add(Visit(child_id=used.id, centre_id=centre.id, on=MONDAY, is_open=True, **came_in))
    seats = {"base_seats": 4, "extra_seats": 0, "sick_child_places": 0, "effective_on": date(2026, 4, 1)}
    asked = places.ask_capacity_change(
        session, staff, centre.id, reason="확장", confirmed=True, **seats, **how
    )
    officer = Actor(None, Role.DISTRICT, district_id=centre.district_id, name="구담당")
    places.approve_capacity_change(session, officer, asked.id, confirmed=True, **how)
    return centre.id


@pytest.mark.parametrize(("step", "trace"), STEPS)
def test_two_workers_at_once_do_it_once(db: Database, policy: Policy, step: Step, trace: str) -> None:
    with db.session(write=True) as session:
        centre_id = prepare(session, policy)
    now = datetime(2026, 7, 1, 0, 0, tzinfo=SEOUL)
    start = threading.Barrier(2, timeout=20)

    def work() -> int:
        start.wait()
        with db.session(write=True) as session:
            return len(step(session, centre_id, now=now, policy=policy))

    with ThreadPoolExecutor(2) as pool:
        done = [each.result() for each in [pool.submit(work), pool.submit(work)]]
    assert sorted(done) == [0, 1]
    with db.session() as session:
        lines = select(func.count()).where(AuditLine.action == trace)
        messages = select(func.count()).where(OutboxMessage.kind == trace)
        assert session.scalar(lines) + session.scalar(messages) == 1
        tasks = session.scalars(select(Task.kind)).all()
        assert list(tasks) == (["visit_unfinished"] if trace == "mark_unfinished" else [])
        assert list(recount.differences(session)) == []
        assert list(audit.broken_lines(session)) == []
