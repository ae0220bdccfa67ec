"""Attendance corrected and entered by hand: with a reason, with the old value kept, and without a message."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from worlds import NOW, PAPERS, ask_for_days, make_centre, make_children, parent_of, staff_of

from kium_rules.errors import NotAllowed, NotFound, Refused
from kium_rules.policy import Policy
from kium_rules.records import Database, audit, bookings, cards
from kium_rules.records.actors import Actor
from kium_rules.records.care_history import care_history
from kium_rules.records.models import AuditLine, Centre, Child, OutboxMessage, Tap, Visit
from kium_rules.records.taps import add_visit, correct_visit, mark_unfinished, record_tap
from kium_rules.vocabulary import SEOUL, Role

TUESDAY = date(2026, 3, 3)


def at(hour: int, minute: int = 0, day: int = 3) -> datetime:
    """Give an instant in March 2026 in Seoul."""
    return datetime(2026, 3, day, hour, minute, tzinfo=SEOUL)


def came_in(session: Session, policy: Policy) -> tuple[Centre, Child, Visit]:
    """Let a child come in at 13:00 on Tuesday."""
    centre = make_centre(session)
    staff, [child] = staff_of(centre), make_children(session, centre, 1)
    how: dict[str, Any] = {"now": NOW, "policy": policy}
    cards.register_card(session, staff, uid="04A1B2C3", centre_id=centre.id, **how)
    cards.assign_card(session, staff, uid="04A1B2C3", child_id=child.id, **how)
    booking = ask_for_days(session, policy, centre.id, child, TUESDAY).booking
    assert booking is not None
    bookings.approve(session, staff, booking.id, documents=PAPERS, **how)
    bookings.start(session, staff, booking.id, **how)
    seen = {"uid": "04A1B2C3", "nonce": "1", "happened_at": at(13), "now": at(13)}
    record_tap(session, centre_id=centre.id, reader="현관", policy=policy, **seen)
    return centre, child, session.scalars(select(Visit)).one()


def test_a_missing_end_is_entered_and_the_visit_counts_again(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre, child, visit = came_in(session, policy)
        staff = staff_of(centre)
        mark_unfinished(session, centre.id, now=at(1, day=4), policy=policy)
        told = session.scalar(select(func.count()).select_from(OutboxMessage))
        correct_visit(
            session, staff, visit.id, in_at=at(13), out_at=at(16, 40), reason="퇴실 누락", now=at(9, day=4)
        )
        assert (visit.is_open, visit.is_unfinished, visit.out_at) == (False, False, at(16, 40))
        [spell] = care_history(session, staff, child.id)
        assert (spell.attended_days, spell.incomplete_visits) == (1, 0)
        assert session.scalar(select(func.count()).select_from(OutboxMessage)) == told
        line = session.scalars(select(AuditLine).where(AuditLine.action == "correct_visit")).one()
        assert (line.details["old"]["out_at"], line.details["reason"]) == (None, "퇴실 누락")
        assert session.scalars(select(Tap)).one().happened_at == at(13)
        assert list(audit.broken_lines(session)) == []


def test_a_child_that_left_too_early_in_the_book_is_inside_again(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre, _, visit = came_in(session, policy)
        staff = staff_of(centre)
        correct_visit(session, staff, visit.id, in_at=at(13), out_at=at(14), reason="오기", now=at(15))
        assert not visit.is_open
        correct_visit(session, staff, visit.id, in_at=at(13, 5), out_at=None, reason="오기 정정", now=at(15))
        assert (visit.is_open, visit.in_at) == (True, at(13, 5))
        correct_visit(session, staff, visit.id, in_at=at(13, 5), out_at=None, reason="확인", now=at(9, day=4))
        assert (visit.is_open, visit.is_unfinished) == (False, True)


def test_a_visit_without_a_card_belongs_to_the_day_of_use(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre, child, visit = came_in(session, policy)
        session.delete(visit)
        session.flush()
        how = {"on": TUESDAY, "reason": "카드 없이 옴", "now": at(17)}
        added = add_visit(session, staff_of(centre), centre.id, child.id, in_at=at(13), out_at=None, **how)
        assert (added.is_open, added.booking_day is not None) == (True, True)
    with pytest.raises(Refused, match="already checked in"), db.session(write=True) as session:
        add_visit(session, staff_of(centre), centre.id, child.id, in_at=at(14), out_at=None, **how)


@pytest.mark.parametrize(
    ("in_at", "out_at", "reason", "said"),
    [
        (at(13), at(14), " ", "Give the reason"),
        (None, None, "누락", "Give a time of 2026-03-03"),
        (at(13, day=2), at(14), "누락", "Give a time of 2026-03-03"),
        (at(13), at(0, day=4), "누락", "Give a time of 2026-03-03"),
        (at(13), at(18, 1), "누락", "in the future"),
        (at(15), at(14), "누락", "leaves after"),
    ],
)
def test_times_that_cannot_be_are_refused(
    db: Database, policy: Policy, in_at: datetime | None, out_at: datetime | None, reason: str, said: str
) -> None:
    with db.session(write=True) as session:
        centre, child, visit = came_in(session, policy)
        how = {"in_at": in_at, "out_at": out_at, "reason": reason, "now": at(18)}
        with pytest.raises(Refused, match=said):
            correct_visit(session, staff_of(centre), visit.id, **how)
        with pytest.raises(Refused, match=said):
            add_visit(session, staff_of(centre), centre.id, child.id, on=TUESDAY, **how)
        assert (visit.in_at, visit.out_at, visit.is_open) == (at(13), None, True)


def test_only_whoever_may_corrects_attendance(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre, child, visit = came_in(session, policy)
        how: dict[str, Any] = {"in_at": at(13), "out_at": at(14), "reason": "누락", "now": at(18)}
        policy_staff = Actor(None, Role.POLICY)
        for stranger in (parent_of(child), staff_of(make_centre(session)), policy_staff):
            with pytest.raises((NotAllowed, NotFound)):
                correct_visit(session, stranger, visit.id, **how)
            with pytest.raises((NotAllowed, NotFound)):
                add_visit(session, stranger, centre.id, child.id, on=TUESDAY, **how)
        with pytest.raises(NotFound):
            correct_visit(session, staff_of(centre), 999, **how)
