"""Visits that nobody ended: the nightly close marks them, and staff look into each."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from kium_rules.policy import Policy
from kium_rules.policy.sentences import show
from kium_rules.records import audit, locks, tasks
from kium_rules.records.actors import SYSTEM
from kium_rules.records.days import day_in_seoul
from kium_rules.records.models import BookingDay, Visit

NOTICE = "visit_unfinished"


def mark_unfinished(session: Session, centre_id: int, *, now: datetime, policy: Policy) -> tuple[Visit, ...]:
    """Mark the visits of days gone by whose child came in and was never tapped out, and put each on the centre's list.

    A marked visit has no end and is counted in no statistics. A tap out that was kept offline and comes in later
    still ends it. Whoever comes in on the next day is a new visit either way.

    Args:
        session: The transaction; a writing one. The centre is locked in it.
        centre_id: Where.
        now: When.
        policy: The rules.

    Returns:
        The visits that were marked, the oldest first.

    Source: notices, attendance.
    """
    locks.lock_centre(session, centre_id)
    query = (
        select(Visit)
        .where(Visit.centre_id == centre_id, Visit.on < day_in_seoul(now))
        .where(Visit.in_at.is_not(None), Visit.out_at.is_(None), Visit.is_unfinished.is_(False))
        .options(joinedload(Visit.child), joinedload(Visit.booking_day))
        .order_by(Visit.on, Visit.id)
    )
    query = query.with_for_update(key_share=True, of=Visit).execution_options(populate_existing=True)
    visits = tuple(session.scalars(query))
    for visit in visits:
        visit.is_open, visit.is_unfinished = False, True
        notice = policy.notice(NOTICE, day_in_seoul(now), child=visit.child.name, day=show(visit.on, "ko"))
        day: BookingDay | None = visit.booking_day
        booking_id = day.booking_id if day is not None else None
        tasks.add(session, NOTICE, notice.text, centre_id=centre_id, booking_id=booking_id, now=now)
    session.flush()
    lines = [(visit.id, {"on": visit.on, "child_id": visit.child_id}) for visit in visits]
    if lines:
        audit.record_many(session, SYSTEM, "mark_unfinished", "visit", lines, now=now, centre_id=centre_id)
    return visits
