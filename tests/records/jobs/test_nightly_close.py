"""What the nightly close does besides ending bookings: agreed seats come in, applications lapse, visits are marked."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from worlds import MONDAY, NOW, PAPERS, ask_for_days, make_centre, make_children, staff_of

from kium_rules.policy import Policy
from kium_rules.records import Database, audit, bookings, cards, places, recount
from kium_rules.records.actors import Actor
from kium_rules.records.care_history import care_history
from kium_rules.records.jobs import JOBS, Report, Work, run_job
from kium_rules.records.models import AuditLine, Booking, Centre, OutboxMessage, Task, Visit
from kium_rules.records.taps import record_tap
from kium_rules.vocabulary import SEOUL, BookingState, Role

Close = Callable[..., Report]
UID = "04A1B2C3"


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Give an instant of March 2026 in Seoul."""
    return datetime(2026, 3, day, hour, minute, tzinfo=SEOUL)


@pytest.fixture
def close(db: Database, policy: Policy) -> Close:
    """Run the nightly close at an instant."""

    def run(now: datetime, **more: Any) -> Report:
        return run_job(JOBS["nightly-close"], Work(db, policy, lambda: now, **more))

    return run


def grown(session: Any, policy: Policy, centre: Centre, base: int, on: date, now: datetime = NOW) -> None:
    """Agree on more base seats from a day on."""
    wanted = {"base_seats": base, "extra_seats": base // 5, "sick_child_places": 0, "effective_on": on}
    how = {"now": now, "policy": policy, "confirmed": True}
    asked = places.ask_capacity_change(session, staff_of(centre), centre.id, reason="확장", **wanted, **how)
    officer = Actor(None, Role.DISTRICT, district_id=centre.district_id, name="구담당")
    places.approve_capacity_change(session, officer, asked.id, **how)


def test_agreed_seats_become_the_centre_s_however_late_the_close_runs(
    db: Database, policy: Policy, close: Close
) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1)
        grown(session, policy, centre, 2, date(2026, 3, 10))
        grown(session, policy, centre, 4, date(2026, 3, 12))
        grown(session, policy, centre, 6, date(2026, 4, 1))

    def base() -> int:
        with db.session() as session:
            return session.get_one(Centre, centre.id).base_seats

    assert (close(at(9, 23, 59)).done, base()) == ([], 1)
    trial = close(at(15, 4), dry_run=True)
    assert base() == 1
    # The worker was down from the 10th to the 15th: both changes come in, the later one last.
    assert close(at(15, 4)).done == trial.done != []
    assert base() == 4
    assert (close(at(15, 4)).done, base()) == ([], 4)
    with db.session() as session:
        query = select(AuditLine.details).where(AuditLine.action == "capacity_takes_effect")
        assert [line["new"]["base"] for line in session.scalars(query.order_by(AuditLine.id))] == [2, 4]
        assert list(audit.broken_lines(session)) == []


def test_change_from_today_on_is_not_undone_by_an_older_one_that_comes_in_late(
    db: Database, policy: Policy, close: Close
) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1)
        grown(session, policy, centre, 2, date(2026, 3, 10))
        grown(session, policy, centre, 5, date(2026, 3, 12), now=at(12, 9))
    close(at(12, 10))
    with db.session() as session:
        assert session.get_one(Centre, centre.id).base_seats == 5


def test_application_nobody_decided_on_is_cancelled_after_its_last_day(
    db: Database, policy: Policy, close: Close
) -> None:
    friday = date(2026, 3, 6)
    with db.session(write=True) as session:
        centre = make_centre(session)
        late, approved = make_children(session, centre, 2)
        booking = ask_for_days(session, policy, centre.id, late, MONDAY, friday).booking
        other = ask_for_days(session, policy, centre.id, approved, friday).booking
        assert booking is not None
        assert other is not None
        bookings.approve(session, staff_of(centre), other.id, documents=PAPERS, now=NOW, policy=policy)
    assert close(at(6, 23, 59)).done == []
    assert len(close(at(20, 3)).done) == 2
    assert close(at(20, 3)).done == []
    with db.session() as session:
        kept = session.get_one(Booking, booking.id)
        assert kept.state is BookingState.CANCELLED
        assert session.get_one(Booking, other.id).state is BookingState.ENDED
        assert not any(day.holds_seat for day in kept.days)
        assert list(recount.differences(session)) == []
        line = bookings.history(session, staff_of(centre), booking.id)[-1]
        assert (line.action, line.actor_role, line.details["rule"]) == (
            "expire",
            "system",
            "booking_states.40",
        )
        told = select(OutboxMessage).where(OutboxMessage.booking_id == booking.id).order_by(OutboxMessage.id)
        last = session.scalars(told).all()[-1]
        assert (last.kind, "승인되지 않은 채" in last.text) == ("never_decided", True)


def test_visit_nobody_ended_is_marked_once_and_put_on_the_centre_s_list(
    db: Database, policy: Policy, close: Close
) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        staff, [child] = staff_of(centre), make_children(session, centre, 1)
        how = {"now": NOW, "policy": policy}
        cards.register_card(session, staff, uid=UID, centre_id=centre.id, **how)
        cards.assign_card(session, staff, uid=UID, child_id=child.id, **how)
        booking = ask_for_days(session, policy, centre.id, child, MONDAY, MONDAY + timedelta(days=1)).booking
        assert booking is not None
        bookings.approve(session, staff, booking.id, documents=PAPERS, **how)
        bookings.start(session, staff, booking.id, **how)

    def tap(happened_at: datetime, now: datetime | None = None) -> str:
        with db.session(write=True) as session:
            said = {"uid": UID, "nonce": str(happened_at), "happened_at": happened_at}
            answer = record_tap(
                session,
                centre_id=centre.id,
                reader="현관",
                now=now or happened_at,
                policy=policy,
                **said,
            )
            return answer.outcome.value

    def visits() -> list[tuple[bool, bool, bool]]:
        with db.session() as session:
            rows = session.scalars(select(Visit).order_by(Visit.id))
            return [(row.is_open, row.is_unfinished, row.out_at is None) for row in rows]

    assert tap(at(2, 13)) == "checked_in"
    assert close(at(2, 23, 59)).done == []
    assert visits() == [(True, False, True)]
    [said] = close(at(3)).done
    assert said.endswith("of 2026-03-02 has no end")
    assert close(at(3)).done == []
    assert visits() == [(False, True, True)]
    with db.session() as session:
        [task] = session.scalars(select(Task))
        assert (task.kind, task.booking_id, "3월 2일" in task.text) == (
            "visit_unfinished",
            booking.id,
            True,
        )
        assert [spell.incomplete_visits for spell in care_history(session, staff, child.id)] == [1]
    # The reader was offline: what it kept ends the visit after all, and the next day is a visit of its own.
    assert tap(at(2, 17), now=at(3, 9)) == "checked_out"
    assert visits() == [(False, False, False)]
    assert tap(at(3, 13)) == "checked_in"
    assert visits()[1] == (True, False, True)
