"""Every verb in any order: the ledger against a plain model of it that knows no database and no rule table.

The model says what an application becomes and which days a booking has; who of those who wait is offered a seat
it learns from the ledger, and checks that there was one.
"""

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

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
from sqlalchemy import select
from worlds import PAPERS, WEEKDAYS, ask, ask_for_days, make_centre, make_children, parent_of, staff_of

from kium_rules.errors import Refused
from kium_rules.policy import Policy
from kium_rules.records import Database, audit, bookings, offers, recount, seats
from kium_rules.records.actors import Actor
from kium_rules.records.bookings import Terms
from kium_rules.records.days import to_mask
from kium_rules.records.models import Booking, Quarter
from kium_rules.vocabulary import SEOUL, QuarterKind, Role

BASE, EXTRA, WAITING = 1, 1, 2
QUARTERS = ((date(2026, 3, 2), date(2026, 7, 20)), (date(2026, 7, 21), date(2026, 8, 28)))
CITY = Actor(None, Role.CITY)
LENGTH = timedelta(days=34)
DAY = timedelta(days=1)
REGULAR, TEMPORARY = "regular", "temporary"
weekdays = st.frozensets(st.integers(0, 4), min_size=1, max_size=3)


@dataclass
class Plain:
    """A booking as the model sees it: its days say `seat` or `wait`; days that went are in `gone`."""

    child: int
    centre: int
    care: str
    state: str
    days: dict[date, str]
    from_on: date
    until_on: date
    weekdays: frozenset[int] = frozenset()
    gone: set[date] = field(default_factory=set)
    rejected: set[date] = field(default_factory=set)
    is_extended_by: int | None = None


def pattern(from_on: date, until_on: date, chosen: frozenset[int]) -> set[date]:
    days = (from_on + n * DAY for n in range((until_on - from_on).days + 1))
    return {day for day in days if day.weekday() in chosen}


def in_one_quarter(from_on: date, until_on: date) -> bool:
    return any(first <= from_on and until_on <= last for first, last in QUARTERS)


class Ledger(RuleBasedStateMachine):
    """The machine; `engines`, `engine` and `policy` are set by the test."""

    engines: ClassVar[Engines]
    engine: ClassVar[str]
    policy: ClassVar[Policy]

    @initialize(start=st.sampled_from([date(2026, 3, 2), date(2026, 6, 1), date(2026, 6, 12)]))
    def open_centres(self, start: date) -> None:
        self.stack = ExitStack()
        self.db: Database = self.stack.enter_context(self.engines.database(self.engine))
        self.today = start
        self.plain: dict[int, Plain] = {}
        with self.db.session(write=True) as session:
            self.centres = [make_centre(session, base=BASE, extra=EXTRA) for _ in range(2)]
            for centre in self.centres:
                summer = {"from_on": QUARTERS[1][0], "until_on": QUARTERS[1][1]}
                hours = {"opens": time(9), "closes": time(18), "weekdays": to_mask(WEEKDAYS)}
                kind = QuarterKind.SUMMER_BREAK
                session.add(Quarter(centre_id=centre.id, year=2026, kind=kind, **summer, **hours))
            self.children = [make_children(session, self.centres[0], 1)[0] for _ in range(5)]

    def teardown(self) -> None:
        if hasattr(self, "stack"):
            self.stack.close()

    @property
    def now(self) -> datetime:
        return datetime.combine(self.today, time(9), SEOUL)

    # --- what the model knows -------------------------------------------------------------------------------

    def counts(self, centre: int, without: int | None = None) -> Counter[tuple[date, str, str]]:
        return Counter(
            (on, one.care, kind)
            for booking_id, one in self.plain.items()
            if one.centre == centre and booking_id != without
            for on, kind in one.days.items()
        )

    def answer(self, centre: int, child: int, care: str, days: set[date], without: int | None = None) -> str:
        """Say what the policy must answer about days whose window is fine."""
        others = [
            one for booking_id, one in self.plain.items() if booking_id != without and one.child == child
        ]
        if not days or any(days & one.days.keys() for one in others):
            return "refuse"
        counts = self.counts(centre, without)

        def has_seat(day: date) -> bool:
            regular, temporary = (counts[day, kind, "seat"] for kind in (REGULAR, TEMPORARY))
            return regular + temporary < BASE + EXTRA and (care == TEMPORARY or regular < BASE)

        if all(map(has_seat, days)):
            return "admit"
        return "wait" if all(counts[day, care, "wait"] < WAITING for day in days) else "refuse"

    def settled(self, one: Plain) -> set[date]:
        return {on for on in one.days if on < self.today} if one.state in ("scheduled", "in_use") else set()

    def going(self, one: Plain) -> set[date]:
        return one.days.keys() - self.settled(one)

    def some(self, data: st.DataObject, *states: str, care: str | None = None) -> int | None:
        fitting = [n for n, one in self.plain.items() if one.state in states and care in (None, one.care)]
        return data.draw(st.sampled_from(fitting), "booking") if fitting else None

    # --- what the ledger does -------------------------------------------------------------------------------

    def do(self, verb: Any, *facts: Any, **more: Any) -> Any:
        """Call a verb in a transaction of its own; None: it was refused."""
        try:
            with self.db.session(write=True) as session:
                return verb(session, *facts, now=self.now, policy=self.policy, **more)
        except Refused:
            return None

    def staff(self, booking_id: int) -> Actor:
        return staff_of(next(centre for centre in self.centres if centre.id == self.plain[booking_id].centre))

    def add(self, made: Booking | None, expected: str, one: Plain, days: set[date]) -> int | None:
        """Compare what an application became with what it had to become."""
        became = {None: "refuse", "waiting": "wait", "applied": "admit", "offered": "wait"}[
            made and made.state
        ]
        assert became == expected
        if made is None:
            return None
        one.state = "applied" if became == "admit" else "waiting"
        one.days = dict.fromkeys(days, "seat" if became == "admit" else "wait")
        self.plain[made.id] = one
        return made.id

    def learn_offers(self) -> None:
        """Let those who wait have what the ledger offered them, and see that it was there."""
        with self.db.session() as session:
            offered = session.scalars(
                select(Booking).where(Booking.state == "offered").order_by(Booking.id)
            ).all()
            for booking in offered:
                one = self.plain[booking.id]
                if one.state == "waiting":
                    active = {day.on for day in booking.days if day.holds_seat}
                    assert active == {on for on in one.days if on >= self.today}
                    one.state, one.days = "offered", dict.fromkeys(active, "seat")

    @rule(n=st.integers(0, 4), where=st.integers(0, 1), chosen=weekdays)
    def apply_regular(self, n: int, where: int, chosen: frozenset[int]) -> None:
        child, centre = self.children[n], self.centres[where].id
        until = self.today + LENGTH
        days = pattern(self.today, until, chosen)
        fits = in_one_quarter(self.today, until)
        expected = self.answer(centre, child.id, REGULAR, days) if fits else "refuse"
        made = self.do(
            lambda session, **clock: ask(
                session,
                self.policy,
                centre,
                child,
                from_on=self.today,
                until_on=until,
                weekdays=chosen,
                now=clock["now"],
            )
        )
        one = Plain(child.id, centre, REGULAR, "", {}, self.today, until, chosen)
        self.add(made and made.booking, expected, one, days)

    @rule(
        n=st.integers(0, 4),
        where=st.integers(0, 1),
        ahead=st.frozensets(st.integers(0, 16), min_size=1, max_size=3),
    )
    def apply_for_days(self, n: int, where: int, ahead: frozenset[int]) -> None:
        child, centre = self.children[n], self.centres[where].id
        days = {self.today + k * DAY for k in ahead}
        fits = max(ahead) <= 14 and all(day.weekday() < 5 and in_one_quarter(day, day) for day in days)
        expected = self.answer(centre, child.id, TEMPORARY, days) if fits else "refuse"
        made = self.do(
            lambda session, **clock: ask_for_days(
                session, self.policy, centre, child, *days, now=clock["now"]
            )
        )
        one = Plain(child.id, centre, TEMPORARY, "", {}, min(days), max(days))
        self.add(made and made.booking, expected, one, days)

    @precondition(lambda self: self.plain)
    @rule(data=st.data(), verb=st.sampled_from(["approve", "start", "reject", "end", "cancel"]))
    def decide(self, data: st.DataObject, verb: str) -> None:
        booking_id = data.draw(st.sampled_from(sorted(self.plain)), "booking")
        one = self.plain[booking_id]
        after = {
            ("approve", "applied"): "scheduled",
            ("start", "scheduled"): "in_use",
            ("reject", "applied"): "rejected",
            ("reject", "waiting"): "rejected",
            ("end", "in_use"): "ended",
            **{
                ("cancel", state): "cancelled"
                for state in ("applied", "waiting", "offered", "scheduled", "in_use")
            },
        }.get((verb, one.state))
        more = {"documents": PAPERS} if verb == "approve" else {} if verb == "start" else {"reason": "사유"}
        made = self.do(getattr(bookings, verb), self.staff(booking_id), booking_id, **more)
        assert (made is not None) == (after is not None)
        if after in ("rejected", "ended", "cancelled"):
            going = self.going(one)
            one.rejected = going if after == "rejected" else set()
            one.days = {on: kind for on, kind in one.days.items() if on not in going}
        one.state = after or one.state

    @rule(data=st.data())
    def cancel_a_day(self, data: st.DataObject) -> None:
        booking_id = self.some(data, "applied", "waiting", "offered", "scheduled", "in_use")
        one = self.plain.get(booking_id or 0)
        if one is None or not self.going(one):
            return
        day = data.draw(st.sampled_from(sorted(self.going(one))), "day")
        assert (
            self.do(bookings.cancel_days, self.staff(booking_id), booking_id, [day], reason="병원")
            is not None
        )
        del one.days[day]
        one.gone.add(day)
        if not one.days:
            one.state = "cancelled"
        elif one.care == TEMPORARY:
            one.from_on, one.until_on = min(one.days), max(one.days)

    @rule(data=st.data(), chosen=weekdays, by_parent=st.booleans())
    def edit_weekdays(self, data: st.DataObject, chosen: frozenset[int], by_parent: bool) -> None:
        booking_id = self.some(data, "applied", "waiting", "scheduled", "in_use", "offered", care=REGULAR)
        if booking_id is None:
            return
        one = self.plain[booking_id]
        allowed = ("applied", "waiting") if by_parent else ("applied", "scheduled", "in_use")
        has_begun = one.from_on < self.today
        approved = one.state in ("scheduled", "in_use")
        settled = self.settled(one) | ({on for on in one.gone if on < self.today} if approved else set())
        days = pattern(one.from_on, one.until_on, chosen) - (one.gone - settled)
        ahead = {day for day in days if day >= self.today}
        answer = "refuse"
        if one.state in allowed and (approved or not has_begun):
            answer = self.answer(one.centre, one.child, REGULAR, ahead, without=booking_id)
        if not by_parent and answer == "wait":
            answer = "refuse"
        child = next(child for child in self.children if child.id == one.child)
        actor = parent_of(child) if by_parent else self.staff(booking_id)
        made = self.do(bookings.edit, actor, booking_id, weekdays=chosen)
        assert (made is not None) == (answer != "refuse")
        if made is not None:
            kept = {on: kind for on, kind in one.days.items() if on in settled}
            one.days = kept | dict.fromkeys(ahead, "seat" if answer == "admit" else "wait")
            one.weekdays = chosen
            one.state = one.state if approved else "applied" if answer == "admit" else "waiting"

    @rule(data=st.data(), by=st.integers(-3, 16))
    def move_a_day(self, data: st.DataObject, by: int) -> None:
        booking_id = self.some(data, "applied", "scheduled", "in_use", care=TEMPORARY)
        one = self.plain.get(booking_id or 0)
        if one is None or not self.going(one):
            return
        day = data.draw(st.sampled_from(sorted(self.going(one))), "day")
        to = self.today + by * DAY
        ahead = (self.going(one) - {day}) | {to}
        fits = min(ahead) >= self.today and by <= 14 and to.weekday() < 5 and in_one_quarter(to, to)
        answer = (
            self.answer(one.centre, one.child, TEMPORARY, ahead, without=booking_id) if fits else "refuse"
        )
        stays = to in one.days
        made = self.do(bookings.reschedule, self.staff(booking_id), booking_id, {day: to})
        if to != day:
            assert (made is not None) == (answer == "admit" and not stays)
        if made is not None:
            one.days = dict.fromkeys(one.days.keys() - self.going(one) | ahead, "seat")
            one.gone.discard(to)
            one.from_on, one.until_on = min(one.days), max(one.days)

    @rule(data=st.data())
    def lift(self, data: st.DataObject) -> None:
        booking_id = self.some(data, "rejected")
        if booking_id is None:
            return
        one = self.plain[booking_id]
        ahead = {on for on in one.rejected if on >= self.today}
        if one.care == REGULAR:
            ahead = {
                on for on in pattern(one.from_on, one.until_on, one.weekdays) - one.gone if on >= self.today
            }
        answer = self.answer(one.centre, one.child, one.care, ahead, without=booking_id)
        made = self.do(bookings.lift_rejection, CITY, booking_id)
        assert (made is not None) == (answer == "admit")
        if made is not None:
            one.state, one.days = "applied", dict.fromkeys(ahead, "seat")

    @rule(data=st.data())
    def transfer(self, data: st.DataObject) -> None:
        booking_id = self.some(data, "applied", "waiting", "offered", "scheduled", "in_use")
        if booking_id is None:
            return
        one = self.plain[booking_id]
        target = next(centre.id for centre in self.centres if centre.id != one.centre)
        leaving = {on for on in self.going(one) if on >= self.today}
        answer, days = "refuse", leaving
        from_on, until_on = min(leaving, default=one.from_on), one.until_on
        if one.care == REGULAR and leaving:
            days = pattern(from_on, until_on, one.weekdays)
        if leaving and (one.care == TEMPORARY or (until_on - from_on).days + 1 >= 30):
            answer = self.answer(target, one.child, one.care, days, without=booking_id)
        made = self.do(bookings.transfer, self.staff(booking_id), booking_id, target, terms=Terms())
        new = Plain(one.child, target, one.care, "", {}, from_on, until_on, one.weekdays)
        if one.care == TEMPORARY and days:
            new.from_on, new.until_on = min(days), max(days)
        going = self.going(one)
        if made is not None:
            one.days = {on: kind for on, kind in one.days.items() if on not in going}
            one.state = "cancelled"
        self.add(made and made.booking, answer, new, days)

    @rule(data=st.data())
    def extend(self, data: st.DataObject) -> None:
        booking_id = self.some(data, "in_use", care=REGULAR)
        if booking_id is None:
            return
        one = self.plain[booking_id]
        ends_on = next(last for first, last in QUARTERS if first <= one.until_on <= last)
        before = self.plain.get(one.is_extended_by or 0)
        is_open = 7 <= (ends_on - self.today).days <= 30 and ends_on == QUARTERS[0][1]
        is_first = before is None or before.state in ("cancelled", "rejected")
        days = pattern(*QUARTERS[1], one.weekdays)
        answer = self.answer(one.centre, one.child, REGULAR, days) if is_open and is_first else "refuse"
        made = self.do(bookings.extend, self.staff(booking_id), booking_id)
        new = Plain(one.child, one.centre, REGULAR, "", {}, *QUARTERS[1], one.weekdays)
        one.is_extended_by = self.add(made and made.booking, answer, new, days) or one.is_extended_by

    @rule(data=st.data(), verb=st.sampled_from(["accept", "decline"]))
    def answer_offer(self, data: st.DataObject, verb: str) -> None:
        booking_id = self.some(data, "offered")
        if booking_id is None:
            return
        one = self.plain[booking_id]
        if self.do(getattr(offers, verb), self.staff(booking_id), booking_id) is not None:
            one.state = "applied" if verb == "accept" else "cancelled"
            one.days = one.days if verb == "accept" else {}

    @rule(ahead=st.sampled_from([1, 2, 5, 12]))
    def close_days_later(self, ahead: int) -> None:
        self.today += ahead * DAY
        closed = self.do(bookings.close_day, batch=100)
        over = [
            one
            for one in self.plain.values()
            if one.state in ("scheduled", "in_use") and one.until_on < self.today
        ]
        unused = sum(one.state == "scheduled" for one in over)
        assert (closed.ended, closed.unused) == (len(over) - unused, unused)
        for one in over:
            one.state = "ended"

    # --- what must be so whatever happened ------------------------------------------------------------------

    @invariant()
    def ledger_and_model_say_the_same(self) -> None:
        if not hasattr(self, "db"):
            return
        self.learn_offers()
        with self.db.session() as session:
            assert list(recount.differences(session)) == []
            states = dict(session.execute(select(Booking.id, Booking.state)).all())
            assert states == {booking_id: one.state for booking_id, one in self.plain.items()}
            for centre in self.centres:
                counts = self.counts(centre.id)
                for on, load in seats.loads_between(
                    session, centre.id, date(2026, 3, 1), date(2026, 12, 31)
                ).items():
                    assert load.regular == counts[on, REGULAR, "seat"] <= BASE
                    assert load.temporary == counts[on, TEMPORARY, "seat"]
                    assert load.regular + load.temporary <= BASE + EXTRA
                    assert load.waiting_regular == counts[on, REGULAR, "wait"] <= WAITING
                    assert load.waiting_temporary == counts[on, TEMPORARY, "wait"] <= WAITING
            places = Counter((one.child, on) for one in self.plain.values() for on in one.days)
            assert max(places.values(), default=0) <= 1
            assert list(audit.broken_lines(session)) == []


def run(engines: Engines, policy: Policy, engine: str, *, examples: int, steps: int) -> None:
    machine = type("Ledger", (Ledger,), {"engines": engines, "engine": engine, "policy": policy})
    budget = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=budget)


def test_any_order_of_verbs_keeps_seats_places_and_counters_on_sqlite(
    engines: Engines, policy: Policy
) -> None:
    run(engines, policy, "sqlite", examples=12, steps=25)


@pytest.mark.slow
def test_many_orders_of_verbs_on_sqlite(engines: Engines, policy: Policy) -> None:
    run(engines, policy, "sqlite", examples=40, steps=40)


@pytest.mark.slow
@pytest.mark.postgres
def test_any_order_of_verbs_keeps_seats_places_and_counters_on_postgresql(
    engines: Engines, policy: Policy
) -> None:
    run(engines, policy, "postgresql", examples=20, steps=30)
