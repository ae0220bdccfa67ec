"""Taking a rejection back, as the city may."""

from datetime import datetime

from sqlalchemy.orm import Session

from kium_rules.policy import Policy
from kium_rules.records.actors import Actor
from kium_rules.records.bookings.rewriting import as_wish, rewrite
from kium_rules.records.bookings.steps import days_of, hold, permit
from kium_rules.records.days import day_in_seoul
from kium_rules.records.models import Booking
from kium_rules.values import Hours
from kium_rules.vocabulary import BookingEvent


def lift_rejection(
    session: Session, actor: Actor, booking_id: int, *, reason: str = "", now: datetime, policy: Policy
) -> Booking:
    """Take a rejection back, as the city may; the days still ahead get their seats again, or nothing is done.

    Raises:
        NotFound: There is no such booking, or none this login may see.
        Refused: The state table or the policy refuses, or no day of it is still ahead.

    Source: booking_states, admission.
    """
    booking = hold(session, actor, booking_id, with_child=True)
    event = BookingEvent.LIFT_REJECTION
    today = day_in_seoul(now)
    permit(session, actor, booking, event, today=today, policy=policy)
    ahead = frozenset(
        day.on for day in days_of(session, booking) if day.on >= today and not day.cancel_reason
    )
    wish = as_wish(session, booking, ahead, hours=Hours(booking.starts, booking.ends))
    return rewrite(session, actor, booking, event, wish, {}, reason=reason, now=now, policy=policy)
