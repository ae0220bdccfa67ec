"""Care history: a child's bookings and attendance across centres, as far as one may see."""

from datetime import date, datetime, time

import pytest
from sqlalchemy import insert, select
from worlds import MONDAY, ask, ask_for_days, make_centre, make_children, parent_of, staff_of

from kium_rules.errors import NotFound
from kium_rules.policy import Policy
from kium_rules.records import Database
from kium_rules.records.actors import Actor
from kium_rules.records.care_history import care_history
from kium_rules.records.models import BookingDay, Visit
from kium_rules.vocabulary import SEOUL, CareType, Role

TUESDAY = date(2026, 3, 3)


def at(day: date, hour: int) -> datetime:
    """Give an hour of a day in Seoul."""
    return datetime.combine(day, time(hour), SEOUL)


def test_history_is_told_across_centres_as_far_as_one_may_see(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        here, there = make_centre(session), make_centre(session, district="관악구")
        child, stranger = make_children(session, here, 2)
        regular = ask(session, policy, here.id, child, weekdays={0}).booking
        other = ask_for_days(session, policy, there.id, child, TUESDAY).booking
        assert regular is not None
        assert other is not None
        days = dict(
            session.execute(
                select(BookingDay.on, BookingDay.id).where(BookingDay.booking_id == regular.id)
            ).all()
        )
        visit = {"child_id": child.id, "centre_id": here.id, "is_open": False}
        monday = {**visit, "on": MONDAY, "booking_day_id": days[MONDAY]}
        session.execute(
            insert(Visit),
            [
                {**monday, "in_at": at(MONDAY, 13), "out_at": at(MONDAY, 14)},
                {**monday, "in_at": at(MONDAY, 15), "out_at": None},
            ],
        )

        [later, first] = care_history(session, parent_of(child), child.id)
        assert (later.centre_name, later.care_type, later.days) == (there.name, CareType.TEMPORARY, 1)
        assert (first.booking_id, first.days, first.attended_days, first.incomplete_visits) == (
            regular.id,
            6,
            1,
            1,
        )
        assert [each.booking_id for each in care_history(session, staff_of(here), child.id)] == [regular.id]
        assert [each.booking_id for each in care_history(session, staff_of(there), child.id)] == [other.id]
        officer = Actor(None, Role.DISTRICT, district_id=there.district_id)
        assert [each.booking_id for each in care_history(session, officer, child.id)] == [other.id]
        assert len(care_history(session, Actor(None, Role.CITY), child.id)) == 2
        assert care_history(session, staff_of(here), stranger.id) == []
        for nobody in (Actor(None, Role.POLICY), Actor(None, Role.PARENT, guardian_id=child.guardian_id + 1)):
            with pytest.raises(NotFound):
                care_history(session, nobody, child.id)
