"""The ledger and a plain model side by side: what the model knows, and that both say the same after every step.

The model says what an application becomes and which days a booking has; who of those who wait is offered a seat
it learns from the ledger, and checks that there was one.
"""

from collections import Counter
from contextlib import ExitStack
from datetime import date, datetime, time
from typing import Any, ClassVar

from databases import Engines
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant
from records.ledger.plain import BASE, EXTRA, QUARTERS, REGULAR, TEMPORARY, WAITING, Plain
from records.plain_bookings import days_apart
from sqlalchemy import select
from worlds import WEEKDAYS, make_centre, make_children, staff_of

from kium_rules.errors import Refused
from kium_rules.policy import Policy
from kium_rules.records import Database, audit, recount, seats
from kium_rules.records.actors import Actor
from kium_rules.records.days import to_mask
from kium_rules.records.models import Booking, BookingDay, Quarter
from kium_rules.vocabulary import SEOUL, QuarterKind


class Model(RuleBasedStateMachine):
    """The ledger beside what must be so of it; `engines`, `engine` and `policy` are set by the test."""

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
        # A day that has a seat turns nobody away, however many wait for it because of other days.
        room = all(has_seat(day) or counts[day, care, "wait"] < WAITING for day in days)
        return "wait" if room else "refuse"

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

    # --- what must be so whatever happened ------------------------------------------------------------------

    @invariant()
    def ledger_and_model_say_the_same(self) -> None:
        if not hasattr(self, "db"):
            return
        self.learn_offers()
        with self.db.session() as session:
            assert list(recount.differences(session)) == []
            active = BookingDay.holds_seat | BookingDay.waits
            beyond = (
                select(BookingDay.on).join(BookingDay.booking).where(active, BookingDay.on > Booking.until_on)
            )
            assert days_apart(session) == 0
            assert session.scalars(beyond).all() == []  # a day's roster looks no further than bookings reach
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
                    assert load.waiting_regular == counts[on, REGULAR, "wait"]
                    assert load.waiting_temporary == counts[on, TEMPORARY, "wait"]
            places = Counter((one.child, on) for one in self.plain.values() for on in one.days)
            assert max(places.values(), default=0) <= 1
            assert list(audit.broken_lines(session)) == []
