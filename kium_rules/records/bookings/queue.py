"""The waiting list: who is before whom."""

from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from kium_rules.records.actors import Actor
from kium_rules.records.bookings.finding import get_booking
from kium_rules.records.models import Booking, BookingDay


def places_in_queue(session: Session, actor: Actor, booking_id: int) -> dict[date, int]:
    """Tell which place a waiting booking has on each of its days, 1 = next; empty where it does not wait.

    Those count that wait for the same centre, care and day and applied before.

    Raises:
        NotFound: There is no such booking, or none this login may see.

    Source: waiting_list (A-10: the time of application decides).
    """
    booking = get_booking(session, actor, booking_id)
    own, other = aliased(BookingDay), aliased(BookingDay)
    before = or_(
        Booking.applied_at < booking.applied_at,
        and_(Booking.applied_at == booking.applied_at, Booking.id <= booking.id),
    )
    query = (
        select(own.on, func.count())
        .join(other, and_(other.centre_id == own.centre_id, other.on == own.on, other.waits))
        .join(Booking, Booking.id == other.booking_id)
        .where(own.booking_id == booking.id, own.waits, Booking.care_type == booking.care_type, before)
        .group_by(own.on)
        .order_by(own.on)
    )
    return dict(session.execute(query).all())
