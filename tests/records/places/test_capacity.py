"""Changes of capacity: asked by the centre, decided by the district, effective from a day."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, inspect, update
from worlds import MONDAY, NOW, ask, ask_for_days, make_centre, make_children, staff_of

from kium_rules.errors import NotAllowed, Refused
from kium_rules.policy import Policy
from kium_rules.records import Database, audit, places, recount, seats
from kium_rules.records.actors import Actor
from kium_rules.records.centres import get_centre, seats_by_day, seats_of_many
from kium_rules.records.models import CapacityChange, Centre, ChangeState, DayCounter, Login
from kium_rules.vocabulary import BookingState, CareType, Role

LATER = date(2026, 3, 16)
DAY_BEFORE = date(2026, 3, 13)


def officer_of(session: Any, centre: Centre, login_id: str = "officer") -> Actor:
    """Give an officer of a centre's district, who has a login."""
    row = {
        "login_id": login_id,
        "password_hash": "-",
        "role": Role.DISTRICT,
        "name": "구담당",
        "created_at": NOW,
    }
    number = session.scalar(insert(Login).values(row).returning(Login.id))
    return Actor(number, Role.DISTRICT, district_id=centre.district_id, name="구담당")


def wanted(policy: Policy, base: int, **more: Any) -> dict[str, Any]:
    """Ask for base seats with the extra seats that belong to them, from the third Monday on."""
    return {
        "base_seats": base,
        "extra_seats": base // 5,
        "sick_child_places": 0,
        "effective_on": LATER,
        "reason": "공간 확장",
        "now": NOW,
        "policy": policy,
        **more,
    }


def limits(session: Any, centre: Centre, day: date) -> tuple[int, int, int]:
    """Read three of a day's limits as the database has them now."""
    counter = session.get_one(DayCounter, (centre.id, day), populate_existing=True)
    return counter.regular_limit, counter.total_limit, counter.waiting_regular_limit


def test_more_seats_count_from_their_day_on_and_not_before(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1)
        first, second, third = make_children(session, centre, 3)
        ask(session, policy, centre.id, first)
        change = places.ask_capacity_change(session, staff_of(centre), centre.id, **wanted(policy, 2))
        assert limits(session, centre, LATER) == (1, 1, 2)
        officer = officer_of(session, centre)
        assert not places.approve_capacity_change(session, officer, change.id, now=NOW, policy=policy)
        assert change.state is ChangeState.APPROVED
        assert limits(session, centre, DAY_BEFORE) == (1, 1, 2)
        assert limits(session, centre, LATER) == (2, 2, 4)
        assert get_centre(session, centre.id).base_seats == 1
        [before, later] = (
            seats_by_day(session, centre.id, day, day, policy=policy)[0] for day in (DAY_BEFORE, LATER)
        )
        assert (before.regular_free, later.regular_free) == (0, 1)
        whole = ask(session, policy, centre.id, second)
        assert whole.booking is not None
        assert whole.booking.state is BookingState.WAITING
        assert min(set(whole.decision.days) - set(whole.decision.full_days)) == LATER
        late = {"from_on": LATER, "until_on": date(2026, 4, 20)}
        assert ask(session, policy, centre.id, third, **late).decision.outcome.value == "admit"
        assert list(recount.differences(session)) == []
        # A day nobody has touched gets its limits when it is first booked.
        assert limits(session, centre, date(2026, 4, 20)) == (2, 2, 4)


def test_queue_grows_with_the_seats_from_their_day_on(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1)
        change = places.ask_capacity_change(session, staff_of(centre), centre.id, **wanted(policy, 2))
        places.approve_capacity_change(
            session, officer_of(session, centre), change.id, now=NOW, policy=policy
        )

        def told(day: date) -> dict[str, int]:
            children = make_children(session, centre, 8)
            asked = [ask_for_days(session, policy, centre.id, child, day) for child in children]
            return Counter(each.decision.outcome.value for each in asked)

        assert told(DAY_BEFORE) == {"admit": 1, "wait": 2, "refuse": 5}
        assert told(LATER) == {"admit": 2, "wait": 4, "refuse": 2}


def test_numbers_become_the_centre_s_when_their_day_has_come(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1)
        change = places.ask_capacity_change(session, staff_of(centre), centre.id, **wanted(policy, 2))
        places.approve_capacity_change(
            session, officer_of(session, centre), change.id, now=NOW, policy=policy
        )
        for days, taken in ((13, ()), (20, (change,)), (20, ())):
            done = places.take_effect(session, centre.id, now=NOW + timedelta(days=days), policy=policy)
            assert done == taken
        kept = get_centre(session, centre.id, fresh=True)
        assert (kept.base_seats, kept.coming_changes) == (2, [])
        assert change.took_effect_at is not None


def test_change_from_today_on_counts_at_once(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1)
        ask_now = wanted(policy, 2, effective_on=MONDAY)
        change = places.ask_capacity_change(session, staff_of(centre), centre.id, **ask_now)
        places.approve_capacity_change(
            session, officer_of(session, centre), change.id, now=NOW, policy=policy
        )
        assert get_centre(session, centre.id).base_seats == 2


def test_seats_that_come_free_are_offered_to_whoever_waits(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1)
        first, second = make_children(session, centre, 2)
        ask_for_days(session, policy, centre.id, first, LATER)
        waiting = ask_for_days(session, policy, centre.id, second, LATER).booking
        assert waiting is not None
        assert waiting.state is BookingState.WAITING
        change = places.ask_capacity_change(session, staff_of(centre), centre.id, **wanted(policy, 2))
        places.approve_capacity_change(
            session, officer_of(session, centre), change.id, now=NOW, policy=policy
        )
        session.refresh(waiting)
        assert waiting.state is BookingState.OFFERED


def test_fewer_seats_list_who_came_last_and_take_nobody_s_seat(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=3)
        officer = officer_of(session, centre)
        children = make_children(session, centre, 3)
        held = [
            ask(session, policy, centre.id, child, now=NOW.replace(minute=n)).booking
            for n, child in enumerate(children)
        ]
        with pytest.raises(places.NeedsConfirmation) as needed:
            places.ask_capacity_change(session, staff_of(centre), centre.id, **wanted(policy, 1))
        assert [each.booking_id for each in needed.value.impact.bookings] == [
            each.id for each in held[1:] if each
        ]
        assert needed.value.impact.days[0] == LATER
        assert needed.value.reasons[0].code == "bookings_outside"
        change = places.ask_capacity_change(
            session, staff_of(centre), centre.id, **wanted(policy, 1), confirmed=True
        )
        with pytest.raises(places.NeedsConfirmation):
            places.approve_capacity_change(session, officer, change.id, now=NOW, policy=policy)
        assert change.state is ChangeState.ASKED
        impact = places.approve_capacity_change(
            session, officer, change.id, now=NOW, policy=policy, confirmed=True
        )
        assert len(impact.bookings) == 2
        assert limits(session, centre, LATER) == (3, 3, 2)
        assert limits(session, centre, DAY_BEFORE) == (3, 3, 6)
        assert seats.loads_between(session, centre.id, LATER, LATER)[LATER].regular == 3
        assert list(audit.broken_lines(session)) == []


def test_nobody_approves_their_own_request(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1)
        officer = officer_of(session, centre)
        change = places.ask_capacity_change(session, officer, centre.id, **wanted(policy, 2))
        with pytest.raises(Refused) as refused:
            places.approve_capacity_change(session, officer, change.id, now=NOW, policy=policy)
        assert [reason.code for reason in refused.value.reasons] == ["own_request"]
        with pytest.raises(NotAllowed):
            places.reject_capacity_change(session, officer, change.id, reason="x", now=NOW, policy=policy)
        other = officer_of(session, centre, "officer2")
        places.approve_capacity_change(session, other, change.id, now=NOW, policy=policy)


def test_database_refuses_ones_own_approval_too(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1)
        officer = officer_of(session, centre)
        places.ask_capacity_change(session, officer, centre.id, **wanted(policy, 2))
    own = {"state": ChangeState.APPROVED, "decided_at": NOW, "decided_by_id": officer.login_id}
    with pytest.raises(Exception, match="ck_capacity_change_not_ones_own"), db.session(write=True) as session:
        session.execute(update(CapacityChange).values(own))


def test_only_the_district_of_the_centre_or_the_city_decides(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre, far = make_centre(session, base=1), make_centre(session, district="관악구")
        change = places.ask_capacity_change(session, staff_of(centre), centre.id, **wanted(policy, 2))
        for stranger in (staff_of(centre), officer_of(session, far)):
            with pytest.raises(NotAllowed):
                places.approve_capacity_change(session, stranger, change.id, now=NOW, policy=policy)
        city = Actor(None, Role.CITY, name="시담당")
        with pytest.raises(Refused, match="Give the reason"):
            places.reject_capacity_change(session, city, change.id, reason=" ", now=NOW, policy=policy)
        places.reject_capacity_change(session, city, change.id, reason="면적 확인", now=NOW, policy=policy)
        with pytest.raises(Refused, match="decided already: rejected"):
            places.approve_capacity_change(session, city, change.id, now=NOW, policy=policy)
        [kept] = places.list_capacity_changes(session, staff_of(centre), centre.id).items
        assert (kept.old_base, kept.new_base, kept.decision_text) == (1, 2, "면적 확인")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"base_seats": -1}, "zero or more"),
        ({"base_seats": 31}, "too many"),
        ({"effective_on": date(2026, 3, 1)}, "in the past"),
        ({"reason": ""}, "Give the reason"),
        ({"base_seats": 2, "extra_seats": 0}, "the capacity already"),
    ],
)
def test_request_that_cannot_stand_is_refused(
    db: Database, policy: Policy, more: dict[str, Any], said: str
) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=2)
        with pytest.raises(Refused, match=said):
            places.ask_capacity_change(session, staff_of(centre), centre.id, **{**wanted(policy, 3), **more})


def test_centre_has_one_undecided_request(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1)
        places.ask_capacity_change(session, staff_of(centre), centre.id, **wanted(policy, 2))
        with pytest.raises(Refused, match="decided first"):
            places.ask_capacity_change(session, staff_of(centre), centre.id, **wanted(policy, 3))


def test_seats_of_many_centres_are_those_of_each(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        here, there = make_centre(session, base=1), make_centre(session, base=2, closed=(LATER,))
        [child] = make_children(session, here, 1)
        ask(session, policy, here.id, child)
    period = (MONDAY, MONDAY + timedelta(days=20))
    with db.session() as session:
        many = seats_of_many(session, [here.id, there.id, 999_999], *period, policy=policy)
        assert many == {
            each.id: seats_by_day(session, each.id, *period, policy=policy) for each in (here, there)
        }
        assert many[here.id][0].free(CareType.REGULAR) == 0


def test_second_undecided_request_is_refused_by_the_database_too(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1)
        change = places.ask_capacity_change(session, staff_of(centre), centre.id, **wanted(policy, 2))
        columns = [column.key for column in inspect(CapacityChange).columns]
        row = {name: getattr(change, name) for name in columns if name != "id"}
    with pytest.raises(Refused, match="decided first"), db.session(write=True) as session:
        session.execute(insert(CapacityChange), [row])
