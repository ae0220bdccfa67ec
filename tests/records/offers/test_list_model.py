"""Whatever parents do in whatever order, the waiting list does what a plain model of it does.

The model offers along the list in order and counts by looping over everybody: nobody is offered a seat while somebody
before who fits is not, no limit is exceeded, and who lets an offer pass goes behind the others.
"""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from databases import Engines
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from records.offers.families import DAYS, List, at
from records.offers.plain import PlainList
from sqlalchemy import select
from worlds import WEEKDAYS, ask, ask_for_days, make_centre, make_children, parent_of, staff_of

from kium_rules.errors import Refused
from kium_rules.policy import Policy
from kium_rules.records import Database, audit, bookings, offers, recount
from kium_rules.records.models import Booking, Child, DayCounter
from kium_rules.vocabulary import CareType

BASE, EXTRA = 2, 1
WEEK = DAYS[:2]
REST = date(2026, 3, 16)
"""Stands for all later days of regular care, which are alike."""


class WaitingList(RuleBasedStateMachine):
    """A centre with two seats and one more for temporary care, over a week of school days."""

    db: Database
    policy: Policy

    def __init__(self) -> None:
        super().__init__()
        self.now = at("02 09:00")
        with self.db.session(write=True) as session:
            self.centre = make_centre(session, base=BASE, extra=EXTRA)
        self.model = PlainList(
            BASE, EXTRA, lambda now, starts: self.policy.offer_deadline(now, starts).until_at
        )
        self.children: dict[int, Child] = {}

    @initialize()
    def fill(self) -> None:
        """Begin with every seat taken, a family that waits and somebody behind it."""
        for siblings in (1, 1, 1, 2, 1):
            self.apply("temporary", set(WEEK), siblings, together=True)

    @rule(
        care=st.sampled_from(["temporary", "temporary", "regular"]),
        days=st.sets(st.sampled_from(WEEK), min_size=1),
        siblings=st.sampled_from([1, 1, 2]),
        together=st.booleans(),
    )
    def apply(self, care: str, days: set[date], siblings: int, together: bool) -> None:
        """Let one child, or two siblings, apply; the parent may want them to stay together."""
        chosen = sorted(day for day in days if day > self.now.date())
        if not chosen or (care == "regular" and self.now.date() >= DAYS[0]):
            return
        with self.db.session(write=True) as session:
            children = make_children(session, self.centre, siblings)
        waiting = []
        for child in children:
            self.now += timedelta(minutes=1)
            booking = self._ask(child, care, chosen)
            wanted = [*DAYS, REST] if care == "regular" else chosen
            state = self.model.apply(booking.id if booking else 0, care, wanted, self.now)
            assert (booking.state.value if booking else "refused") == state
            if booking is not None:
                self.children[booking.id] = child
                waiting += [booking.id] if state == "waiting" else []
        if together and len(waiting) == 2:
            with self.db.session(write=True) as session:
                offers.keep_together(session, parent_of(children[0]), waiting, now=self.now)
            for each in waiting:
                self.model.apps[each].group = waiting[0]

    def _ask(self, child: Child, care: str, days: list[date]) -> Booking | None:
        try:
            with self.db.session(write=True) as session:
                if care == "temporary":
                    return ask_for_days(
                        session, self.policy, self.centre.id, child, *days, now=self.now
                    ).booking
                return ask(
                    session,
                    self.policy,
                    self.centre.id,
                    child,
                    care_type=CareType.REGULAR,
                    from_on=DAYS[0],
                    until_on=date(2026, 4, 10),
                    weekdays=WEEKDAYS,
                    now=self.now,
                ).booking
        except Refused:
            return None

    def _some(self, data: Any, *states: str) -> int | None:
        ids = [app.id for app in self.model.apps.values() if app.state in states]
        return data.draw(st.sampled_from(ids)) if ids else None

    @rule(data=st.data())
    def cancel(self, data: Any) -> None:
        """Let somebody cancel."""
        if (booking_id := self._some(data, "applied", "waiting", "offered")) is not None:
            with self.db.session(write=True) as session:
                who = parent_of(self.children[booking_id])
                bookings.cancel(session, who, booking_id, now=self.now, policy=self.policy)
            self.model.leave([booking_id], self.now)

    @rule(data=st.data(), accepts=st.booleans())
    def answer(self, data: Any, accepts: bool) -> None:
        """Let somebody answer an offer, for siblings as well."""
        if (booking_id := self._some(data, "offered")) is None:
            return
        apps = self.model.apps
        group = apps[booking_id].group
        ids = [
            app.id
            for app in apps.values()
            if app.state == "offered" and (app.id == booking_id or (group is not None and app.group == group))
        ]
        verb = offers.accept if accepts else offers.decline
        with self.db.session(write=True) as session:
            who = parent_of(self.children[booking_id]) if len(ids) > 1 else staff_of(self.centre)
            verb(session, who, booking_id, now=self.now, policy=self.policy)
        if accepts:
            for each in ids:
                apps[each].state = "applied"
        else:
            self.model.leave(ids, self.now)

    @precondition(lambda self: self.now.date() < date(2026, 3, 14))
    @rule(hours=st.sampled_from([1, 3, 11, 25]))
    def time_goes_by(self, hours: int) -> None:
        """Let time pass, and run the jobs."""
        self.now += timedelta(hours=hours)
        for job in (offers.expire, offers.pass_on, offers.leave_list):
            with self.db.session(write=True) as session:
                job(session, self.centre.id, now=self.now, policy=self.policy)
        self.model.expire(self.now)
        self.model.walk(self.now)
        self.model.close(self.now)

    @invariant()
    def it_stands_as_in_the_model(self) -> None:
        """Compare every state."""
        with self.db.session() as session:
            states = {booking.id: booking.state.value for booking in session.scalars(select(Booking))}
        assert states == {app.id: app.state for app in self.model.apps.values()}

    @invariant()
    def counters_follow_from_the_days(self) -> None:
        """Recount, and compare with the model's counts and limits."""
        with self.db.session() as session:
            assert list(recount.differences(session)) == []
            counters = {counter.on: counter for counter in session.scalars(select(DayCounter))}
        for day in DAYS:
            if (counter := counters.get(day)) is None:
                continue
            assert counter.regular + counter.temporary <= BASE + EXTRA
            assert counter.regular <= BASE
            assert max(counter.waiting_regular, counter.waiting_temporary) <= 2 * BASE
            if day > self.now.date():
                assert counter.temporary == self.model.holding(day, "temporary")
                assert counter.waiting_temporary == self.model.waiting(day, "temporary")

    @invariant()
    def places_are_numbered_without_a_gap(self) -> None:
        """Ask for the queue of a day as staff see it."""
        day = next((day for day in WEEK if day > self.now.date()), None)
        if day is None:
            return
        with self.db.session() as session:
            staff = staff_of(self.centre)
            places = offers.queue(
                session, staff, self.centre.id, day, CareType.TEMPORARY, now=self.now, policy=self.policy
            )
        assert [place.numbers[day] for place in places] == list(range(1, len(places) + 1))
        assert len(places) == self.model.waiting(day, "temporary")

    def teardown(self) -> None:
        """Check the log."""
        with self.db.session() as session:
            assert list(audit.broken_lines(session)) == []


@pytest.mark.parametrize(
    ("engine", "examples"),
    [("sqlite", 25), pytest.param("postgresql", 6, marks=pytest.mark.postgres)],
)
@pytest.mark.slow
def test_the_list_does_what_the_model_does(
    engines: Engines, policy: Policy, engine: str, examples: int
) -> None:
    class OnEngine(WaitingList):
        """The list, on a database of its own for each run."""

        def __init__(self) -> None:
            self._context = engines.database(engine)
            self.db = self._context.__enter__()
            self.policy = policy
            super().__init__()

        def teardown(self) -> None:
            super().teardown()
            self._context.__exit__(None, None, None)

    run_state_machine_as_test(
        OnEngine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_quiet_hours_are_crossed_without_an_offer_expiring(db: Database, policy: Policy) -> None:
    town = List(db, policy)
    holder, waiting = town.one(DAYS[2]), town.one(DAYS[2])
    town.now = at("09 20:30")
    town.cancel(holder)
    moments: list[tuple[datetime, set[int]]] = [
        (at("09 23:30"), set()),
        (at("10 08:00"), set()),
        (at("10 09:29"), set()),
        (at("10 09:30"), {waiting}),
    ]
    for now, gone in moments:
        town.now = now
        assert town.expire() == gone
