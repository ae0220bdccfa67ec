"""When an extension into the next quarter can be asked for, and telling parents so."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased, joinedload

from kium_rules.policy import Change, ExtensionRequest, Policy
from kium_rules.policy.sentences import show
from kium_rules.records import locks, outbox
from kium_rules.records.actors import Actor
from kium_rules.records.bookings.extending import GONE, is_extended, next_quarter
from kium_rules.records.centres import get_centre
from kium_rules.records.days import day_in_seoul
from kium_rules.records.models import Booking, Centre, Child, OutboxMessage, Quarter, Task
from kium_rules.values import ONE_DAY
from kium_rules.vocabulary import BookingEvent, BookingState, CareType, Outcome

NOTICE = "extension_open"


def invite_to_extend(
    session: Session, centre_id: int, *, now: datetime, policy: Policy
) -> tuple[Booking, ...]:
    """Tell each parent whose child is in regular care, once, that the window for an extension has opened.

    It asks whether the window is open, not whether it opened today: run days late, it still tells; run twice, it tells
    nobody again. Whoever has asked for an extension already is left alone.

    Args:
        session: The transaction; a writing one. The centre is locked in it.
        centre_id: Where.
        now: When.
        policy: The rules.

    Returns:
        The bookings whose parents were told.

    Source: extension, notices; A-14.
    """
    locks.lock_centre(session, centre_id)
    centre = get_centre(session, centre_id, fresh=True)
    told = []
    for quarter, last_day in open_windows(centre, day_in_seoul(now), policy):
        for booking in _not_told(session, centre_id, quarter):
            deadline = show(last_day, "ko")
            outbox.notify(session, NOTICE, booking, now=now, policy=policy, deadline=deadline)
            told.append(booking)
    return tuple(told)


def open_windows(centre: Centre, today: date, policy: Policy) -> Iterator[tuple[Quarter, date]]:
    """Give the quarters of a centre out of which an extension can be asked for today, each with the window's last day.

    Source: extension.
    """
    for quarter in centre.quarters:
        if not quarter.from_on <= today <= quarter.until_on:
            continue
        request = ExtensionRequest(
            care_type=CareType.REGULAR,
            quarter_ends_on=quarter.until_on,
            has_next_quarter=next_quarter(centre, quarter.until_on)[1] is not None,
            own_opens=quarter.extension_opens_days,
            own_closes=quarter.extension_closes_days,
        )
        day = today
        while day <= quarter.until_on and not policy.extension_reasons(request, day):
            day += ONE_DAY
        if day > today:
            yield quarter, day - ONE_DAY


def may_extend(
    session: Session, actor: Actor, booking: Booking, *, now: datetime, policy: Policy
) -> tuple[Quarter, date] | None:
    """Say whether an actor may ask for the extension of a booking today, before the button is shown.

    Returns:
        The quarter it would go on into, and the last day for asking; None: not today, or not at all.

    Source: extension, booking_states.
    """
    today = day_in_seoul(now)
    change = Change(BookingEvent.EXTEND, booking.state, actor.role, booking.care_type, answer=Outcome.ADMIT)
    if policy.transition(change, today).next_state is None or is_extended(session, booking):
        return None
    centre = get_centre(session, booking.centre_id)
    for quarter, last_day in open_windows(centre, today, policy):
        following = next_quarter(centre, quarter.until_on)[1]
        if following is not None and quarter.from_on <= booking.until_on <= quarter.until_on:
            return following, last_day
    return None


def _not_told(session: Session, centre_id: int, quarter: Quarter) -> list[Booking]:
    extension = aliased(Booking)
    query = (
        select(Booking)
        .where(
            Booking.centre_id == centre_id,
            Booking.state == BookingState.IN_USE,
            Booking.care_type == CareType.REGULAR,
            Booking.until_on.between(quarter.from_on, quarter.until_on),
            ~exists().where(extension.extends_id == Booking.id, extension.state.not_in(GONE)),
            ~exists().where(OutboxMessage.booking_id == Booking.id, OutboxMessage.kind == NOTICE),
            ~exists().where(Task.booking_id == Booking.id, Task.kind == NOTICE),
        )
        .options(joinedload(Booking.child).joinedload(Child.guardian), joinedload(Booking.centre))
        .order_by(Booking.id)
    )
    return list(session.scalars(query).unique())
