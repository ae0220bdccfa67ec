"""A centre's own window for extensions out of a quarter."""

from datetime import date, datetime, time
from typing import Any

import pytest
from worlds import NOW, PAPERS, WEEKDAYS, ask, make_centre, make_children, parent_of, staff_of

from kium_rules.errors import NotAllowed, NotFound, Refused
from kium_rules.policy import Policy
from kium_rules.records import Database, bookings, places
from kium_rules.records.days import to_mask
from kium_rules.records.models import Quarter
from kium_rules.values import Hours
from kium_rules.vocabulary import SEOUL, QuarterKind

FIRST = QuarterKind.FIRST_SEMESTER
QUARTER_END = date(2026, 7, 20)


def at(month: int, day: int) -> datetime:
    """Give an instant of 2026 in Seoul."""
    return datetime(2026, month, day, 10, tzinfo=SEOUL)


def in_use(session: Any, policy: Policy) -> tuple[Any, Any, Any]:
    """Make regular care that is in use until the end of its quarter, with a summer break after it."""
    centre = make_centre(session)
    summer = {
        "from_on": date(2026, 7, 21),
        "until_on": date(2026, 8, 25),
        "opens": time(9),
        "closes": time(18),
    }
    session.add(
        Quarter(
            centre_id=centre.id,
            year=2026,
            kind=QuarterKind.SUMMER_BREAK,
            weekdays=to_mask(WEEKDAYS),
            **summer,
        )
    )
    session.flush()
    [child] = make_children(session, centre, 1)
    booking = ask(session, policy, centre.id, child, until_on=QUARTER_END).booking
    assert booking is not None
    bookings.approve(session, staff_of(centre), booking.id, documents=PAPERS, now=NOW, policy=policy)
    bookings.start(session, staff_of(centre), booking.id, now=NOW, policy=policy)
    return centre, booking, parent_of(child)


@pytest.mark.parametrize(
    ("window", "when", "code"),
    [
        ((45, 3), at(6, 4), "too_early"),
        ((45, 3), at(6, 5), None),
        ((45, 3), at(7, 17), None),
        ((45, 3), at(7, 18), "too_late"),
        ((None, 3), at(6, 19), "too_early"),
        ((None, None), at(7, 14), "too_late"),
    ],
)
def test_own_window_replaces_the_table_s(
    db: Database, policy: Policy, window: tuple[int | None, int | None], when: datetime, code: str | None
) -> None:
    opens, closes = window
    with db.session(write=True) as session:
        centre, booking, parent = in_use(session, policy)
        how = {"opens_days": opens, "closes_days": closes, "now": NOW, "policy": policy}
        places.set_extension_window(session, staff_of(centre), centre.id, 2026, FIRST, **how)
        if code is None:
            assert bookings.extend(session, parent, booking.id, now=when, policy=policy).booking is not None
        else:
            with pytest.raises(Refused) as refused:
                bookings.extend(session, parent, booking.id, now=when, policy=policy)
            assert [reason.code for reason in refused.value.reasons] == [code]


def test_window_outlives_a_change_of_the_quarter_s_dates(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        staff, how = staff_of(centre), {"now": NOW, "policy": policy}
        places.set_extension_window(
            session, staff, centre.id, 2026, FIRST, opens_days=40, closes_days=10, **how
        )
        plan = places.QuarterPlan(
            2026, FIRST, date(2026, 3, 2), date(2026, 7, 17), Hours(time(13), time(20)), WEEKDAYS
        )
        places.set_quarters(session, staff, centre.id, [plan], **how)
        session.refresh(centre)
        [quarter] = centre.quarters
        assert (quarter.extension_opens_days, quarter.extension_closes_days) == (40, 10)
        assert quarter.until_on == date(2026, 7, 17)


@pytest.mark.parametrize("window", [(5, 10), (5, None), (None, 31), (-1, None), (None, -1), (141, 0)])
def test_window_that_never_opens_or_leaves_the_quarter_is_refused(
    db: Database, policy: Policy, window: tuple[int | None, int | None]
) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        how = {"opens_days": window[0], "closes_days": window[1], "now": NOW, "policy": policy}
        with pytest.raises(Refused, match="between 140 and 0 days"):
            places.set_extension_window(session, staff_of(centre), centre.id, 2026, FIRST, **how)


def test_only_whoever_runs_the_centre_sets_its_window(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        here, there = make_centre(session), make_centre(session)
        [child] = make_children(session, here, 1)
        how = {"opens_days": 40, "closes_days": 10, "now": NOW, "policy": policy}
        for stranger in (staff_of(there), parent_of(child)):
            with pytest.raises(NotAllowed):
                places.set_extension_window(session, stranger, here.id, 2026, FIRST, **how)
        with pytest.raises(NotFound):
            places.set_extension_window(session, staff_of(here), here.id, 2027, FIRST, **how)
