"""From application to last day: the guardian gets a message at every step, and no message twice."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from worlds import MONDAY, NOW, PAPERS, ask_for_days, make_centre, make_children, staff_of

from kium_rules.policy import Policy
from kium_rules.records import Database, bookings
from kium_rules.records.jobs import JOBS, Work, run_job
from kium_rules.records.models import OutboxMessage
from kium_rules.vocabulary import SEOUL


def kinds(db: Database) -> list[str]:
    """Give what was written to the guardian, in order."""
    with db.session() as session:
        return list(session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)))


def test_every_step_is_told(db: Database, policy: Policy) -> None:
    how: dict[str, Any] = {"now": NOW, "policy": policy}
    with db.session(write=True) as session:
        centre = make_centre(session)
        staff, [child] = staff_of(centre), make_children(session, centre, 1)
        tuesday, friday = MONDAY + timedelta(days=1), date(2026, 3, 6)
        booking = ask_for_days(session, policy, centre.id, child, tuesday, friday).booking
        assert booking is not None
        bookings.approve(session, staff, booking.id, documents=PAPERS, **how)
        bookings.start(session, staff, booking.id, **how)
        bookings.cancel_days(session, staff, booking.id, [friday], reason="가족 여행", **how)
    for _ in range(2):
        run_job(JOBS["nightly-close"], Work(db, policy, lambda: datetime(2026, 3, 4, tzinfo=SEOUL)))
    assert kinds(db) == ["applied", "approved", "started", "changed", "ended"]


def test_a_rejection_is_told_with_its_reason(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        staff, [child] = staff_of(centre), make_children(session, centre, 1)
        booking = ask_for_days(session, policy, centre.id, child, date(2026, 3, 6)).booking
        assert booking is not None
        bookings.reject(session, staff, booking.id, reason="서류 미비", now=NOW, policy=policy)
        text = session.scalars(select(OutboxMessage.text).order_by(OutboxMessage.id.desc())).first()
        assert text is not None
        assert "서류 미비" in text
    assert kinds(db) == ["applied", "rejected"]
