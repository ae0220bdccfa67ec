"""The daily roster: which children a centre expects on a day, who is inside and who has left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from kium_rules.records.access import require_centre, rows_seen
from kium_rules.records.actors import Actor
from kium_rules.records.models import Booking, BookingDay, Child, Visit
from kium_rules.vocabulary import BookingState


class Presence(StrEnum):
    """Where a child is, as far as its taps say."""

    EXPECTED = "expected"
    INSIDE = "inside"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One child on one day.

    Args:
        day: The day of use; None: the child came without one.
        child: The child with its guardian.
        visits: Its visits of that day, in their order.
    """

    day: BookingDay | None
    child: Child
    visits: tuple[Visit, ...]

    @property
    def presence(self) -> Presence:
        """Where the child is."""
        if any(visit.is_open for visit in self.visits):
            return Presence.INSIDE
        return Presence.LEFT if self.visits else Presence.EXPECTED

    @property
    def first_in_at(self) -> datetime | None:
        """When it came first; None: not known."""
        return min((visit.in_at for visit in self.visits if visit.in_at), default=None)

    @property
    def last_out_at(self) -> datetime | None:
        """When it left last; None: not known, or still inside."""
        if self.presence is Presence.INSIDE:
            return None
        return max((visit.out_at for visit in self.visits if visit.out_at), default=None)


def list_roster(session: Session, actor: Actor, *, centre_id: int, on: date) -> list[RosterLine]:
    """List the children of a day at a centre, by the beginning of their hours and their name.

    On it are the days of use of bookings that are scheduled, in use or ended, and children who came without one.

    Raises:
        NotAllowed: The actor has no say at this centre.
        NotFound: There is no such centre.
    """
    require_centre(session, actor, centre_id, "see_attendance")
    approved = (BookingState.SCHEDULED, BookingState.IN_USE, BookingState.ENDED)
    days = session.scalars(
        select(BookingDay)
        .join(BookingDay.booking)
        .where(Booking.centre_id == centre_id, Booking.until_on >= on)
        .where(BookingDay.on == on, ~BookingDay.is_cancelled)
        .where(Booking.state.in_(approved))
        .options(joinedload(BookingDay.booking).joinedload(Booking.child).joinedload(Child.guardian))
    ).all()
    visits = session.scalars(
        select(Visit)
        .where(
            Visit.centre_id == centre_id,
            Visit.on == on,
            rows_seen(actor, Visit.centre_id, Visit.child_id, "see_attendance"),
        )
        .options(joinedload(Visit.child).joinedload(Child.guardian))
        .order_by(Visit.id)
    ).all()
    lines = [RosterLine(day, day.booking.child, _visits_of(day, days, visits)) for day in days]
    booked = {day.child_id for day in days}
    strangers = {visit.child_id: visit.child for visit in visits if visit.child_id not in booked}
    for child_id, child in strangers.items():
        lines.append(RosterLine(None, child, tuple(visit for visit in visits if visit.child_id == child_id)))
    return sorted(lines, key=_order)


def _visits_of(day: BookingDay, days: Sequence[BookingDay], visits: Sequence[Visit]) -> tuple[Visit, ...]:
    """Take the visits of a day of use; one that names no day goes to the child's first."""
    first = min(other.id for other in days if other.child_id == day.child_id)
    return tuple(
        visit
        for visit in visits
        if visit.child_id == day.child_id and (visit.booking_day_id or first) == day.id
    )


def _order(line: RosterLine) -> tuple[bool, str, str]:
    return (line.day is None, f"{line.day.starts:%H:%M}" if line.day else "", line.child.name)
