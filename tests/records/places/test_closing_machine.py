"""Closing and opening days, other dates and other seats, in any order among applications and answers.

Whatever happened: counters agree with days, nobody waits for or is offered a closed day, nobody who fits as a whole
is left waiting, and siblings who applied together are never torn apart while they wait.
"""

from contextlib import ExitStack
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

import pytest
from databases import Engines
from examples import examples
from hypothesis import HealthCheck
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session
from worlds import PAPERS, WEEKDAYS, ask, ask_for_days, make_centre, make_children, staff_of

from kium_rules.errors import Refused
from kium_rules.policy import Policy
from kium_rules.records import Database, audit, bookings, offers, places, recount
from kium_rules.records.actors import Actor
from kium_rules.records.bookings import Wanted
from kium_rules.records.centres import as_value, get_centre
from kium_rules.records.jobs import JOBS, Work, run_job
from kium_rules.records.models import Booking, BookingDay, Offer, QueuePlace
from kium_rules.values import Hours
from kium_rules.vocabulary import SEOUL, BookingState, CareType, QuarterKind, Role

START = date(2026, 6, 1)
ENDS = (date(2026, 7, 10), date(2026, 7, 17), date(2026, 7, 20))
days_ahead = st.frozensets(st.integers(0, 4), min_size=1, max_size=3)
"""Which of the next school days; few, so that they meet each other."""
VERBS = {
    "approve": BookingState.APPLIED,
    "start": BookingState.SCHEDULED,
    "reject": BookingState.WAITING,
    "cancel": BookingState.SCHEDULED,
    "end": BookingState.IN_USE,
}
child = st.integers(0, 5)


class Centre(RuleBasedStateMachine):
    """One centre with a seat or two, and six children of one family; `engines`, `engine`, `policy` are set."""

    engines: ClassVar[Engines]
    engine: ClassVar[str]
    policy: ClassVar[Policy]

    @initialize()
    def open_centre(self) -> None:
        self.stack = ExitStack()
        self.db: Database = self.stack.enter_context(self.engines.database(self.engine))
        self.today = START
        with self.db.session(write=True) as session:
            self.centre = make_centre(session, base=1, extra=0)
            self.children = make_children(session, self.centre, 6)
        self.staff = staff_of(self.centre)
        self.officer = Actor(None, Role.DISTRICT, district_id=self.centre.district_id, name="구담당")

    def teardown(self) -> None:
        if hasattr(self, "stack"):
            self.stack.close()

    @property
    def how(self) -> dict[str, Any]:
        return {"now": datetime.combine(self.today, time(9), SEOUL), "policy": self.policy}

    def do(self, verb: Any, *facts: Any, **more: Any) -> Any:
        """Call a verb in a transaction of its own; None: it was refused."""
        try:
            with self.db.session(write=True) as session:
                return verb(session, *facts, **{**self.how, **more})
        except Refused:
            return None

    def on(self, ahead: frozenset[int]) -> list[date]:
        school_days = [
            day for n in range(1, 9) if (day := self.today + timedelta(days=n)).weekday() in WEEKDAYS
        ]
        return [school_days[each] for each in sorted(ahead)]

    def drawn(self, data: st.DataObject, state: BookingState) -> int | None:
        with self.db.session() as session:
            query = select(Booking.id).where(Booking.state == state).order_by(Booking.id)
            ids = session.scalars(query).all()
        return data.draw(st.sampled_from(ids), "booking") if ids else None

    @rule(n=child, ahead=days_ahead)
    def apply(self, n: int, ahead: frozenset[int]) -> None:
        def verb(session: Session, now: datetime, policy: Policy) -> Any:
            return ask_for_days(session, policy, self.centre.id, self.children[n], *self.on(ahead), now=now)

        self.do(verb)

    @rule(n=child, weekdays=st.frozensets(st.integers(0, 4), min_size=1, max_size=3))
    def apply_for_the_term(self, n: int, weekdays: frozenset[int]) -> None:
        def verb(session: Session, now: datetime, policy: Policy) -> Any:
            until_on = self.today + timedelta(days=32)
            more = {"from_on": self.today, "until_on": until_on, "weekdays": weekdays, "now": now}
            return ask(session, policy, self.centre.id, self.children[n], **more)

        self.do(verb)

    @rule(some=st.frozensets(child, min_size=2, max_size=2), ahead=days_ahead)
    def apply_together(self, some: frozenset[int], ahead: frozenset[int]) -> None:
        days = self.on(ahead)
        wanted = [
            Wanted(self.children[n].id, CareType.TEMPORARY, days[0], days[-1], time(13), time(17), days=days)
            for n in sorted(some)
        ]
        made = self.do(bookings.apply_together, self.staff, self.centre.id, wanted, channel="offline")
        assert made is None or len({each.booking and each.booking.state.value for each in made}) == 1

    @rule(data=st.data(), verb=st.sampled_from(sorted(VERBS)))
    def decide(self, data: st.DataObject, verb: str) -> None:
        more = {"approve": {"documents": PAPERS}, "start": {}}.get(verb, {"reason": "사유"})
        booking_id = self.drawn(data, VERBS[verb])
        if booking_id is not None:
            assert self.do(getattr(bookings, verb), self.staff, booking_id, **more) is not None

    @rule(data=st.data(), verb=st.sampled_from(["accept", "decline"]))
    def answer(self, data: st.DataObject, verb: str) -> None:
        booking_id = self.drawn(data, BookingState.OFFERED)
        if booking_id is not None:
            assert self.do(getattr(offers, verb), self.staff, booking_id) is not None

    @rule(data=st.data())
    def close(self, data: st.DataObject) -> None:
        with self.db.session() as session:
            active = BookingDay.holds_seat | BookingDay.waits
            booked = session.scalars(select(BookingDay.on).where(active, BookingDay.on >= self.today)).all()
            centre = as_value(get_centre(session, self.centre.id))
        days = sorted({day for day in booked if centre.is_open_on(day)})[:6]
        if days:
            some = data.draw(st.lists(st.sampled_from(days), min_size=1, max_size=2, unique=True))
            how = {"reason": "공사", "confirmed": True}
            assert self.do(places.close_days, self.staff, self.centre.id, some, **how)

    @rule(data=st.data())
    def reopen(self, data: st.DataObject) -> None:
        with self.db.session() as session:
            closed = sorted(as_value(get_centre(session, self.centre.id)).closed_on)
        if closed:
            day = data.draw(st.sampled_from(closed))
            restored = self.do(places.reopen, self.staff, self.centre.id, [day])
            assert (restored is None) == (day < self.today)
            with self.db.session() as session:
                lost = BookingDay.is_released & (BookingDay.on == day)
                open_states = [
                    state for state in BookingState if self.policy.state_effect(state, day).is_open
                ]
                missed = session.scalars(
                    select(BookingDay.booking_id)
                    .join(BookingDay.booking)
                    .where(lost, Booking.state.in_(open_states))
                ).all()
                assert restored is None or set(missed) <= set(restored.left)

    @rule(until_on=st.sampled_from(ENDS))
    def move_the_end_of_the_quarter(self, until_on: date) -> None:
        hours = Hours(time(13), time(19))
        plan = places.QuarterPlan(
            2026, QuarterKind.FIRST_SEMESTER, date(2026, 3, 2), until_on, hours, WEEKDAYS
        )
        self.do(places.set_quarters, self.staff, self.centre.id, [plan], confirmed=True)

    @rule(base=st.integers(1, 3), ahead=st.integers(0, 4))
    def agree_on_seats(self, base: int, ahead: int) -> None:
        wanted = {
            "base_seats": base,
            "extra_seats": 0,
            "sick_child_places": 0,
            "reason": "협의",
            "confirmed": True,
        }
        effective_on = self.today + timedelta(days=ahead)
        asked = self.do(
            places.ask_capacity_change, self.staff, self.centre.id, effective_on=effective_on, **wanted
        )
        if asked is not None:
            assert self.do(places.approve_capacity_change, self.officer, asked.id, confirmed=True) is not None

    @rule(days=st.sampled_from([0, 1, 1, 2, 14]))
    def let_time_pass(self, days: int) -> None:
        self.today += timedelta(days=days)
        for name in ("nightly-close", "expire-offers", "pass-on"):
            report = run_job(JOBS[name], Work(self.db, self.policy, lambda: self.how["now"]))
            assert report.findings == []

    @invariant()
    def everything_agrees(self) -> None:
        if not hasattr(self, "db"):
            return
        with self.db.session() as session:
            assert list(recount.differences(session)) == []
            assert list(audit.broken_lines(session)) == []
            centre = as_value(get_centre(session, self.centre.id))
            unsettled = (BookingState.WAITING, BookingState.OFFERED)
            for day, booking in session.execute(
                select(BookingDay, Booking).join(BookingDay.booking).where(BookingDay.on >= self.today)
            ):
                if (day.holds_seat or day.waits) and not centre.is_open_on(day.on):
                    assert booking.care_type is CareType.TEMPORARY
                    assert booking.state not in unsettled
            offered = set(session.scalars(select(Booking.id).where(Booking.state == BookingState.OFFERED)))
            open_offers = session.scalars(
                select(Offer.booking_id)
                .join(Offer.booking)
                .where(Offer.answer.is_(None), Booking.state == BookingState.OFFERED)
            )
            assert set(open_offers) == offered
            groups: dict[int, set[str]] = {}
            for group, state in session.execute(
                select(QueuePlace.sibling_group, Booking.state)
                .join(Booking, Booking.id == QueuePlace.booking_id)
                .where(QueuePlace.sibling_group.is_not(None), Booking.state.in_(unsettled))
            ):
                groups.setdefault(group, set()).add(state)
            assert all(len(states) == 1 for states in groups.values())

    @invariant()
    def nobody_who_fits_is_left_waiting(self) -> None:
        if not hasattr(self, "db"):
            return
        with self.db.session(write=True) as session:
            assert offers.pass_on(session, self.centre.id, **self.how).offered == ()
            session.rollback()


def run(engines: Engines, policy: Policy, engine: str, *, count: int, steps: int) -> None:
    machine = type("Centre", (Centre,), {"engines": engines, "engine": engine, "policy": policy})
    budget = examples(
        count, stateful_step_count=steps, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(machine, settings=budget)


def test_closing_and_opening_in_any_order_leaves_nobody_hanging(engines: Engines, policy: Policy) -> None:
    run(engines, policy, "sqlite", count=8, steps=25)


@pytest.mark.slow
def test_closing_and_opening_in_many_orders(engines: Engines, policy: Policy) -> None:
    run(engines, policy, "sqlite", count=30, steps=40)


@pytest.mark.slow
@pytest.mark.postgres
def test_closing_and_opening_in_any_order_on_postgresql(engines: Engines, policy: Policy) -> None:
    run(engines, policy, "postgresql", count=10, steps=30)
