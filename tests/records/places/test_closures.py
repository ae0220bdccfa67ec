"""Closure days: regular care skips them, everything else is listed for staff."""

from datetime import date

import pytest
from sqlalchemy import select
from worlds import NOW, ask, ask_for_days, make_centre, make_children, staff_of

from kium_rules.errors import Refused
from kium_rules.policy import Policy
from kium_rules.records import Database, places, recount, seats
from kium_rules.records.centres import get_centre, seats_by_day
from kium_rules.records.models import Task
from kium_rules.vocabulary import BookingState

TUESDAY, WEDNESDAY, SATURDAY = date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 7)


def test_new_closure_day_is_released_by_regular_care_and_listed_for_other_care(
    db: Database, policy: Policy
) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        staff = staff_of(centre)
        regular, temporary = make_children(session, centre, 2)
        booking = ask(session, policy, centre.id, regular).booking
        other = ask_for_days(session, policy, centre.id, temporary, WEDNESDAY).booking
        assert booking is not None
        assert other is not None
        close = {"reason": "개교기념일", "now": NOW, "policy": policy}
        with pytest.raises(places.NeedsConfirmation) as needed:
            places.close_days(session, staff, centre.id, [WEDNESDAY], **close)
        assert [each.booking_id for each in needed.value.impact.bookings] == [booking.id, other.id]
        assert seats.loads_between(session, centre.id, WEDNESDAY, WEDNESDAY)[WEDNESDAY].regular == 1

        places.close_days(session, staff, centre.id, [WEDNESDAY], confirmed=True, **close)
        load = seats.loads_between(session, centre.id, WEDNESDAY, WEDNESDAY)[WEDNESDAY]
        assert (load.regular, load.temporary) == (0, 1)
        assert [day.on for day in booking.days if day.is_cancelled] == [WEDNESDAY]
        assert booking.state is BookingState.APPLIED
        assert [task.booking_id for task in session.scalars(select(Task))] == [other.id]
        assert list(recount.differences(session)) == []
        [day] = seats_by_day(session, centre.id, WEDNESDAY, WEDNESDAY, policy=policy)
        assert (day.is_open, day.closed_reason) == (False, "개교기념일")


def test_booking_with_no_day_left_is_listed_for_staff(db: Database, policy: Policy) -> None:
    mondays = [date(2026, 3, day) for day in (2, 9, 16, 23, 30)]
    with db.session(write=True) as session:
        centre = make_centre(session)
        [child] = make_children(session, centre, 1)
        booking = ask(session, policy, centre.id, child, weekdays={0}, until_on=date(2026, 4, 1)).booking
        assert booking is not None
        places.close_days(
            session,
            staff_of(centre),
            centre.id,
            mondays,
            reason="공사",
            now=NOW,
            policy=policy,
            confirmed=True,
        )
        assert [task.booking_id for task in session.scalars(select(Task))] == [booking.id]


def test_closed_day_without_bookings_needs_no_confirmation_and_can_be_taken_back(
    db: Database, policy: Policy
) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        staff, [child] = staff_of(centre), make_children(session, centre, 1)
        places.close_days(session, staff, centre.id, [TUESDAY], reason="소독", now=NOW, policy=policy)
        assert get_centre(session, centre.id).revision == 2
        assert ask_for_days(session, policy, centre.id, child, TUESDAY).booking is None
        places.reopen(session, staff, centre.id, [TUESDAY], now=NOW, policy=policy)
        assert get_centre(session, centre.id).revision == 3
        assert ask_for_days(session, policy, centre.id, child, TUESDAY).booking is not None
        with pytest.raises(Refused, match="no closure days"):
            places.reopen(session, staff, centre.id, [TUESDAY], now=NOW, policy=policy)


@pytest.mark.parametrize(
    ("days", "reason", "said"),
    [
        ([], "공사", "Choose the days"),
        ([SATURDAY], "공사", "does not open .* 2026-03-07"),
        ([date(2026, 2, 27)], "공사", "are over"),
        ([TUESDAY], "  ", "Give the reason"),
    ],
)
def test_days_that_cannot_be_closed_are_refused(
    db: Database, policy: Policy, days: list[date], reason: str, said: str
) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        with pytest.raises(Refused, match=said):
            places.close_days(
                session, staff_of(centre), centre.id, days, reason=reason, now=NOW, policy=policy
            )
