"""Finding bookings: only those the actor may see."""

from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from kium_rules.errors import NotFound
from kium_rules.records.access import bookings_seen
from kium_rules.records.actors import Actor
from kium_rules.records.centres import LIKE_ESCAPE, escape_like
from kium_rules.records.models import AuditLine, Booking, Child, Guardian
from kium_rules.records.paging import Page, read_page
from kium_rules.vocabulary import BookingState, CareType


def list_bookings(
    session: Session,
    actor: Actor,
    *,
    state: BookingState | None = None,
    care_type: CareType | None = None,
    text: str | None = None,
    from_on: date | None = None,
    until_on: date | None = None,
    child_id: int | None = None,
    oldest_first: bool = False,
    page: int = 1,
    per_page: int = 50,
) -> Page[Booking]:
    """List bookings, the newest first, with child, guardian and centre.

    Args:
        session: The transaction.
        actor: Only what this actor may see.
        state: Only in this state.
        care_type: Only this care.
        text: Only where child, guardian or phone number has this text.
        from_on: Only those that reach into the time from this day on.
        until_on: Only those that begin by this day.
        child_id: Only this child's.
        oldest_first: In the order they came in, as they are decided.
        page: Which page, from 1.
        per_page: How many on a page.
    """
    query = select(Booking).where(bookings_seen(actor)).options(*_whole())
    if state:
        query = query.where(Booking.state == state)
    if care_type:
        query = query.where(Booking.care_type == care_type)
    if child_id is not None:
        query = query.where(Booking.child_id == child_id)
    if from_on:
        query = query.where(Booking.until_on >= from_on)
    if until_on:
        query = query.where(Booking.from_on <= until_on)
    if text and text.strip():
        like = f"%{escape_like(text.strip())}%"
        fields = (Child.name, Guardian.name, Guardian.phone)
        query = query.join(Booking.child).join(Child.guardian)
        query = query.where(or_(*(field.ilike(like, escape=LIKE_ESCAPE) for field in fields)))
    order = (Booking.applied_at, Booking.id)
    query = query.order_by(*(order if oldest_first else (column.desc() for column in order)))
    return read_page(session, query, page=page, per_page=per_page)


def get_booking(session: Session, actor: Actor, booking_id: int, *, fresh: bool = False) -> Booking:
    """Give a booking that the actor may see.

    Args:
        session: The transaction.
        actor: Who asks.
        booking_id: Which one.
        fresh: Read it again even if the session has it, as after waiting for a lock.

    Raises:
        NotFound: There is none, or none this login may see.
    """
    query = select(Booking).where(Booking.id == booking_id, bookings_seen(actor)).options(*_whole())
    booking = session.scalars(query.execution_options(populate_existing=fresh)).unique().one_or_none()
    if booking is None:
        raise NotFound.because("records.no_such_booking")
    return booking


def history(session: Session, actor: Actor, booking_id: int) -> list[AuditLine]:
    """List what was done to a booking, the oldest first.

    Raises:
        NotFound: There is no such booking, or none this login may see.
    """
    booking = get_booking(session, actor, booking_id)
    query = select(AuditLine).where(AuditLine.noun == "booking", AuditLine.noun_id == booking.id)
    return list(session.scalars(query.order_by(AuditLine.id)))


def _whole() -> tuple[Any, ...]:
    return (
        joinedload(Booking.child).joinedload(Child.guardian),
        joinedload(Booking.centre),
        joinedload(Booking.decided_by),
    )
