"""Counters: all or nothing, never above their limits, and equal to a recount whatever happens."""

import contextlib
from datetime import date, timedelta

import pytest
from examples import examples
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from sqlalchemy import update
from worlds import MONDAY, NOW, PAPERS, WEEKDAYS, ask, ask_for_days, make_centre, make_children, staff_of

from kium_rules.errors import Refused
from kium_rules.policy import Policy
from kium_rules.records import Database, bookings, recount, seats
from kium_rules.records.centres import as_value
from kium_rules.records.models import Booking, DayCounter
from kium_rules.vocabulary import CareType

TUESDAY = date(2026, 3, 3)


def test_seat_is_taken_on_every_day_or_on_none(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1)
        limits = seats.limits_of(as_value(centre), policy, MONDAY)
        seats.open_days(session, centre.id, [MONDAY, TUESDAY], limits)
        assert seats.take(session, centre.id, CareType.REGULAR, [TUESDAY], waits=False)
        assert not seats.take(session, centre.id, CareType.REGULAR, [MONDAY, TUESDAY], waits=False)
        loads = seats.loads_between(session, centre.id, MONDAY, TUESDAY)
        assert [loads[day].regular for day in (MONDAY, TUESDAY)] == [0, 1]


def test_regular_care_is_not_given_the_extra_seats(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1, extra=1)
        seats.open_days(session, centre.id, [MONDAY], seats.limits_of(as_value(centre), policy, MONDAY))
        regular, temporary = CareType.REGULAR, CareType.TEMPORARY
        wanted = (regular, regular, temporary, temporary)
        taken = [seats.take(session, centre.id, care_type, [MONDAY], waits=False) for care_type in wanted]
        assert taken == [True, False, True, False]


def test_recount_finds_wrong_counters_and_repair_sets_them_right(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1)
        first, second = make_children(session, centre, 2)
        ask_for_days(session, policy, centre.id, first, MONDAY)
        ask_for_days(session, policy, centre.id, second, MONDAY, TUESDAY)
        assert list(recount.differences(session, centre_id=centre.id)) == []
        session.execute(
            update(DayCounter).where(DayCounter.on == MONDAY).values(temporary=0, waiting_temporary=0)
        )
        session.delete(session.get_one(DayCounter, (centre.id, TUESDAY)))
        session.flush()
        found = list(recount.differences(session, centre_id=centre.id))
        assert [(each.on, each.counted["waiting_temporary"]) for each in found] == [(MONDAY, 1), (TUESDAY, 1)]
        assert found[1].stored is None
        assert recount.repair(session, found) == 2
        assert list(recount.differences(session)) == []


def test_repair_raises_a_limit_that_stands_in_the_way(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=2)
        for child in make_children(session, centre, 2):
            ask(session, policy, centre.id, child)
        lowered = {"regular": 0, "regular_limit": 1, "total_limit": 1}
        session.execute(update(DayCounter).where(DayCounter.on == MONDAY).values(lowered))
        recount.repair(session, list(recount.differences(session)))
        counter = session.get_one(DayCounter, (centre.id, MONDAY))
        assert (counter.regular, counter.regular_limit, counter.total_limit) == (2, 2, 2)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["apply", "apply", "apply", "approve", "reject", "cancel"]),
        st.integers(0, 7),
        st.sampled_from([CareType.REGULAR, CareType.TEMPORARY]),
        st.integers(0, 3),
        st.sets(st.sampled_from(sorted(WEEKDAYS)), min_size=1),
    ),
    max_size=25,
)


@given(steps=STEPS, base=st.integers(0, 2), extra=st.integers(0, 1))
@examples(12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_sequence_of_applications_overbooks_a_day(
    db: Database, policy: Policy, steps: list[tuple[str, int, CareType, int, set[int]]], base: int, extra: int
) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=base, extra=extra)
        children = make_children(session, centre, 8)
        staff = staff_of(centre)
        held: list[Booking] = []
        for step, which, care_type, week, weekdays in steps:
            if step == "apply":
                wish = {"from_on": MONDAY + timedelta(weeks=week), "weekdays": weekdays}
                days = [MONDAY + timedelta(days=day) for day in weekdays]
                asked = (
                    ask(session, policy, centre.id, children[which], until_on=date(2026, 5, 15), **wish)
                    if care_type is CareType.REGULAR
                    else ask_for_days(session, policy, centre.id, children[which], *days)
                )
                held += [asked.booking] if asked.booking else []
            elif held:
                change(session, policy, staff, step, held[which % len(held)].id)
        for load in seats.loads_between(session, centre.id, MONDAY, date(2026, 7, 20)).values():
            assert load.regular <= base
            assert load.regular + load.temporary <= base + extra
            assert max(load.waiting_regular, load.waiting_temporary) <= 2 * base
        assert list(recount.differences(session, centre_id=centre.id)) == []


def change(session, policy: Policy, staff, step: str, booking_id: int) -> None:
    """Do something to a booking, whether it is allowed or not."""
    how = {"approve": {"documents": PAPERS}, "reject": {"reason": "견본"}, "cancel": {}}[step]
    with contextlib.suppress(Refused):
        getattr(bookings, step)(session, staff, booking_id, now=NOW, policy=policy, **how)


@pytest.mark.parametrize("weeks", [0, 1])
def test_lower_limit_is_brought_in_without_taking_anybody_s_seat(
    db: Database, policy: Policy, weeks: int
) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=2)
        for child in make_children(session, centre, 2 - weeks):
            ask(session, policy, centre.id, child)
        as_is = seats.limits_of(as_value(centre), policy, MONDAY).now
        limits = seats.Limits((1, 1, *as_is[2:]))
        loads = seats.loads_to_write(session, centre.id, [MONDAY], limits)
        counter = session.get_one(DayCounter, (centre.id, MONDAY))
        session.refresh(counter)
        assert loads[MONDAY].regular == counter.regular_limit == counter.total_limit == 2 - weeks
