"""Applications that nobody decided on until their last day was over: the nightly close ends them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kium_rules.labels import sentence
from kium_rules.policy import Policy
from kium_rules.records import locks
from kium_rules.records.actors import SYSTEM
from kium_rules.records.bookings.steps import give_days_back, hold, keep_line, permit, tell
from kium_rules.records.days import day_in_seoul
from kium_rules.records.models import Booking
from kium_rules.vocabulary import BookingEvent, BookingState

TOLD = "never_decided"
"""The message to the guardian."""


def lapse(session: Session, centre_id: int, *, now: datetime, policy: Policy) -> tuple[Booking, ...]:
    """End every application at a centre that was neither approved nor rejected before its last day was over.

    It asks what is over, not which day it is: run days late, or twice, it comes to the same.

    Args:
        session: The transaction; a writing one. The centre is locked in it.
        centre_id: Where.
        now: When.
        policy: The rules.

    Returns:
        The bookings that were cancelled.

    Source: booking_states (A-31).
    """
    locks.lock_centre(session, centre_id)
    today = day_in_seoul(now)
    query = select(Booking.id).where(
        Booking.centre_id == centre_id, Booking.state == BookingState.APPLIED, Booking.until_on < today
    )
    lapsed = []
    for booking_id in session.scalars(query.order_by(Booking.id)).all():
        booking = hold(session, SYSTEM, booking_id)
        event, before = BookingEvent.EXPIRE, booking.state
        transition = permit(session, SYSTEM, booking, event, today=today, policy=policy, last_day_passed=True)
        given_back = give_days_back(session, booking, today)
        booking.state = transition.next_state or before
        booking.reason_text = sentence("bookings.never_decided")
        session.flush()
        tell(session, booking, TOLD, now=now, policy=policy)
        details = {"rule": transition.rule, "given_back": given_back}
        keep_line(session, SYSTEM, booking, event.value, before, details, now=now)
        lapsed.append(booking)
    return tuple(lapsed)
