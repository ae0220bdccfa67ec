"""Cancelling single days; a booking whose last day goes is cancelled with it."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy.orm import Session

from kium_rules.errors import Refused
from kium_rules.policy import Policy
from kium_rules.records import offers
from kium_rules.records.actors import Actor
from kium_rules.records.bookings.steps import (
    days_of,
    give_days_back,
    hold,
    keep_line,
    permit,
    settled_days,
    tell,
)
from kium_rules.records.days import day_in_seoul
from kium_rules.records.models import Booking
from kium_rules.vocabulary import BookingEvent, BookingState, CareType

ACTION = "cancel_days"


def cancel_days(
    session: Session,
    actor: Actor,
    booking_id: int,
    days: Collection[date],
    *,
    reason: str,
    now: datetime,
    policy: Policy,
) -> Booking:
    """Cancel some of a booking's days, with the reason they went.

    Whoever may cancel the booking as it stands may cancel single days of it.

    Args:
        session: The transaction; a writing one.
        actor: Who cancels.
        booking_id: Of which booking.
        days: The days; each is one of its days of use.
        reason: Why; it is kept with each day.
        now: When.
        policy: The rules.

    Returns:
        The booking; cancelled, where no day of it is left.

    Raises:
        NotFound: There is no such booking, or none this login may see.
        Refused: The state table refuses, the reason is missing, or a day is none of the booking's, was cancelled
            before or is over.

    Source: booking_states.
    """
    booking = hold(session, actor, booking_id)
    today = day_in_seoul(now)
    reason = reason.strip()
    transition = permit(
        session, actor, booking, BookingEvent.CANCEL, today=today, policy=policy, has_reason=bool(reason)
    )
    if not reason:
        raise Refused.because("bookings.reason_for_days")
    going = frozenset(days)
    active = _require_days(session, booking, going, today)
    before = booking.state
    give_days_back(session, booking, today, only=going, reason=reason)
    left = sorted(active - going)
    if not left:
        booking.state = transition.next_state or before
    elif booking.care_type is not CareType.REGULAR:
        booking.from_on, booking.until_on = left[0], left[-1]
    booking.reason_text = reason
    session.flush()
    tell(session, booking, "changed" if left else "cancelled", now=now, policy=policy)
    offers.freed(session, booking.centre_id, going, now=now, policy=policy)
    action = ACTION if booking.state is not BookingState.CANCELLED else BookingEvent.CANCEL.value
    details = {"rule": transition.rule, "days": sorted(going), "given_back": sorted(going)}
    keep_line(session, actor, booking, action, before, details, now=now)
    return booking


def _require_days(session: Session, booking: Booking, going: frozenset[date], today: date) -> frozenset[date]:
    """See that each day can still be given back.

    Returns:
        Every day of the booking that holds a seat or waits.
    """
    rows = {day.on: day for day in days_of(session, booking)}
    active = frozenset(on for on, day in rows.items() if day.holds_seat or day.waits)
    settled = settled_days(session, booking, today)
    refusals = (
        ("bookings.name_a_day", not going, ""),
        ("bookings.no_such_day", *_some(going - rows.keys())),
        ("bookings.day_is_over", *_some(going & settled & active)),
        ("bookings.day_cancelled_already", *_some((going & rows.keys()) - active)),
    )
    for key, stands, named in refusals:
        if stands:
            raise Refused.because(key, days=named)
    return active


def _some(days: frozenset[date]) -> tuple[bool, str]:
    return bool(days), ", ".join(f"{day:%Y-%m-%d}" for day in sorted(days))
