"""Parents hear once that an extension can be asked for, in time and until when."""

from datetime import date, datetime, time
from typing import Any

import pytest
from sqlalchemy import select
from worlds import NOW, PAPERS, WEEKDAYS, ask, ask_for_days, make_centre, make_children, parent_of, staff_of

from kium_rules.policy import Policy
from kium_rules.records import Database, bookings, places
from kium_rules.records.days import to_mask
from kium_rules.records.jobs import JOBS, Report, Work, run_job
from kium_rules.records.models import Booking, Centre, OutboxMessage, Quarter
from kium_rules.vocabulary import SEOUL, QuarterKind

QUARTER_END = date(2026, 7, 20)


def at(month: int, day: int) -> datetime:
    """Give an instant of 2026 in Seoul."""
    return datetime(2026, month, day, 9, tzinfo=SEOUL)


def used(session: Any, policy: Policy, centre: Centre, child: Any, **more: Any) -> Booking:
    """Let regular care begin that goes on to the end of the quarter."""
    booking = ask(session, policy, centre.id, child, until_on=QUARTER_END, **more).booking
    assert booking is not None
    bookings.approve(session, staff_of(centre), booking.id, documents=PAPERS, now=NOW, policy=policy)
    return bookings.start(session, staff_of(centre), booking.id, now=NOW, policy=policy)


def add_summer(session: Any, centre: Centre) -> None:
    """Set the quarter that follows."""
    summer = {
        "from_on": date(2026, 7, 21),
        "until_on": date(2026, 8, 25),
        "opens": time(9),
        "closes": time(18),
    }
    kind = QuarterKind.SUMMER_BREAK
    session.add(Quarter(centre_id=centre.id, year=2026, kind=kind, weekdays=to_mask(WEEKDAYS), **summer))
    session.flush()


def invite(db: Database, policy: Policy, now: datetime) -> Report:
    """Run the job."""
    return run_job(JOBS["invite-to-extend"], Work(db, policy, lambda: now))


def told(db: Database) -> list[tuple[int | None, str]]:
    """Give whom the outbox tells, and what."""
    with db.session() as session:
        query = select(OutboxMessage).where(OutboxMessage.kind == "extension_open").order_by(OutboxMessage.id)
        return [(one.booking_id, one.text) for one in session.scalars(query)]


@pytest.mark.parametrize("first_run", [at(6, 20), at(7, 2)])
def test_everybody_in_regular_care_is_told_once_however_late(
    db: Database, policy: Policy, first_run: datetime
) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=4)
        add_summer(session, centre)
        plain, extended, waiting, temporary = make_children(session, centre, 4)
        booking = used(session, policy, centre, plain)
        other = used(session, policy, centre, extended)
        assert ask(session, policy, centre.id, waiting, until_on=QUARTER_END).booking is not None
        ask_for_days(session, policy, centre.id, temporary, date(2026, 3, 3))
        bookings.extend(session, parent_of(extended), other.id, now=at(6, 20), policy=policy)
    assert invite(db, policy, at(6, 19)).done == []
    assert len(invite(db, policy, first_run).done) == 1
    [(booking_id, text)] = told(db)
    assert (booking_id, "7월 13일" in text) == (booking.id, True)
    assert invite(db, policy, at(7, 3)).done == []
    assert len(told(db)) == 1


def test_nobody_is_told_of_a_window_that_is_shut_or_leads_nowhere(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        without_summer, with_summer = make_centre(session), make_centre(session)
        add_summer(session, with_summer)
        for centre in (without_summer, with_summer):
            used(session, policy, centre, make_children(session, centre, 1)[0])
    assert invite(db, policy, at(7, 14)).done == []
    with db.session(write=True) as session:
        places.set_extension_window(
            session,
            staff_of(with_summer),
            with_summer.id,
            2026,
            QuarterKind.FIRST_SEMESTER,
            opens_days=10,
            closes_days=2,
            now=NOW,
            policy=policy,
        )
    assert [line.split(":")[0] for line in invite(db, policy, at(7, 14)).done] == [f"centre {with_summer.id}"]
    assert "7월 18일" in told(db)[0][1]
