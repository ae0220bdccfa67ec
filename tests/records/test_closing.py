"""The nightly close: at midnight in Seoul, in batches, late or twice."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from worlds import NOW, PAPERS, ask, ask_for_days, make_centre, make_children, parent_of, staff_of

from kium_rules.policy import Policy
from kium_rules.records import Database, audit, bookings, recount
from kium_rules.records.models import Booking, OutboxMessage
from kium_rules.vocabulary import SEOUL, BookingState

FRIDAY = date(2026, 3, 6)


def booked(session, policy: Policy, centre, child, *days: date, started: bool = True) -> Booking:
    booking = ask_for_days(session, policy, centre.id, child, *days).booking
    assert booking is not None
    staff = staff_of(centre)
    bookings.approve(session, staff, booking.id, documents=PAPERS, now=NOW, policy=policy)
    if started:
        bookings.start(session, staff, booking.id, now=NOW, policy=policy)
    return booking


def test_use_ends_at_midnight_in_seoul_after_its_last_day(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=5)
        first, second, third = make_children(session, centre, 3)
        used = booked(session, policy, centre, first, FRIDAY)
        unused = booked(session, policy, centre, second, FRIDAY, started=False)
        undecided = ask_for_days(session, policy, centre.id, third, FRIDAY).booking
        before_midnight = datetime(2026, 3, 6, 23, 59, 59, tzinfo=SEOUL)
        assert bookings.close_day(session, now=before_midnight, policy=policy, batch=10).count == 0
        midnight = datetime(2026, 3, 7, 0, 0, tzinfo=SEOUL)
        closed = bookings.close_day(session, now=midnight, policy=policy, batch=10)
        assert (closed.ended, closed.unused, closed.has_more) == (1, 1, False)
        assert (used.state, used.is_unused) == (BookingState.ENDED, False)
        assert (unused.state, unused.is_unused) == (BookingState.ENDED, True)
        assert undecided.state is BookingState.APPLIED
        assert [day.holds_seat for day in used.days] == [True]
        assert list(recount.differences(session)) == []
        line = bookings.history(session, parent_of(first), used.id)[-1]
        assert (line.action, line.actor_role, line.details["rule"]) == ("end", "system", "booking_states.31")
        assert list(audit.broken_lines(session)) == []
        told = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "ended")).all()
        assert {message.booking_id for message in told} == {used.id, unused.id}
        assert all(centre.name in message.text for message in told)


def test_close_that_runs_days_late_catches_up_in_batches_and_a_second_does_nothing(
    db: Database, policy: Policy
) -> None:
    with db.session(write=True) as session:
        centres = [make_centre(session, base=5) for _ in range(2)]
        ids = [
            booked(session, policy, centre, child, FRIDAY + timedelta(days=4 * (number % 2))).id
            for centre in centres
            for number, child in enumerate(make_children(session, centre, 3))
        ]
    late = datetime(2026, 3, 31, 4, tzinfo=SEOUL)
    done = []
    for _ in range(4):
        with db.session(write=True) as session:
            done.append(bookings.close_day(session, now=late, policy=policy, batch=4))
    assert [(closed.count, closed.has_more) for closed in done] == [
        (4, True),
        (2, False),
        (0, False),
        (0, False),
    ]
    with db.session() as session:
        states = session.scalars(select(Booking.state).where(Booking.id.in_(ids))).all()
        assert set(states) == {BookingState.ENDED}
        assert list(audit.broken_lines(session)) == []


def test_close_counts_the_29th_of_february(db: Database, policy: Policy) -> None:
    leap_day = date(2028, 2, 29)
    now = datetime(2028, 2, 28, 9, tzinfo=SEOUL)
    with db.session(write=True) as session:
        centre = make_centre(session)
        centre.quarters[0].from_on, centre.quarters[0].until_on = date(2028, 1, 3), date(2028, 3, 31)
        session.flush()
        first, second = make_children(session, centre, 2)
        booking = ask_for_days(session, policy, centre.id, first, leap_day, now=now).booking
        staff = staff_of(centre)
        bookings.approve(session, staff, booking.id, documents=PAPERS, now=now, policy=policy)
        period = {"from_on": date(2028, 2, 1), "until_on": date(2028, 3, 1)}
        at = datetime(2028, 2, 1, 9, tzinfo=SEOUL)
        # Thirty days, counted with both ends, only because there is a 29th.
        assert ask(session, policy, centre.id, second, now=at, **period).booking is not None
        on_the_day = datetime(2028, 2, 29, 23, 59, tzinfo=SEOUL)
        assert bookings.close_day(session, now=on_the_day, policy=policy, batch=10).count == 0
        day_after = datetime(2028, 3, 1, 0, 0, tzinfo=SEOUL)
        assert bookings.close_day(session, now=day_after, policy=policy, batch=10).unused == 1


def test_instant_without_a_zone_is_no_day(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session, pytest.raises(ValueError, match="time zone"):
        bookings.close_day(session, now=datetime(2026, 3, 7), policy=policy, batch=10)
