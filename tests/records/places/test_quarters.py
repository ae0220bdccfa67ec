"""Quarters of a centre: all at once first, changed later after a look at the bookings outside."""

from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy import insert, select
from worlds import MONDAY, NOW, WEEKDAYS, ask, ask_for_days, make_centre, make_children, staff_of

from kium_rules.errors import NotAllowed, NotFound, Refused
from kium_rules.policy import Policy
from kium_rules.records import Database, places, recount
from kium_rules.records.actors import Actor
from kium_rules.records.centres import as_value, get_centre
from kium_rules.records.models import AuditLine, Booking, Centre, Quarter, Task
from kium_rules.values import Hours
from kium_rules.vocabulary import QuarterKind, Role

CITY = Actor(None, Role.CITY, name="시담당")
AFTERNOON, DAYTIME = Hours(time(13), time(19)), Hours(time(9), time(18))
YEAR = [
    places.QuarterPlan(
        2026,
        QuarterKind.FIRST_SEMESTER,
        date(2026, 3, 2),
        date(2026, 7, 20),
        AFTERNOON,
        WEEKDAYS,
        snacks="15시 간식",
    ),
    places.QuarterPlan(
        2026,
        QuarterKind.SUMMER_BREAK,
        date(2026, 7, 21),
        date(2026, 8, 15),
        DAYTIME,
        WEEKDAYS,
        meals="12시 점심",
    ),
    places.QuarterPlan(
        2026, QuarterKind.SECOND_SEMESTER, date(2026, 8, 17), date(2026, 12, 30), AFTERNOON, WEEKDAYS
    ),
    places.QuarterPlan(
        2026, QuarterKind.WINTER_BREAK, date(2026, 12, 31), date(2027, 2, 26), DAYTIME, WEEKDAYS
    ),
]


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    """Give the codes of the rules a refusal names."""
    return [reason.code for reason in refused.value.reasons]


def new_centre(session) -> Centre:
    """Make a centre that has no quarters yet."""
    centre = make_centre(session)
    for quarter in list(centre.quarters):
        session.delete(quarter)
    session.flush()
    session.expire(centre, ["quarters"])
    return centre


@pytest.mark.faq(3)
def test_first_opening_needs_all_four_quarters_of_the_year_at_once(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = new_centre(session)
        staff = staff_of(centre)
        with pytest.raises(Refused) as refused:
            places.set_quarters(session, staff, centre.id, YEAR[:3], now=NOW, policy=policy)
        assert codes(refused) == ["quarters_missing"]
        assert "겨울방학" in refused.value.ko
        assert not places.set_quarters(session, staff, centre.id, YEAR, now=NOW, policy=policy)
    with db.session() as session:
        kept = get_centre(session, centre.id)
        assert [quarter.kind for quarter in kept.quarters] == list(QuarterKind)
        assert (kept.quarters[0].snacks, kept.quarters[1].meals) == ("15시 간식", "12시 점심")
        assert kept.quarters[1].opens == time(9)
        assert kept.revision == 2
        line = session.scalars(select(AuditLine).where(AuditLine.action == "set_quarters")).one()
        assert len(line.details["quarters"]) == 4


@pytest.mark.faq(1, 3)
def test_quarters_that_overlap_are_refused_with_the_rule_s_sentence(db: Database, policy: Policy) -> None:
    winter = replace(YEAR[3], from_on=date(2026, 12, 26))
    with db.session(write=True) as session:
        centre = new_centre(session)
        with pytest.raises(Refused, match="overlaps") as refused:
            places.set_quarters(
                session, staff_of(centre), centre.id, [*YEAR[:3], winter], now=NOW, policy=policy
            )
        assert codes(refused) == ["quarters_overlap"]
        assert "5일 겹칩니다" in refused.value.ko


def test_overlap_is_refused_by_the_database_too(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = new_centre(session)
        places.set_quarters(session, staff_of(centre), centre.id, YEAR, now=NOW, policy=policy)
    behind = {
        "centre_id": centre.id,
        "year": 2027,
        "kind": QuarterKind.FIRST_SEMESTER,
        "from_on": date(2027, 2, 26),
        "until_on": date(2027, 7, 20),
        "opens": time(13),
        "closes": time(19),
        "weekdays": 31,
    }
    with pytest.raises(Refused, match="shares days"), db.session(write=True) as session:
        session.execute(insert(Quarter), [behind])


@pytest.mark.faq(2)
def test_common_border_of_two_quarters_moves_in_one_step(db: Database, policy: Policy) -> None:
    earlier = [
        replace(YEAR[0], until_on=date(2026, 7, 10)),
        replace(YEAR[1], from_on=date(2026, 7, 11)),
    ]
    with db.session(write=True) as session:
        centre = new_centre(session)
        staff = staff_of(centre)
        places.set_quarters(session, staff, centre.id, YEAR, now=NOW, policy=policy)
        ids = [quarter.id for quarter in get_centre(session, centre.id, fresh=True).quarters]
        places.set_quarters(session, staff, centre.id, earlier, now=NOW, policy=policy)
        kept = get_centre(session, centre.id, fresh=True).quarters
        assert [quarter.id for quarter in kept] == ids
        assert (kept[0].until_on, kept[1].from_on) == (date(2026, 7, 10), date(2026, 7, 11))
        assert len(kept) == 4


@pytest.mark.faq(2)
def test_change_that_leaves_days_outside_is_listed_first_and_then_needs_confirmation(
    db: Database, policy: Policy
) -> None:
    shorter = [replace(YEAR[0], until_on=date(2026, 4, 3))]
    with db.session(write=True) as session:
        centre = make_centre(session)
        staff = staff_of(centre)
        child, other = make_children(session, centre, 2)
        booking = ask(session, policy, centre.id, child).booking
        ask(session, policy, centre.id, other, until_on=date(2026, 4, 2))
        assert booking is not None
        with pytest.raises(places.NeedsConfirmation) as needed:
            places.set_quarters(session, staff, centre.id, shorter, now=NOW, policy=policy)
        [outside] = needed.value.impact.bookings
        assert outside.booking_id == booking.id
        assert outside.on(places.Why.CLOSED) == tuple(date(2026, 4, day) for day in (6, 7, 8, 9, 10))
        assert "예약 1건, 이용일 5일" in needed.value.ko
        assert get_centre(session, centre.id, fresh=True).quarters[0].until_on == date(2026, 7, 20)

        places.set_quarters(session, staff, centre.id, shorter, now=NOW, policy=policy, confirmed=True)
        assert get_centre(session, centre.id).quarters[0].until_on == date(2026, 4, 3)
        given_back = [day for day in booking.days if day.is_cancelled]
        assert [day.on for day in given_back] == list(outside.on(places.Why.CLOSED))
        assert given_back[0].cancel_reason
        assert list(recount.differences(session)) == []


def test_day_outside_the_new_hours_keeps_its_seat_and_goes_to_staff(db: Database, policy: Policy) -> None:
    shorter = [replace(YEAR[0], hours=Hours(time(13), time(16)))]
    with db.session(write=True) as session:
        centre = make_centre(session)
        staff = staff_of(centre)
        [child] = make_children(session, centre, 1)
        booking = ask(session, policy, centre.id, child).booking
        assert booking is not None
        with pytest.raises(places.NeedsConfirmation) as needed:
            places.set_quarters(session, staff, centre.id, shorter, now=NOW, policy=policy)
        assert len(needed.value.impact.bookings[0].on(places.Why.HOURS)) == 30
        places.set_quarters(session, staff, centre.id, shorter, now=NOW, policy=policy, confirmed=True)
        assert all(day.holds_seat for day in session.get_one(Booking, booking.id).days)
        [task] = session.scalars(select(Task))
        assert (task.booking_id, task.centre_id) == (booking.id, centre.id)
        assert child.name in task.text
        # The same hours once more: nothing new falls outside.
        assert not places.set_quarters(session, staff, centre.id, shorter, now=NOW, policy=policy)


def test_regular_care_whose_days_come_to_lie_in_another_quarter_is_listed(
    db: Database, policy: Policy
) -> None:
    earlier = [replace(YEAR[0], until_on=date(2026, 4, 3))]
    summer = replace(YEAR[1], from_on=date(2026, 4, 4), hours=Hours(time(9), time(19)))
    with db.session(write=True) as session:
        centre = make_centre(session)
        regular, temporary = make_children(session, centre, 2)
        booking = ask(session, policy, centre.id, regular).booking
        ask_for_days(session, policy, centre.id, temporary, date(2026, 3, 16))
        assert booking is not None
        with pytest.raises(places.NeedsConfirmation) as needed:
            places.set_quarters(
                session, staff_of(centre), centre.id, [*earlier, summer], now=NOW, policy=policy
            )
        [outside] = needed.value.impact.bookings
        assert outside.booking_id == booking.id
        assert len(outside.on(places.Why.OTHER_QUARTER)) == 5


def test_days_gone_by_stay_as_they_were(db: Database, policy: Policy) -> None:
    later = [replace(YEAR[0], from_on=date(2026, 3, 9))]
    with db.session(write=True) as session:
        centre = make_centre(session)
        [child] = make_children(session, centre, 1)
        ask(session, policy, centre.id, child)
        monday = NOW.replace(day=9)
        assert not places.set_quarters(session, staff_of(centre), centre.id, later, now=monday, policy=policy)


def test_city_sets_another_minimum_for_a_short_quarter(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = new_centre(session)
        staff = staff_of(centre)
        places.set_quarters(session, staff, centre.id, YEAR, now=NOW, policy=policy)
        [child] = make_children(session, centre, 1)
        summer = {"from_on": date(2026, 7, 21), "until_on": date(2026, 8, 14)}
        assert ask(session, policy, centre.id, child, **summer).booking is None

        def set_minimum(actor: Actor, days: int | None, reason: str = "짧은 방학") -> Quarter:
            key = (centre.id, 2026, QuarterKind.SUMMER_BREAK)
            return places.set_regular_minimum(
                session, actor, *key, days, reason=reason, now=NOW, policy=policy
            )

        with pytest.raises(NotAllowed):
            set_minimum(staff, 20)
        with pytest.raises(Refused, match="reason"):
            set_minimum(CITY, 20, " ")
        with pytest.raises(Refused, match="does not fit"):
            set_minimum(CITY, 27)
        assert set_minimum(CITY, 20).regular_min_days == 20
        # A later change of dates by the centre keeps it.
        places.set_quarters(session, staff, centre.id, YEAR, now=NOW, policy=policy)
        assert ask(session, policy, centre.id, child, **summer).booking is not None
        with pytest.raises(NotFound):
            places.set_regular_minimum(
                session,
                CITY,
                centre.id,
                2030,
                QuarterKind.SUMMER_BREAK,
                9,
                reason="x",
                now=NOW,
                policy=policy,
            )


@pytest.mark.parametrize("plans", [[], [YEAR[0], YEAR[0]], [replace(YEAR[0], meals="가" * 201)]])
def test_quarters_that_cannot_be_read_are_refused(
    db: Database, policy: Policy, plans: list[places.QuarterPlan]
) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        with pytest.raises(Refused, match="at least one quarter"):
            places.set_quarters(session, staff_of(centre), centre.id, plans, now=NOW, policy=policy)


def test_only_those_responsible_change_quarters(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre, other = make_centre(session), make_centre(session, district="관악구")
        officer = Actor(None, Role.DISTRICT, district_id=other.district_id, name="담당")
        for stranger in (staff_of(other), officer, Actor(None, Role.PARENT), Actor(None, Role.POLICY)):
            with pytest.raises(NotAllowed):
                places.set_quarters(session, stranger, centre.id, YEAR, now=NOW, policy=policy)
        places.set_quarters(session, CITY, centre.id, YEAR, now=NOW, policy=policy)
        assert as_value(get_centre(session, centre.id)).quarter_on(MONDAY) is not None
