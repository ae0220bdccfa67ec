"""Finding the bookings and offers that an actor may act on."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from kium_rules.errors import NotFound
from kium_rules.records.access import bookings_seen
from kium_rules.records.actors import Actor
from kium_rules.records.models import Booking, Child, Offer, QueuePlace
from kium_rules.vocabulary import BookingState

WHOLE = (joinedload(Booking.child).joinedload(Child.guardian), joinedload(Booking.centre))


def find_booking(session: Session, actor: Actor, booking_id: int, *, fresh: bool = False) -> Booking:
    """Give a booking that the actor may see, with child, guardian and centre.

    Raises:
        NotFound: There is none, or none this login may see.
    """
    query = select(Booking).where(Booking.id == booking_id, bookings_seen(actor)).options(*WHOLE)
    booking = session.scalars(query.execution_options(populate_existing=fresh)).unique().one_or_none()
    if booking is None:
        raise NotFound.because("records.no_such_booking")
    return booking


def offer_of(session: Session, actor: Actor, booking_id: int) -> Offer | None:
    """Give the last offer made to a booking; None: there never was one.

    Raises:
        NotFound: There is no such booking, or none this login may see.
    """
    return last_offer(session, find_booking(session, actor, booking_id).id)


def open_offers(session: Session, actor: Actor, *, now: datetime) -> list[Offer]:
    """List the offers that wait for an answer, those that expire first at the top."""
    query = (
        select(Offer)
        .join(Offer.booking)
        .where(Offer.answer.is_(None), Offer.until_at > now, Booking.state == BookingState.OFFERED)
        .where(bookings_seen(actor))
        .options(joinedload(Offer.booking).options(*WHOLE))
        .order_by(Offer.until_at, Offer.id)
    )
    return list(session.scalars(query).unique())


def last_offer(session: Session, booking_id: int) -> Offer | None:
    """Give the last offer made to a booking; None: there never was one."""
    query = select(Offer).where(Offer.booking_id == booking_id).order_by(Offer.id.desc()).limit(1)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def offered_together(session: Session, booking: Booking) -> list[Booking]:
    """Give the offered bookings that stay together with one, and itself, in the order of their ids."""
    group = select(QueuePlace.sibling_group).where(
        QueuePlace.booking_id == booking.id, QueuePlace.sibling_group.is_not(None)
    )
    others = select(QueuePlace.booking_id).where(QueuePlace.sibling_group.in_(group))
    query = select(Booking).where(
        Booking.state == BookingState.OFFERED, (Booking.id == booking.id) | Booking.id.in_(others)
    )
    query = query.options(*WHOLE).order_by(Booking.id).execution_options(populate_existing=True)
    return list(session.scalars(query).unique())
