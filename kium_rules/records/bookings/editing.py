"""Changing what was booked: the policy is asked again, with the booking's own seats left out."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from kium_rules.errors import Refused
from kium_rules.labels import label
from kium_rules.policy import Policy
from kium_rules.records import offers, seats
from kium_rules.records.actors import Actor
from kium_rules.records.bookings.steps import (
    APPROVED,
    days_of,
    forget_days,
    hold,
    keep_line,
    permit,
    settled_days,
    tell,
)
from kium_rules.records.bookings.wishes import Own, Weighed, Wish, insert_days, weigh
from kium_rules.records.centres import get_centre
from kium_rules.records.days import day_in_seoul, from_mask, to_mask
from kium_rules.records.models import Booking, BookingDay, Tap, Visit
from kium_rules.values import Hours
from kium_rules.vocabulary import BookingEvent, CareType

TOLD = {BookingEvent.LIFT_REJECTION: "rejection_lifted"}


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
    ahead = _active(session, booking) - settled if days is None else frozenset(days) - settled
    wish = _as_wish(
        session,
        booking,
        ahead,
        from_on=from_on,
        until_on=until_on,
        weekdays=weekdays,
        hours=Hours(starts or booking.starts, ends or booking.ends),
    )
    return _rewrite(session, actor, booking, event, wish, {}, reason=reason, now=now, policy=policy)


def reschedule(
    session: Session,
    actor: Actor,
    booking_id: int,
    moves: Mapping[date, date],
    *,
    starts: time | None = None,
    ends: time | None = None,
    reason: str = "",
    now: datetime,
    policy: Policy,
) -> Booking:
    """Move named days of temporary or sick-child care to other days.

    Args:
        session: The transaction; a writing one.
        actor: Staff of the centre.
        booking_id: Which booking.
        moves: From which day to which.
        starts: New beginning, on every day still ahead; None: as it is.
        ends: New end; None: as it is.
        reason: Why, for whoever reads the history.
        now: When.
        policy: The rules.

    Raises:
        NotFound: There is no such booking, or none this login may see.
        Refused: The state table or the policy refuses, or a day is none that can be moved.

    Source: booking_states, admission.
    """
    booking = hold(session, actor, booking_id, with_child=True)
    event = BookingEvent.RESCHEDULE
    permit(session, actor, booking, event, today=day_in_seoul(now), policy=policy)
    if booking.care_type is CareType.REGULAR:
        raise Refused.because("bookings.only_named_days_move")
    active = _active(session, booking)
    ahead = active - settled_days(session, booking, day_in_seoul(now))
    targets = list(moves.values())
    stays = active - moves.keys()
    if not moves or not moves.keys() <= ahead or len({*targets}) < len(targets) or stays & {*targets}:
        raise Refused.because("bookings.day_does_not_move", days=_named(ahead))
    wish = _as_wish(
        session,
        booking,
        (ahead - moves.keys()) | {*targets},
        hours=Hours(starts or booking.starts, ends or booking.ends),
    )
    details = {"moved": {str(day): str(to) for day, to in moves.items()}}
    return _rewrite(session, actor, booking, event, wish, details, reason=reason, now=now, policy=policy)


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
    wish = _as_wish(session, booking, ahead, hours=Hours(booking.starts, booking.ends))
    return _rewrite(session, actor, booking, event, wish, {}, reason=reason, now=now, policy=policy)


def _as_wish(
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


def _rewrite(
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
    given_back = _reseat(session, booking, old, days, weighed)
    booking.starts, booking.ends = wish.hours.starts, wish.hours.ends
    _rewrite_days(session, booking, old, days, waits=weighed.waits)
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


def _reseat(
    session: Session,
    booking: Booking,
    old: Mapping[date, BookingDay],
    days: frozenset[date],
    weighed: Weighed,
) -> list[date]:
    """Take what is new, then give back what is no longer wanted.

    Returns:
        The days on which a seat, or a place in the queue, was given back.
    """
    centre_id, care_type, waits = booking.centre_id, booking.care_type, weighed.waits
    active = {on: day.waits for on, day in old.items() if day.holds_seat or day.waits}
    seats.open_days(session, centre_id, weighed.unopened, weighed.limits)
    wanted = [day for day in days if active.get(day) is not waits]
    if wanted and not seats.take(session, centre_id, care_type, wanted, waits=waits):
        raise Refused.because("records.no_seat_left")
    given_back = [on for on, waited in active.items() if on not in days or waited is not waits]
    for kind in (False, True):
        seats.give_back(
            session, centre_id, care_type, [on for on in given_back if active[on] is kind], waits=kind
        )
    return sorted(given_back)


def _rewrite_days(
    session: Session, booking: Booking, old: Mapping[date, BookingDay], days: frozenset[date], *, waits: bool
) -> None:
    """Let the rows say the same: a day that falls away goes, unless a tap or a visit names it."""
    plain = {"synchronize_session": False}
    going = {day.id for on, day in old.items() if on not in days and not day.cancel_reason}
    kept = _named_by_attendance(session, booking, going)
    if kept:
        why = label("booking_event", BookingEvent.EDIT)
        free = {"holds_seat": False, "waits": False, "is_cancelled": True, "cancel_reason": why}
        session.execute(
            update(BookingDay).where(BookingDay.id.in_(kept)).values(free), execution_options=plain
        )
    if going - kept:
        session.execute(delete(BookingDay).where(BookingDay.id.in_(going - kept)), execution_options=plain)
    again = [old[on].id for on in days & old.keys()]
    wanted = {"holds_seat": not waits, "waits": waits, "is_cancelled": False, "cancel_reason": ""}
    wanted |= {"starts": booking.starts, "ends": booking.ends}
    if again:
        session.execute(
            update(BookingDay).where(BookingDay.id.in_(again)).values(wanted), execution_options=plain
        )
    insert_days(session, booking, days - old.keys(), waits=waits)
    forget_days(session, booking)


def _named_by_attendance(session: Session, booking: Booking, day_ids: set[int]) -> set[int]:
    named: set[int] = set()
    for attendance in (Tap, Visit):
        query = select(attendance.booking_day_id).where(attendance.child_id == booking.child_id)
        named |= {
            day_id
            for day_id in session.scalars(query.where(attendance.booking_day_id.in_(day_ids)))
            if day_id
        }
    return named


def _set_period(booking: Booking, wish: Wish, days: frozenset[date]) -> None:
    if booking.care_type is CareType.REGULAR:
        booking.from_on, booking.until_on = wish.from_on, wish.until_on
        booking.weekdays = to_mask(wish.weekdays)
    else:
        booking.from_on, booking.until_on = min(days), max(days)


def _active(session: Session, booking: Booking) -> frozenset[date]:
    return frozenset(day.on for day in days_of(session, booking) if day.holds_seat or day.waits)


def _said(booking: Booking) -> dict[str, Any]:
    """Give what an edit can change, for the history."""
    return {
        "state": booking.state.value,
        "from_on": booking.from_on,
        "until_on": booking.until_on,
        "weekdays": sorted(from_mask(booking.weekdays)),
        "hours": str(Hours(booking.starts, booking.ends)),
    }


def _named(days: Collection[date]) -> str:
    return ", ".join(f"{day:%Y-%m-%d}" for day in sorted(days))
