"""A centre with a waiting list, and what tests ask about it."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from worlds import ask_for_days, make_centre, make_children, parent_of, staff_of

from kium_rules.policy import Policy
from kium_rules.records import Database, bookings, offers, recount
from kium_rules.records.actors import Actor
from kium_rules.records.models import Booking, BookingDay, OutboxMessage, QueuePlace
from kium_rules.vocabulary import SEOUL, BookingState

DAYS = [date(2026, 3, day) for day in (9, 10, 11, 12, 13)]
"""A week of school days, from Monday on."""


def at(text: str) -> datetime:
    """Give an instant of March 2026 in Seoul, such as `at("02 09:00")`."""
    return datetime.fromisoformat(f"2026-03-{text}").replace(tzinfo=SEOUL)


class List:
    """A centre with one seat for temporary care, taken or waited for by children who apply one after another."""

    def __init__(self, db: Database, policy: Policy, *, seats: int = 1, extra: int = 0) -> None:
        self.db = db
        self.policy = policy
        self.now = at("02 09:00")
        with db.session(write=True) as session:
            self.centre = make_centre(session, base=seats, extra=extra)
        self.centre_id = self.centre.id
        self.staff = staff_of(self.centre)
        self.parents: dict[int, Actor] = {}

    def apply(self, *days: date, count: int = 1, **more: Any) -> list[int]:
        """Let siblings apply for the same days; each application a minute after the one before."""
        made = []
        with self.db.session(write=True) as session:
            for child in make_children(session, self.centre, count):
                self.now += timedelta(minutes=1)
                applied = ask_for_days(
                    session, self.policy, self.centre_id, child, *days, now=self.now, **more
                )
                assert applied.booking is not None, applied.decision.ko
                made.append(applied.booking.id)
                self.parents[applied.booking.id] = parent_of(child)
        return made

    def one(self, *days: date, **more: Any) -> int:
        """Let one child apply."""
        [booking_id] = self.apply(*days, **more)
        return booking_id

    def cancel(self, booking_id: int) -> None:
        """Let the parent cancel; what came free is passed on with it."""
        with self.db.session(write=True) as session:
            bookings.cancel(session, self.parents[booking_id], booking_id, now=self.now, policy=self.policy)

    def accept(self, booking_id: int, actor: Actor | None = None) -> Booking:
        """Let the parent, or somebody else, accept."""
        with self.db.session(write=True) as session:
            who = actor or self.parents[booking_id]
            return offers.accept(session, who, booking_id, now=self.now, policy=self.policy)

    def decline(self, booking_id: int, actor: Actor | None = None) -> Booking:
        """Let the parent, or somebody else, decline."""
        with self.db.session(write=True) as session:
            who = actor or self.parents[booking_id]
            return offers.decline(session, who, booking_id, now=self.now, policy=self.policy)

    def expire(self) -> set[int]:
        """Let what is overdue expire."""
        with self.db.session(write=True) as session:
            gone, _ = offers.expire(session, self.centre_id, now=self.now, policy=self.policy)
        return {booking.id for booking in gone}

    def place(self, booking_id: int) -> offers.Place:
        """Give a booking's place in the queue."""
        with self.db.session() as session:
            place = offers.place_of(
                session, self.parents[booking_id], booking_id, now=self.now, policy=self.policy
            )
        assert place is not None
        return place

    def states(self, *booking_ids: int) -> list[str]:
        """Give the states of bookings."""
        with self.db.session() as session:
            rows = dict(session.execute(select(Booking.id, Booking.state)).all())
        return [rows[each].value for each in booking_ids]

    def offered(self) -> set[int]:
        """Give the bookings that are offered a seat."""
        with self.db.session() as session:
            return set(session.scalars(select(Booking.id).where(Booking.state == BookingState.OFFERED)))

    def told(self, booking_id: int) -> list[str]:
        """Give the kinds of messages about a booking, in order."""
        with self.db.session() as session:
            query = select(OutboxMessage.kind).where(OutboxMessage.booking_id == booking_id)
            return list(session.scalars(query.order_by(OutboxMessage.id)))

    def days(self, booking_id: int) -> dict[date, str]:
        """Say of each day of a booking whether it holds a seat, waits or is cancelled."""
        with self.db.session() as session:
            query = select(BookingDay).where(BookingDay.booking_id == booking_id)
            return {
                day.on: "seat" if day.holds_seat else "waits" if day.waits else "cancelled"
                for day in session.scalars(query)
            }

    def remembered(self, booking_id: int) -> QueuePlace | None:
        """Give what the list remembers of a booking."""
        with self.db.session() as session:
            return session.get(QueuePlace, booking_id)

    def check(self) -> None:
        """Recount the seats."""
        with self.db.session() as session:
            assert list(recount.differences(session)) == []
