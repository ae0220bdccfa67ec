"""Days begin at midnight in Seoul, whatever the zone of the instant; a quarter ends, and a job may run weeks late."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from worlds import (
    MONDAY,
    NOW,
    PAPERS,
    WEEKDAYS,
    ask,
    ask_for_days,
    make_centre,
    make_children,
    parent_of,
    staff_of,
)

from kium_rules.errors import Refused
from kium_rules.policy import Policy
from kium_rules.records import Database, audit, bookings, cards, offers, places, recount
from kium_rules.records.actors import Actor
from kium_rules.records.days import to_mask
from kium_rules.records.jobs import JOBS, Work, run_job
from kium_rules.records.models import Booking, Centre, Offer, Quarter, Visit
from kium_rules.records.taps import record_tap
from kium_rules.vocabulary import SEOUL, BookingState, QuarterKind, Role

QUARTER_END = date(2026, 7, 20)


def seoul(*at: int) -> datetime:
    """Give an instant by the clocks of Seoul."""
    return datetime(*at, tzinfo=SEOUL)


def moments(day: date) -> tuple[datetime, datetime]:
    """Give the last second before a day, and its first, both as another zone would write them."""
    midnight = datetime.combine(day, time(), SEOUL)
    return (midnight - timedelta(seconds=1)).astimezone(UTC), midnight.astimezone(UTC)


def test_the_two_weeks_of_temporary_care_move_on_at_midnight_in_seoul(db: Database, policy: Policy) -> None:
    before, midnight = moments(date(2026, 3, 4))
    wanted = date(2026, 3, 18)
    with db.session(write=True) as session:
        centre = make_centre(session)
        early, late = make_children(session, centre, 2)
        assert ask_for_days(session, policy, centre.id, early, wanted, now=before).booking is None
        assert ask_for_days(session, policy, centre.id, late, wanted, now=midnight).booking is not None


def test_the_two_weeks_reach_over_the_leap_day(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        leap = {
            "from_on": date(2028, 1, 3),
            "until_on": date(2028, 3, 31),
            "opens": time(13),
            "closes": time(19),
        }
        session.add(
            Quarter(
                centre_id=centre.id,
                year=2027,
                kind=QuarterKind.WINTER_BREAK,
                weekdays=to_mask(WEEKDAYS),
                **leap,
            )
        )
        session.flush()
        session.expire(centre)
        centre.revision += 1
        first, second, third = make_children(session, centre, 3)
        asked_at = seoul(2028, 2, 15, 9)
        leap_day, after = date(2028, 2, 29), date(2028, 3, 1)
        assert ask_for_days(session, policy, centre.id, first, leap_day, now=asked_at).booking is not None
        assert ask_for_days(session, policy, centre.id, second, after, now=asked_at).booking is None
        # 30 days counted with both ends: from 1 February the leap day makes 1 March the 30th.
        whole = {"from_on": date(2028, 2, 1), "until_on": after, "now": seoul(2028, 1, 31, 9)}
        regular = ask(session, policy, centre.id, third, **whole).booking
        assert regular is not None
        assert leap_day in {day.on for day in regular.days}


def test_a_day_can_be_given_back_until_midnight_after_it(db: Database, policy: Policy) -> None:
    tuesday = date(2026, 3, 3)
    before, midnight = moments(tuesday + timedelta(days=1))
    with db.session(write=True) as session:
        centre = make_centre(session)
        staff = staff_of(centre)
        made = []
        for child in make_children(session, centre, 2):
            booking = ask_for_days(session, policy, centre.id, child, tuesday, date(2026, 3, 5)).booking
            assert booking is not None
            bookings.approve(session, staff, booking.id, documents=PAPERS, now=NOW, policy=policy)
            made.append(booking.id)
        how = {"reason": "아픔", "policy": policy}
        bookings.cancel_days(session, staff, made[0], [tuesday], now=before, **how)
        with pytest.raises(Refused, match="is over"):
            bookings.cancel_days(session, staff, made[1], [tuesday], now=midnight, **how)


def test_agreed_seats_come_in_at_midnight_in_seoul(db: Database, policy: Policy) -> None:
    before, midnight = moments(date(2026, 3, 10))
    with db.session(write=True) as session:
        centre = make_centre(session, base=1)
        change_to(session, policy, centre, 2, date(2026, 3, 10))
    for now, base in ((before, 1), (midnight, 2)):
        run_job(JOBS["nightly-close"], Work(db, policy, lambda now=now: now))
        with db.session() as session:
            assert session.get_one(Centre, centre.id).base_seats == base


def change_to(session: Any, policy: Policy, centre: Centre, base: int, on: date) -> None:
    """Agree on other base seats from a day on."""
    seats = {"base_seats": base, "extra_seats": base // 5, "sick_child_places": 0, "effective_on": on}
    how = {"now": NOW, "policy": policy, "confirmed": True}
    asked = places.ask_capacity_change(session, staff_of(centre), centre.id, reason="확장", **seats, **how)
    officer = Actor(None, Role.DISTRICT, district_id=centre.district_id, name="구담당")
    places.approve_capacity_change(session, officer, asked.id, **how)


def test_a_visit_belongs_to_the_day_of_seoul_on_which_it_began(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        staff, [child] = staff_of(centre), make_children(session, centre, 1)
        how = {"now": NOW, "policy": policy}
        cards.register_card(session, staff, uid="04A1B2C3", centre_id=centre.id, **how)
        cards.assign_card(session, staff, uid="04A1B2C3", child_id=child.id, **how)
        booking = ask(session, policy, centre.id, child).booking
        assert booking is not None
        bookings.approve(session, staff, booking.id, documents=PAPERS, **how)
        bookings.start(session, staff, booking.id, **how)
        # 13:00 on the 3rd in Seoul is still the evening of the 2nd elsewhere.
        for at in (seoul(2026, 3, 3, 13), seoul(2026, 3, 4, 13)):
            elsewhere = at.astimezone(UTC)
            seen = {"uid": "04A1B2C3", "nonce": str(at), "happened_at": elsewhere, "now": elsewhere}
            record_tap(session, centre_id=centre.id, reader="현관", policy=policy, **seen)
        days = session.scalars(select(Visit.on).order_by(Visit.id)).all()
        assert list(days) == [date(2026, 3, 3), date(2026, 3, 4)]


def test_a_worker_that_was_down_over_the_end_of_a_quarter_catches_up_in_one_round(
    db: Database, policy: Policy
) -> None:
    """Offers, waits, undecided applications, use, visits and agreed seats were all left as they were since June."""
    june = seoul(2026, 6, 10, 9)
    with db.session(write=True) as session:
        centre = make_centre(session, base=1)
        staff = staff_of(centre)
        holder, offered, waits, other = make_children(session, centre, 4)
        term = {"from_on": date(2026, 6, 15), "until_on": QUARTER_END, "now": june}
        held = ask(session, policy, centre.id, holder, **term).booking
        next_one = ask(session, policy, centre.id, offered, **term).booking
        last_one = ask(session, policy, centre.id, waits, **term).booking
        assert held is not None
        assert next_one is not None
        assert last_one is not None
        bookings.cancel(session, parent_of(holder), held.id, now=june, policy=policy)
        assert next_one.state is BookingState.OFFERED
        elsewhere = make_centre(session)
        undecided = ask(session, policy, elsewhere.id, other, **term).booking
        assert undecided is not None
        used = ask(session, policy, elsewhere.id, holder, **term).booking
        assert used is not None
        bookings.approve(session, staff_of(elsewhere), used.id, documents=PAPERS, now=june, policy=policy)
        bookings.start(session, staff_of(elsewhere), used.id, now=june, policy=policy)
        change_to(session, policy, centre, 3, date(2026, 7, 1))
    august = Work(db, policy, lambda: seoul(2026, 8, 3, 4))
    reports = [
        run_job(JOBS[name], august) for name in ("nightly-close", "expire-offers", "pass-on", "recount")
    ]
    again = [
        run_job(JOBS[name], august) for name in ("nightly-close", "expire-offers", "pass-on", "check-audit")
    ]
    assert [report.findings for report in (*reports, *again)] == [[]] * 8
    assert [report.done for report in again] == [[]] * 4
    with db.session() as session:
        ids = (next_one.id, last_one.id, undecided.id, used.id)
        states = [session.get_one(Booking, each).state.value for each in ids]
        assert states == ["cancelled", "cancelled", "cancelled", "ended"]
        assert session.get_one(Centre, centre.id).base_seats == 3
        assert session.scalars(select(Offer).where(Offer.answer.is_(None))).all() == []
        assert offers.open_offers(session, staff, now=seoul(2026, 8, 3, 4)) == []
        assert list(recount.differences(session)) == []
        assert list(audit.broken_lines(session)) == []


def test_an_instant_without_a_zone_is_no_instant(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        [child] = make_children(session, centre, 1)
        with pytest.raises(ValueError, match="time zone"):
            ask_for_days(session, policy, centre.id, child, MONDAY, now=datetime(2026, 3, 2, 9))
