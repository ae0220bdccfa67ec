"""Changing what was booked: the policy is asked again, with the booking's own seats left out."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from kium_rules.errors import Refused
from kium_rules.policy import Policy
from kium_rules.records import offers, seats
from kium_rules.records.actors import Actor
from kium_rules.records.bookings.rewritten_days import reseat, write_days
from kium_rules.records.bookings.steps import APPROVED, days_of, keep_line, permit, settled_days, tell
from kium_rules.records.bookings.wishes import Own, Wish, weigh
from kium_rules.records.centres import get_centre
from kium_rules.records.days import day_in_seoul, from_mask, to_mask
from kium_rules.records.models import Booking, BookingDay
from kium_rules.values import Hours
from kium_rules.vocabulary import BookingEvent, CareType

TOLD = {BookingEvent.LIFT_REJECTION: "rejection_lifted"}


def as_wish(
    session: Session,
    booking: Booking,
    days: frozenset[date],
    *,
    hours: Hours,
    from_on: date | None = None,
    until_on: date | None = None,
    weekdays: Collection[int] | None = None,
) -> Wish:
    """Put a booking as it would be into the form in which it is weighed."""
    centre = get_centre(session, booking.centre_id, fresh=True)
    if booking.care_type is CareType.REGULAR:
        return Wish(
            centre=centre,
            child=booking.child,
            care_type=booking.care_type,
            from_on=from_on or booking.from_on,
            until_on=until_on or booking.until_on,
            weekdays=from_mask(booking.weekdays) if weekdays is None else frozenset(weekdays),
            days=None,
            hours=hours,
        )
    if not days:
        raise Refused.because("bookings.no_day_ahead")
    return Wish(
        centre=centre,
        child=booking.child,
        care_type=booking.care_type,
        from_on=min(days),
        until_on=max(days),
        weekdays=frozenset(),
        days=days,
        hours=hours,
    )


def rewrite(
    session: Session,
    actor: Actor,
    booking: Booking,
    event: BookingEvent,
    wish: Wish,
    details: Mapping[str, Any],
    *,
    reason: str,
    now: datetime,
    policy: Policy,
) -> Booking:
    """Weigh the booking as it would be, and write it so: seats, days, decision, history, message."""
    today = day_in_seoul(now)
    settled = settled_days(session, booking, today)
    rows = days_of(session, booking)
    old = {day.on: day for day in rows if day.on not in settled}
    used = frozenset(day.on for day in rows if day.on in settled and not day.is_cancelled)
    weighed = weigh(session, wish, now=now, policy=policy, own=_own(booking, old, event, wish, today))
    transition = permit(session, actor, booking, event, today=today, policy=policy, decision=weighed.decision)
    days = frozenset(day for day in weighed.decision.days if day >= today and day not in settled)
    if not days:
        raise Refused.because("bookings.no_day_ahead")
    before, said_before = booking.state, _said(booking)
    given_back = reseat(session, booking, old, days, weighed)
    booking.starts, booking.ends = wish.hours.starts, wish.hours.ends
    write_days(session, booking, old, days, waits=weighed.waits)
    booking.state = transition.next_state or before
    _set_period(booking, wish, used | days)
    booking.decision, booking.rule_book = weighed.decision.to_json(), weighed.decision.rule_book
    booking.reason_text = reason.strip()
    session.flush()
    tell(session, booking, TOLD.get(event, "changed"), now=now, policy=policy)
    offers.freed(session, booking.centre_id, given_back, now=now, policy=policy)
    written = {
        "rule": transition.rule,
        "before": said_before,
        "after": _said(booking),
        "given_back": given_back,
        "decision": booking.decision,
    }
    keep_line(session, actor, booking, event.value, before, {**written, **details}, now=now)
    return booking


def active_days(session: Session, booking: Booking) -> frozenset[date]:
    """Give the days that hold a seat or wait."""
    return frozenset(day.on for day in days_of(session, booking) if day.holds_seat or day.waits)


def _own(
    booking: Booking, old: Mapping[date, BookingDay], event: BookingEvent, wish: Wish, today: date
) -> Own:
    """Say what of the booking must not stand in its own way."""
    counters = {
        on: seats.counter_name(booking.care_type, waits=day.waits)
        for on, day in old.items()
        if day.holds_seat or day.waits
    }
    is_series = booking.care_type is CareType.REGULAR
    may_have_begun = booking.state in APPROVED or event is BookingEvent.LIFT_REJECTION
    return Own(
        booking_id=booking.id,
        counters=counters,
        skipped=frozenset(on for on, day in old.items() if day.cancel_reason) if is_series else frozenset(),
        has_begun=is_series and may_have_begun and wish.from_on < today,
    )


def _set_period(booking: Booking, wish: Wish, days: frozenset[date]) -> None:
    if booking.care_type is CareType.REGULAR:
        booking.from_on, booking.until_on = wish.from_on, wish.until_on
        booking.weekdays = to_mask(wish.weekdays)
    else:
        booking.from_on, booking.until_on = min(days), max(days)


def _said(booking: Booking) -> dict[str, Any]:
    """Give what an edit can change, for the history."""
    return {
        "state": booking.state.value,
        "from_on": booking.from_on,
        "until_on": booking.until_on,
        "weekdays": sorted(from_mask(booking.weekdays)),
        "hours": str(Hours(booking.starts, booking.ends)),
    }
