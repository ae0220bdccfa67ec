"""Going to another centre: giving up one booking and applying for another, both or neither."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from kium_rules.errors import Refused
from kium_rules.policy import Policy
from kium_rules.records import offers
from kium_rules.records.actors import Actor
from kium_rules.records.bookings.applying import Applied, keep_application, take_granted
from kium_rules.records.bookings.documents import (
    APPLICATION_FORM,
    documents_to_apply,
    keep_documents,
    received_documents,
    require_for_application,
)
from kium_rules.records.bookings.steps import (
    days_of,
    give_days_back,
    hold,
    keep_line,
    permit,
    settled_days,
    tell,
)
from kium_rules.records.bookings.wishes import Own, Wish, weigh, write_booking
from kium_rules.records.canonical import written
from kium_rules.records.centres import get_centre
from kium_rules.records.children import consents_of
from kium_rules.records.days import day_in_seoul, from_mask
from kium_rules.records.models import Booking, Centre, Channel
from kium_rules.values import Hours
from kium_rules.vocabulary import BookingEvent, BookingState, CareType, Role


@dataclass(frozen=True, slots=True)
class Terms:
    """How the care is to be at the other centre; what is None is as it was.

    Args:
        from_on: First day, for regular care; None: the first day that is given up.
        until_on: Last day, included, for regular care.
        weekdays: The weekdays (0 = Monday), for regular care.
        days: The named days, for temporary and sick-child care; None: all that are given up.
        starts: From when on each day.
        ends: Until when.
    """

    from_on: date | None = None
    until_on: date | None = None
    weekdays: Collection[int] | None = None
    days: Collection[date] | None = None
    starts: time | None = None
    ends: time | None = None


AS_IT_WAS = Terms()


def transfer(
    session: Session,
    actor: Actor,
    booking_id: int,
    to_centre_id: int,
    *,
    terms: Terms = AS_IT_WAS,
    reason: str = "",
    documents: Collection[str] = (),
    now: datetime,
    policy: Policy,
) -> Applied:
    """Cancel a booking and apply at another centre in one step; where either is refused, nothing is done.

    Whoever may cancel the booking and may apply may transfer it: the parent before approval, staff of its centre
    at the parent's request afterwards. The other centre approves as usual.

    Args:
        session: The transaction; a writing one.
        actor: The parent, or staff of the booking's centre.
        booking_id: The booking that is given up; of an approved one the days still ahead.
        to_centre_id: The other centre.
        terms: What is to be different there.
        reason: Why, for whoever reads the history.
        documents: Codes of documents seen on paper just now.
        now: When.
        policy: The rules.

    Returns:
        The new booking with its decision.

    Raises:
        NotAllowed: This role does not apply for care.
        NotFound: There is no such booking, none this login may see, or no such centre.
        Refused: The state table refuses the cancellation, or the policy the application.

    Source: booking_states, admission.
    """
    booking = hold(session, actor, booking_id, with_child=True, also_centre=to_centre_id)
    today = day_in_seoul(now)
    target = _require_target(session, booking, to_centre_id)
    event = BookingEvent.CANCEL
    transition = permit(session, actor, booking, event, today=today, policy=policy)
    received = received_documents(session, booking) & documents_to_apply(policy, today)
    consents = consents_of(session, booking.child)
    require_for_application(consents, received | {*documents}, today, policy)
    wish = _as_wish(session, booking, target, terms, today)
    weighed = weigh(session, wish, now=now, policy=policy, own=Own(booking.id, {}))
    decision = weighed.decision
    state = take_granted(session, actor, wish, weighed, policy)
    before = booking.state
    given_back = give_days_back(session, booking, today)
    booking.state = transition.next_state or BookingState.CANCELLED
    booking.reason_text = reason.strip()
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
        transferred_from_id=booking.id,
    )
    given = {APPLICATION_FORM, *documents, *received}
    keep_documents(session, actor, new, given, now=now, is_new=True)
    tell(session, booking, "cancelled", now=now, policy=policy)
    tell(session, new, "waiting" if weighed.waits else "applied", now=now, policy=policy)
    offers.freed(session, booking.centre_id, given_back, now=now, policy=policy)
    details = {"rule": transition.rule, "transferred_to": new.id, "given_back": given_back}
    keep_line(session, actor, booking, event.value, before, details, now=now)
    keep_application(session, actor, new, kept, {"transferred_from": booking.id}, now=now)
    return Applied(new, decision)


def _require_target(session: Session, booking: Booking, to_centre_id: int) -> Centre:
    if to_centre_id == booking.centre_id:
        raise Refused.because("bookings.same_centre")
    target = get_centre(session, to_centre_id, fresh=True)
    if not target.is_open:
        raise Refused.because("records.centre_not_open", centre=target.name)
    return target


def _as_wish(session: Session, booking: Booking, target: Centre, terms: Terms, today: date) -> Wish:
    """Put what is wanted at the other centre into the form in which it is weighed."""
    settled = settled_days(session, booking, today)
    active = {day.on for day in days_of(session, booking) if day.holds_seat or day.waits}
    leaving = frozenset(on for on in active - settled if on >= today)
    if not leaving:
        raise Refused.because("bookings.no_day_ahead")
    is_series = booking.care_type is CareType.REGULAR
    days = None if is_series else leaving if terms.days is None else frozenset(terms.days)
    return Wish(
        centre=target,
        child=booking.child,
        care_type=booking.care_type,
        from_on=terms.from_on or min(days or leaving),
        until_on=terms.until_on or (booking.until_on if is_series else max(days or leaving)),
        weekdays=from_mask(booking.weekdays) if terms.weekdays is None else frozenset(terms.weekdays),
        days=days,
        hours=Hours(terms.starts or booking.starts, terms.ends or booking.ends),
    )
