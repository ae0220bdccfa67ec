"""Editing a booking: period, weekdays, days or hours."""

from collections.abc import Collection
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from kium_rules.errors import Refused
from kium_rules.policy import Policy
from kium_rules.records.actors import Actor
from kium_rules.records.bookings.rewriting import active_days, as_wish, rewrite
from kium_rules.records.bookings.steps import hold, permit, settled_days
from kium_rules.records.days import day_in_seoul
from kium_rules.records.models import Booking
from kium_rules.values import Hours
from kium_rules.vocabulary import BookingEvent


def edit(
    session: Session,
    actor: Actor,
    booking_id: int,
    *,
    from_on: date | None = None,
    until_on: date | None = None,
    weekdays: Collection[int] | None = None,
    days: Collection[date] | None = None,
    starts: time | None = None,
    ends: time | None = None,
    reason: str = "",
    now: datetime,
    policy: Policy,
) -> Booking:
    """Change period, weekdays, days or hours; what is None stays as it is.

    Of an approved booking the days gone by stay as they were, and so do days of a series that were cancelled one
    by one. A parent's change of an application may make it wait, or end its waiting.

    Args:
        session: The transaction; a writing one.
        actor: The parent, before approval; staff of the centre.
        booking_id: Which booking.
        from_on: First day, for regular care.
        until_on: Last day, included, for regular care.
        weekdays: The weekdays (0 = Monday), for regular care.
        days: All named days still ahead, for temporary and sick-child care.
        starts: From when on each day.
        ends: Until when.
        reason: Why, for whoever reads the history.
        now: When.
        policy: The rules.

    Raises:
        NotFound: There is no such booking, or none this login may see.
        Refused: The state table or the policy refuses; the reasons name the rules.

    Source: booking_states, admission.
    """
    booking = hold(session, actor, booking_id, with_child=True)
    event = BookingEvent.EDIT
    permit(session, actor, booking, event, today=day_in_seoul(now), policy=policy)
    settled = settled_days(session, booking, day_in_seoul(now))
    if from_on not in (None, booking.from_on) and settled:
        raise Refused.because("bookings.has_begun", on=booking.from_on)
    ahead = active_days(session, booking) - settled if days is None else frozenset(days) - settled
    wish = as_wish(
        session,
        booking,
        ahead,
        from_on=from_on,
        until_on=until_on,
        weekdays=weekdays,
        hours=Hours(starts or booking.starts, ends or booking.ends),
    )
    return rewrite(session, actor, booking, event, wish, {}, reason=reason, now=now, policy=policy)
