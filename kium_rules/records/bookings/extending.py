"""Extending regular care into the next quarter."""

from collections.abc import Collection
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from kium_rules.errors import Refused
from kium_rules.policy import ExtensionRequest, Policy
from kium_rules.records.actors import Actor
from kium_rules.records.bookings.applying import Applied, keep_application, take_granted
from kium_rules.records.bookings.documents import APPLICATION_FORM, keep_documents, received_documents
from kium_rules.records.bookings.steps import done_already, hold, keep_line, permit, tell
from kium_rules.records.bookings.wishes import Wish, weigh, write_booking
from kium_rules.records.canonical import written
from kium_rules.records.centres import get_centre
from kium_rules.records.days import day_in_seoul, from_mask
from kium_rules.records.models import Booking, Centre, Channel, Quarter
from kium_rules.values import Hours
from kium_rules.vocabulary import BookingEvent, BookingState, Outcome, Role

GONE = (BookingState.CANCELLED, BookingState.REJECTED)
"""What became of an extension that does not count: another one can be asked for."""


def extend(
    session: Session,
    actor: Actor,
    booking_id: int,
    *,
    from_on: date | None = None,
    until_on: date | None = None,
    weekdays: Collection[int] | None = None,
    starts: time | None = None,
    ends: time | None = None,
    now: datetime,
    policy: Policy,
) -> Applied:
    """Ask for the next quarter: a new booking that is approved as usual, while this one goes on to its end.

    What is None is taken from this booking, for the whole of the next quarter. Documents that came in for this
    booking count for the new one too.

    Args:
        session: The transaction; a writing one.
        actor: The parent, or staff of the centre.
        booking_id: The booking in use.
        from_on: First day in the next quarter.
        until_on: Last day, included.
        weekdays: The weekdays (0 = Monday).
        starts: From when on each day.
        ends: Until when.
        now: When.
        policy: The rules.

    Returns:
        The new booking with its decision.

    Raises:
        NotFound: There is no such booking, or none this login may see.
        Refused: The state table, the extension's window or the policy refuses; the reasons name the rules.

    Source: extension, booking_states, admission.
    """
    booking = hold(session, actor, booking_id, with_child=True)
    today = day_in_seoul(now)
    event = BookingEvent.EXTEND
    permit(session, actor, booking, event, today=today, policy=policy)
    centre = get_centre(session, booking.centre_id, fresh=True)
    following = _require_window(session, booking, centre, today, policy)
    wish = Wish(
        centre=centre,
        child=booking.child,
        care_type=booking.care_type,
        from_on=from_on or max(following.from_on, today),
        until_on=until_on or following.until_on,
        weekdays=from_mask(booking.weekdays) if weekdays is None else frozenset(weekdays),
        days=None,
        hours=Hours(starts or booking.starts, ends or booking.ends),
    )
    if not following.from_on <= wish.from_on <= wish.until_on <= following.until_on:
        raise Refused.because(
            "bookings.extension_in_next_quarter", from_on=following.from_on, until_on=following.until_on
        )
    weighed = weigh(session, wish, now=now, policy=policy)
    decision = weighed.decision
    transition = permit(session, actor, booking, event, today=today, policy=policy, decision=decision)
    state = take_granted(session, actor, wish, weighed, policy)
    kept = written(decision.to_json())
    new = write_booking(
        session,
        wish,
        state,
        decision,
        kept,
        channel=Channel.ONLINE if actor.role is Role.PARENT else Channel.OFFLINE,
        now=now,
        priority_class=booking.priority_class,
        extends_id=booking.id,
    )
    given = {APPLICATION_FORM, *received_documents(session, booking)}
    keep_documents(session, actor, new, given, now=now, is_new=True)
    tell(
        session,
        new,
        "waiting" if decision.outcome is Outcome.WAIT else "extension_asked",
        now=now,
        policy=policy,
    )
    before = booking.state
    booking.state = transition.next_state or before
    session.flush()
    details = {"rule": transition.rule, "extended_by": new.id}
    keep_line(session, actor, booking, event.value, before, details, now=now)
    keep_application(session, actor, new, kept, {"extends": booking.id}, now=now)
    return Applied(new, decision)


def is_extended(session: Session, booking: Booking) -> bool:
    """Say whether an extension of a booking was asked for and is still standing."""
    query = select(Booking.id).where(Booking.extends_id == booking.id, Booking.state.not_in(GONE))
    return session.scalar(query.limit(1)) is not None


def next_quarter(centre: Centre, last_day: date) -> tuple[date, Quarter | None]:
    """Find the quarter after the one a day lies in.

    Returns:
        The last day of the quarter the day lies in (the day itself where it lies in none), and the quarter that
        comes next; None: it has not been set.
    """
    quarters = sorted(centre.quarters, key=lambda quarter: quarter.from_on)
    ends_on = next(
        (quarter.until_on for quarter in quarters if quarter.from_on <= last_day <= quarter.until_on),
        last_day,
    )
    return ends_on, next((quarter for quarter in quarters if quarter.from_on > ends_on), None)


def _require_window(
    session: Session, booking: Booking, centre: Centre, today: date, policy: Policy
) -> Quarter:
    """See that the extension may be asked for today.

    Returns:
        The next quarter.
    """
    ends_on, following = next_quarter(centre, booking.until_on)
    own = next((each for each in centre.quarters if each.until_on == ends_on), None)
    request = ExtensionRequest(
        care_type=booking.care_type,
        quarter_ends_on=ends_on,
        has_next_quarter=following is not None,
        already_extended=is_extended(session, booking),
        own_opens=own.extension_opens_days if own is not None else None,
        own_closes=own.extension_closes_days if own is not None else None,
    )
    reasons = policy.extension_reasons(request, today)
    if reasons or following is None:
        ko, en = (" ".join(getattr(reason, language) for reason in reasons) for language in ("ko", "en"))
        if request.already_extended:
            ko, en = done_already(session, booking, BookingEvent.EXTEND, ko, en)
        raise Refused(ko, en, reasons)
    return following
