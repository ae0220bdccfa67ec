"""Why a centre is full: who holds the seats of each day, by care type and state."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from kium_rules.policy import Policy
from kium_rules.records.access import require_centre
from kium_rules.records.actors import Actor
from kium_rules.records.centres import SeatDay, seats_by_day
from kium_rules.records.models import Booking, BookingDay
from kium_rules.vocabulary import BookingState, CareType


@dataclass(frozen=True, slots=True)
class DayBreakdown:
    """One day: its free seats, and how many children each state and care type account for.

    Args:
        day: The day as parents see it, with its free seats.
        children: By care type and state, those that hold a seat or wait.
    """

    day: SeatDay
    children: dict[tuple[CareType, BookingState], int] = field(default_factory=dict)

    def count(self, care_type: CareType, *states: BookingState) -> int:
        """Count the children of one care type in some states."""
        return sum(self.children.get((care_type, state), 0) for state in states)


def breakdown(
    session: Session,
    actor: Actor,
    centre_id: int,
    from_on: date,
    until_on: date,
    *,
    today: date,
    policy: Policy,
) -> list[DayBreakdown]:
    """Answer "why is it full" for each day of a period.

    Raises:
        NotAllowed: The actor has no say at this centre.
        NotFound: There is no such centre.

    Source: seat_limits, state_effects.
    """
    require_centre(session, actor, centre_id)
    query = (
        select(BookingDay.on, Booking.care_type, Booking.state, func.count())
        .join(Booking, Booking.id == BookingDay.booking_id)
        .where(
            BookingDay.centre_id == centre_id,
            BookingDay.on.between(from_on, until_on),
            or_(BookingDay.holds_seat, BookingDay.waits),
        )
        .group_by(BookingDay.on, Booking.care_type, Booking.state)
    )
    counted: dict[date, dict[tuple[CareType, BookingState], int]] = {}
    for on, care_type, state, children in session.execute(query):
        counted.setdefault(on, {})[care_type, state] = children
    days = seats_by_day(session, centre_id, from_on, until_on, policy=policy, today=today)
    return [DayBreakdown(day, counted.get(day.on, {})) for day in days]
