"""Passing seats on: the list is walked in order, and whoever fits as a whole is offered a seat.

An offer holds its seat. Who fits only in part is passed over and told so; a family that wants to stay together
and does not fit holds nothing, and keeps its place.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kium_rules.policy import Policy
from kium_rules.records import locks
from kium_rules.records.days import day_in_seoul
from kium_rules.records.models import BookingDay
from kium_rules.records.offers.making import make_offers, withdraw_stale
from kium_rules.records.offers.notes import Skip, note_skips
from kium_rules.records.offers.room import Room
from kium_rules.records.offers.turns import Turn, read_waiting, turns_of


@dataclass(frozen=True, slots=True)
class Passed:
    """What became of freed seats.

    Args:
        offered: The bookings that were offered a seat, with the deadline, in the order of the list.
        skipped: The bookings that were passed over, because only part of their days has a seat.
    """

    offered: tuple[tuple[int, datetime], ...] = ()
    skipped: tuple[Skip, ...] = ()


def pass_on(session: Session, centre_id: int, *, now: datetime, policy: Policy) -> Passed:
    """Offer whatever is free at a centre to those who wait for it, in order.

    Args:
        session: The transaction; a writing one. The centre is locked in it.
        centre_id: Where.
        now: When.
        policy: The rules.

    Source: offers, priority, seats.
    """
    locks.lock_centre(session, centre_id)
    return walk(session, centre_id, None, now=now, policy=policy)


def freed(
    session: Session, centre_id: int, days: Collection[date], *, now: datetime, policy: Policy
) -> Passed:
    """Pass seats on that have just become free. Whoever frees seats calls it in the same transaction.

    Args:
        session: The transaction; the caller has locked the centre in it and given the seats back.
        centre_id: Where.
        days: The days on which something became free; those gone by do no harm.
        now: When.
        policy: The rules.

    Source: offers, priority, seats.
    """
    today = day_in_seoul(now)
    ahead = sorted(day for day in set(days) if day >= today)
    if not ahead:
        return Passed()
    anybody = select(BookingDay.id).where(
        BookingDay.centre_id == centre_id, BookingDay.on.in_(ahead), BookingDay.waits
    )
    if session.scalar(anybody.limit(1)) is None:
        return Passed()
    return walk(session, centre_id, ahead, now=now, policy=policy)


def walk(
    session: Session, centre_id: int, days: Collection[date] | None, *, now: datetime, policy: Policy
) -> Passed:
    """Walk the list of a locked centre, and offer seats to all who fit."""
    withdraw_stale(session, centre_id, now=now)
    waiting = read_waiting(session, centre_id, now=now, policy=policy, days=days)
    # Whose days have all gone by waits for the nightly close, and keeps no sibling from a seat.
    waiting = [one for one in waiting if one.ahead]
    needed = {day for one in waiting for day in one.ahead}
    if not needed:
        return Passed()
    today = day_in_seoul(now)
    room = Room(session, centre_id, needed, today=today, policy=policy, to_write=True)
    offered: list[tuple[int, datetime]] = []
    skipped: list[Skip] = []
    for turn in turns_of(waiting):
        if not _may_be_asked(turn, today):
            continue
        lacking = room.lacking(turn.members)
        if any(lacking.values()):
            skipped += [
                Skip(one.booking_id, tuple(day for day in one.ahead if day not in full), full)
                for one in turn.members
                if len(full := lacking[one.booking_id]) < len(one.ahead)
            ]
            continue
        made = make_offers(session, centre_id, turn.members, now=now, policy=policy)
        offered += made
        if made:
            for one in turn.members:
                room.seat(one.care_type, one.ahead)
    note_skips(session, centre_id, skipped, now=now)
    return Passed(tuple(offered), tuple(skipped))


def _may_be_asked(turn: Turn, today: date) -> bool:
    """Say whether none of a turn let an offer pass today."""
    return not any(one.rests(today) for one in turn.members)
