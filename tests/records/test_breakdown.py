"""Why a day is full."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update
from worlds import MONDAY, NOW, PAPERS, ask, ask_for_days, make_centre, make_children, parent_of, staff_of

from kium_rules.errors import NotAllowed
from kium_rules.policy import Policy
from kium_rules.records import Database, bookings
from kium_rules.records.actors import Actor
from kium_rules.records.breakdown import breakdown
from kium_rules.records.models import Booking, CapacityChange, ChangeState
from kium_rules.vocabulary import BookingState, CareType, Role


def test_full_day_says_who_has_the_seats_and_who_waits(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=3, extra=1, sick=1)
        children = make_children(session, centre, 7)
        first, second, third = (ask(session, policy, centre.id, child).booking for child in children[:3])
        staff = staff_of(centre)
        bookings.approve(session, staff, first.id, documents=PAPERS, now=NOW, policy=policy)
        bookings.approve(session, staff, second.id, documents=PAPERS, now=NOW, policy=policy)
        bookings.start(session, staff, second.id, now=NOW, policy=policy)
        ask(session, policy, centre.id, children[3])
        ask_for_days(session, policy, centre.id, children[4], MONDAY)
        session.execute(update(Booking).where(Booking.id == third.id).values(state=BookingState.OFFERED))
        seen = breakdown(session, staff, centre.id, MONDAY, now=NOW, policy=policy)
        regular, temporary, sick = seen.shares
        assert (regular.approved, regular.applied, regular.offered, regular.waiting) == (2, 0, 1, 1)
        assert (regular.free, regular.waiting_limit, regular.waiting_rule) == (0, 6, "waiting_list.2")
        assert (temporary.approved, temporary.applied, temporary.free) == (0, 1, 0)
        assert (sick.applied, sick.free) == (0, 1)
        assert (seen.regular_limit, seen.total_limit, seen.sick_child_limit) == (3, 4, 1)
        assert seen.limit_rule.startswith("seat_limits.")
        assert seen.share(CareType.TEMPORARY) is temporary


def test_closed_day_has_nothing_free(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, closed=(MONDAY + timedelta(days=1),))
        for on, is_open in ((MONDAY, True), (MONDAY + timedelta(days=1), False), (date(2027, 1, 1), False)):
            seen = breakdown(session, staff_of(centre), centre.id, on, now=NOW, policy=policy)
            assert (seen.is_open, seen.share(CareType.REGULAR).free) == (is_open, 2 if is_open else 0)


def test_only_those_in_charge_see_it(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre, elsewhere = make_centre(session), make_centre(session, district="강남구")
        [child] = make_children(session, centre, 1)
        district = Actor(None, Role.DISTRICT, district_id=centre.district_id)
        assert breakdown(session, district, centre.id, MONDAY, now=NOW, policy=policy).is_open
        for actor in (parent_of(child), staff_of(elsewhere), Actor(None, Role.POLICY)):
            with pytest.raises(NotAllowed):
                breakdown(session, actor, centre.id, MONDAY, now=NOW, policy=policy)


def test_seats_agreed_for_later_count_from_their_day_on(db: Database, policy: Policy) -> None:
    later = MONDAY + timedelta(days=7)
    with db.session(write=True) as session:
        centre = make_centre(session, base=2)
        old = {"old_base": 2, "old_extra": 0, "old_sick_child": 0}
        new = {"new_base": 5, "new_extra": 1, "new_sick_child": 0}
        said = {"reason": "증축", "asked_at": NOW, "asked_by_name": "나견본"}
        said |= {"state": ChangeState.APPROVED, "decided_at": NOW, "decided_by_name": "한견본"}
        session.add(CapacityChange(centre_id=centre.id, effective_on=later, **old, **new, **said))
        session.flush()
        for on, limits in ((later - timedelta(days=3), (2, 2)), (later, (5, 6))):
            seen = breakdown(session, staff_of(centre), centre.id, on, now=NOW, policy=policy)
            assert (seen.regular_limit, seen.total_limit) == limits
            assert seen.share(CareType.REGULAR).waiting_limit == 2 * limits[0]
