"""Care history (연계돌봄): a child's bookings and attendance at all centres, as far as the actor may see."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from kium_rules.errors import NotFound
from kium_rules.records.access import bookings_seen, children_seen, rows_seen
from kium_rules.records.actors import Actor
from kium_rules.records.models import Booking, BookingDay, Child, Visit
from kium_rules.vocabulary import BookingState, CareType


@dataclass(frozen=True, slots=True)
class CareSpell:
    """One booking of a child with what became of its days.

    Args:
        booking_id: Which booking.
        centre_id: Where.
        centre_name: The centre's name.
        care_type: Which care.
        state: Where the booking stands.
        from_on: First day.
        until_on: Last day.
        days: How many days of use it has, those given back left out.
        attended_days: On how many of them the child came.
        incomplete_visits: How many visits lack one of their two times.
    """

    booking_id: int
    centre_id: int
    centre_name: str
    care_type: CareType
    state: BookingState
    from_on: date
    until_on: date
    days: int
    attended_days: int
    incomplete_visits: int


def care_history(session: Session, actor: Actor, child_id: int) -> list[CareSpell]:
    """Give a child's care across centres, the latest first.

    Args:
        session: The transaction.
        actor: Who asks; bookings and visits at centres beyond the actor's reach are left out.
        child_id: Which child.

    Raises:
        NotFound: There is no such child, or none this login may see.
    """
    child = session.scalar(select(Child.id).where(Child.id == child_id, children_seen(actor)))
    if child is None:
        raise NotFound.because("records.no_such_child")
    bookings = session.scalars(
        select(Booking)
        .options(joinedload(Booking.centre))
        .where(Booking.child_id == child_id, bookings_seen(actor))
        .order_by(Booking.from_on.desc(), Booking.id.desc())
    ).all()
    days = _counted(
        session,
        select(BookingDay.booking_id, func.count())
        .where(BookingDay.child_id == child_id, BookingDay.is_cancelled.is_(False))
        .group_by(BookingDay.booking_id),
    )
    visited = (
        select(BookingDay.booking_id, func.count(BookingDay.id.distinct()))
        .join(Visit, Visit.booking_day_id == BookingDay.id)
        .where(
            Visit.child_id == child_id, rows_seen(actor, Visit.centre_id, Visit.child_id, "see_attendance")
        )
        .group_by(BookingDay.booking_id)
    )
    attended = _counted(session, visited.where(Visit.in_at.is_not(None)))
    incomplete = _counted(
        session,
        select(BookingDay.booking_id, func.count())
        .join(Visit, Visit.booking_day_id == BookingDay.id)
        .where(
            Visit.child_id == child_id,
            Visit.in_at.is_(None) | (Visit.out_at.is_(None) & Visit.is_open.is_(False)),
        )
        .group_by(BookingDay.booking_id),
    )
    return [
        CareSpell(
            booking_id=booking.id,
            centre_id=booking.centre_id,
            centre_name=booking.centre.name,
            care_type=booking.care_type,
            state=booking.state,
            from_on=booking.from_on,
            until_on=booking.until_on,
            days=days.get(booking.id, 0),
            attended_days=attended.get(booking.id, 0),
            incomplete_visits=incomplete.get(booking.id, 0),
        )
        for booking in bookings
    ]


def _counted(session: Session, query: Select[int, int]) -> dict[int, int]:
    return {row[0]: row[1] for row in session.execute(query)}
