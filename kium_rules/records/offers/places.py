"""Places in the queue: who is next for a day, and why; and what a parent is told of the own place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from kium_rules.labels import sentence
from kium_rules.policy import Policy
from kium_rules.records.access import require_centre
from kium_rules.records.actors import Actor
from kium_rules.records.days import day_in_seoul
from kium_rules.records.models import Booking, QueuePlace
from kium_rules.records.offers.finding import find_booking
from kium_rules.records.offers.room import Room
from kium_rules.records.offers.turns import Turn, Waiting, read_waiting, turns_of
from kium_rules.records.offers.wording import say_lacking
from kium_rules.vocabulary import SEOUL, CareType


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the queue.

    Args:
        booking: The application, with child and guardian.
        numbers: Its place on each day it waits for, 1 = next.
        applied_at: When it was applied for.
        queued_at: Since when its place counts.
        priority_class: The class it claims.
        together_with: The bookings it wants to be offered seats together with.
        free_days: Its days ahead that have a seat now.
        full_days: Its days ahead that have none.
        skipped_at: When a freed seat was last passed on past it; None: never.
        why: The sentence that says what its place rests on.
        note: The sentence that says what it still waits for.
    """

    booking: Booking
    numbers: dict[date, int]
    applied_at: datetime
    queued_at: datetime
    priority_class: str
    together_with: tuple[int, ...]
    free_days: tuple[date, ...]
    full_days: tuple[date, ...]
    skipped_at: datetime | None
    why: str
    note: str


def queue(
    session: Session,
    actor: Actor,
    centre_id: int,
    on: date,
    care_type: CareType,
    *,
    now: datetime,
    policy: Policy,
) -> list[Place]:
    """List who waits for a day, the next one first, with the reason for each place.

    Args:
        session: The transaction.
        actor: Staff of the centre, its district, or the city.
        centre_id: Where.
        on: For which day.
        care_type: For which care.
        now: When.
        policy: The rules.

    Raises:
        NotAllowed: The actor has no say there.
        NotFound: There is no such centre.

    Source: priority, waiting_list.
    """
    require_centre(session, actor, centre_id)
    turns = turns_of(read_waiting(session, centre_id, now=now, policy=policy))
    shown = [one for turn in turns for one in turn.members if on in one.days and one.care_type is care_type]
    return _places(session, centre_id, turns, shown, now=now, policy=policy)


def place_of(
    session: Session, actor: Actor, booking_id: int, *, now: datetime, policy: Policy
) -> Place | None:
    """Give a booking's place in the queue; None: it does not wait.

    Raises:
        NotFound: There is no such booking, or none this login may see.

    Source: priority, waiting_list.
    """
    booking = find_booking(session, actor, booking_id)
    turns = turns_of(read_waiting(session, booking.centre_id, now=now, policy=policy))
    shown = [one for turn in turns for one in turn.members if one.booking_id == booking_id]
    return next(iter(_places(session, booking.centre_id, turns, shown, now=now, policy=policy)), None)


def _places(
    session: Session,
    centre_id: int,
    turns: Sequence[Turn],
    shown: Sequence[Waiting],
    *,
    now: datetime,
    policy: Policy,
) -> list[Place]:
    today = day_in_seoul(now)
    needed = {day for turn in turns for one in turn.members for day in one.ahead}
    room = Room(session, centre_id, needed, today=today, policy=policy, to_write=False)
    ids = [one.booking_id for one in shown]
    query = select(Booking).where(Booking.id.in_(ids)).options(joinedload(Booking.child))
    bookings = {booking.id: booking for booking in session.scalars(query)}
    query_skipped = select(QueuePlace.booking_id, QueuePlace.skipped_at).where(QueuePlace.booking_id.in_(ids))
    skipped_at = dict(session.execute(query_skipped).all())
    numbers = _numbers(turns)
    members = {one.booking_id: turn.members for turn in turns for one in turn.members}
    places = []
    for one in shown:
        full = room.full_days(one.care_type, one.ahead)
        free = tuple(day for day in one.ahead if day not in full)
        together = [other for other in members[one.booking_id] if other is not one]
        all_fit = not any(room.lacking(members[one.booking_id]).values())
        places.append(
            Place(
                booking=bookings[one.booking_id],
                numbers=numbers[one.booking_id],
                applied_at=one.applied_at,
                queued_at=one.queued_at,
                priority_class=one.priority_class,
                together_with=tuple(other.booking_id for other in together),
                free_days=free,
                full_days=full,
                skipped_at=skipped_at.get(one.booking_id),
                why=_why(one),
                note=_note(one, free, full, today=today, all_fit=all_fit),
            )
        )
    return places


def _numbers(turns: Sequence[Turn]) -> dict[int, dict[date, int]]:
    """Count, for each day and care, who stands before whom."""
    counted: dict[tuple[date, CareType], int] = {}
    numbers: dict[int, dict[date, int]] = {}
    for turn in turns:
        for one in turn.members:
            for day in one.days:
                counted[day, one.care_type] = counted.get((day, one.care_type), 0) + 1
                numbers.setdefault(one.booking_id, {})[day] = counted[day, one.care_type]
            numbers.setdefault(one.booking_id, {})
    return numbers


def _why(one: Waiting) -> str:
    key = "offers.place_after_offer" if one.was_offered else "offers.place"
    (rank, _), _ = one.key
    return sentence(key, "ko", rank=rank, at=one.queued_at.astimezone(SEOUL))


def _note(one: Waiting, free: Sequence[date], full: Sequence[date], *, today: date, all_fit: bool) -> str:
    if not full and one.rests(today):
        return sentence("offers.rests")
    if not full and not all_fit:
        return sentence("offers.siblings_lacking")
    return say_lacking(free, full)
