"""Why a day is full: who has the seats of a centre, who waits, what is free, and which rules set the limits."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from kium_rules.policy import Policy
from kium_rules.records import seats
from kium_rules.records.access import require_centre
from kium_rules.records.actors import Actor
from kium_rules.records.centres import as_value, get_centre
from kium_rules.records.days import day_in_seoul
from kium_rules.records.models import Booking, BookingDay
from kium_rules.values import DayLoad
from kium_rules.vocabulary import BookingState, CareType


@dataclass(frozen=True, slots=True)
class Share:
    """What one care type has of a day, in children.

    Args:
        care_type: Which care.
        approved: Seats of approved bookings, those that have ended since included.
        applied: Seats held by applications that nobody has decided on.
        offered: Seats held for somebody who has not answered yet.
        waiting: Applications that wait.
        free: Seats left; 0 on a day on which the centre does not open.
        waiting_limit: How many may wait.
        waiting_rule: The row that says so.
    """

    care_type: CareType
    approved: int
    applied: int
    offered: int
    waiting: int
    free: int
    waiting_limit: int
    waiting_rule: str


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A day at a centre, taken apart.

    Args:
        on: The day.
        is_open: Whether the centre opens.
        shares: One per care type, in their order.
        regular_limit: The most children in regular care.
        total_limit: The most children in regular and temporary care together.
        sick_child_limit: The most children in sick-child care.
        limit_rule: The row that sets these limits from the agreed seats.
    """

    on: date
    is_open: bool
    shares: tuple[Share, ...]
    regular_limit: int
    total_limit: int
    sick_child_limit: int
    limit_rule: str

    def share(self, care_type: CareType) -> Share:
        """Give what one care type has."""
        return next(share for share in self.shares if share.care_type is care_type)


def breakdown(
    session: Session, actor: Actor, centre_id: int, on: date, *, now: datetime, policy: Policy
) -> Breakdown:
    """Take a day apart: who has the seats, who waits, what is free.

    Args:
        session: The transaction.
        actor: Staff of the centre, its district or the city.
        centre_id: Which centre.
        on: Which day.
        now: When; the rules of this day count.
        policy: The rules.

    Raises:
        NotAllowed: The actor has no say at this centre.
        NotFound: There is no such centre.

    Source: seat_limits, waiting_list.
    """
    require_centre(session, actor, centre_id, "see_booking")
    today = day_in_seoul(now)
    whole = as_value(get_centre(session, centre_id))
    centre = whole.with_seats(whole.seats_on(on))
    limits = policy.seat_limits(centre, today)
    load = seats.loads_between(session, centre_id, on, on).get(on, DayLoad())
    is_open = centre.is_open_on(on)
    counted = _by_state(session, centre_id, on)
    shares = []
    for care_type in CareType:
        held = {state: number for (kind, state), number in counted.items() if kind is care_type}
        applied, offered = held.get(BookingState.APPLIED, 0), held.get(BookingState.OFFERED, 0)
        waiting = held.pop(BookingState.WAITING, 0)
        shares.append(
            Share(
                care_type=care_type,
                approved=sum(held.values()) - applied - offered,
                applied=applied,
                offered=offered,
                waiting=waiting,
                free=max(0, limits.left(care_type, load)) if is_open else 0,
                waiting_limit=policy.waiting_limit(centre, care_type, today),
                waiting_rule=policy.asking(today).row("waiting_list", care_type=care_type.value).rule,
            )
        )
    return Breakdown(on, is_open, tuple(shares), limits.regular, limits.total, limits.sick_child, limits.rule)


def _by_state(session: Session, centre_id: int, on: date) -> dict[tuple[CareType, BookingState], int]:
    query = (
        select(Booking.care_type, Booking.state, func.count())
        .join(BookingDay, BookingDay.booking_id == Booking.id)
        .where(Booking.centre_id == centre_id, Booking.until_on >= on, BookingDay.on == on)
        .where(or_(BookingDay.holds_seat, BookingDay.waits))
        .group_by(Booking.care_type, Booking.state)
    )
    return {(care_type, state): number for care_type, state, number in session.execute(query)}
