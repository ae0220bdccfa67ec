"""What happens to a booking after it was applied for; the state table says what may happen, and who may do it."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from kium_rules.errors import NotAllowed, Refused
from kium_rules.policy import Policy
from kium_rules.records import audit, locks, offers
from kium_rules.records.access import access_of, relation_to
from kium_rules.records.actors import Actor
from kium_rules.records.bookings.documents import given_documents, keep_documents
from kium_rules.records.bookings.finding import get_booking
from kium_rules.records.bookings.steps import give_days_back, hold, keep_line, permit, tell
from kium_rules.records.days import day_in_seoul
from kium_rules.records.models import Booking
from kium_rules.vocabulary import BookingEvent, BookingState

DECISIONS = frozenset({BookingEvent.APPROVE, BookingEvent.REJECT})
TOLD = {
    BookingEvent.APPROVE: "approved",
    BookingEvent.REJECT: "rejected",
    BookingEvent.START: "started",
    BookingEvent.CANCEL: "cancelled",
    BookingEvent.END: "ended",
}
"""After which events the guardian gets a message."""


def approve(
    session: Session,
    actor: Actor,
    booking_id: int,
    *,
    now: datetime,
    policy: Policy,
    documents: Collection[str] = (),
) -> Booking:
    """Approve an application once its documents are complete.

    Args:
        session: The transaction; a writing one.
        actor: Staff of the centre.
        booking_id: Which booking.
        now: When.
        policy: The rules.
        documents: Codes of documents that the actor has seen on paper just now.

    Raises:
        NotFound: There is no such booking, or none this login may see.
        Refused: The state table refuses; a second approval is told who approved it and when.

    Source: booking_states, documents.
    """
    return _change(
        session, actor, booking_id, BookingEvent.APPROVE, now=now, policy=policy, documents=documents
    )


def reject(
    session: Session, actor: Actor, booking_id: int, *, reason: str, now: datetime, policy: Policy
) -> Booking:
    """Reject an application, with the reason its parent reads.

    Raises:
        NotFound: There is no such booking, or none this login may see.
        Refused: The state table refuses, or the reason is missing.

    Source: booking_states.
    """
    return _change(session, actor, booking_id, BookingEvent.REJECT, now=now, policy=policy, reason=reason)


def start(session: Session, actor: Actor, booking_id: int, *, now: datetime, policy: Policy) -> Booking:
    """Set an approved booking to in use; from then on its card works.

    Raises:
        NotFound: There is no such booking, or none this login may see.
        Refused: The state table refuses.

    Source: booking_states.
    """
    return _change(session, actor, booking_id, BookingEvent.START, now=now, policy=policy)


def cancel(
    session: Session, actor: Actor, booking_id: int, *, reason: str = "", now: datetime, policy: Policy
) -> Booking:
    """Cancel a booking and give its days back; of an approved one those still ahead.

    Raises:
        NotFound: There is no such booking, or none this login may see.
        Refused: The state table refuses.

    Source: booking_states.
    """
    return _change(session, actor, booking_id, BookingEvent.CANCEL, now=now, policy=policy, reason=reason)


def end(
    session: Session, actor: Actor, booking_id: int, *, reason: str = "", now: datetime, policy: Policy
) -> Booking:
    """End the use before its last day, with a reason; the days still ahead are given back.

    Raises:
        NotFound: There is no such booking, or none this login may see.
        Refused: The state table refuses, or the reason is missing.

    Source: booking_states.
    """
    return _change(session, actor, booking_id, BookingEvent.END, now=now, policy=policy, reason=reason)


def receive_documents(
    session: Session,
    actor: Actor,
    booking_id: int,
    documents: Collection[str],
    *,
    now: datetime,
    policy: Policy,
) -> Booking:
    """Keep that documents came in for a booking.

    Raises:
        NotAllowed: The actor is not staff of the centre.
        NotFound: There is no such booking, or none this login may see.
        Refused: There is no such document.
    """
    booking = get_booking(session, actor, booking_id)
    if not access_of(actor).may("decide_booking", relation_to(session, actor, booking.centre)):
        raise NotAllowed.because("records.staff_receives_documents")
    known = {need.document for need in policy.document_needs(day_in_seoul(now))}
    unknown = set(documents) - known
    if unknown:
        raise Refused.because("records.unknown_document", document=", ".join(sorted(unknown)))
    locks.lock_centre(session, booking.centre_id)
    keep_documents(session, actor, booking, documents, now=now)
    details = {"documents": sorted(documents)}
    audit.record(
        session,
        actor,
        "receive_documents",
        "booking",
        booking.id,
        details,
        now=now,
        centre_id=booking.centre_id,
    )
    return booking


def _change(
    session: Session,
    actor: Actor,
    booking_id: int,
    event: BookingEvent,
    *,
    now: datetime,
    policy: Policy,
    reason: str = "",
    documents: Collection[str] = (),
) -> Booking:
    """Let the state table decide on a change, and write all that follows from it."""
    booking = hold(session, actor, booking_id)
    today = day_in_seoul(now)
    facts: dict[str, Any] = {"has_reason": bool(reason.strip()), "last_day_passed": booking.until_on < today}
    if event is BookingEvent.APPROVE:
        missing = policy.missing_documents(given_documents(session, booking) | set(documents), today)
        facts |= {"documents_complete": not missing, "missing_documents": missing}
    transition = permit(session, actor, booking, event, today=today, policy=policy, **facts)
    keep_documents(session, actor, booking, documents, now=now)
    before = booking.state
    given_back: list[date] = []
    if not _keeps_days(transition.next_state, today, policy):
        given_back = give_days_back(session, booking, today)
    booking.state = transition.next_state or before
    booking.reason_text = reason.strip()
    if event in DECISIONS:
        booking.decided_at, booking.decided_by_id = now, actor.login_id
    session.flush()
    if event in TOLD:
        tell(session, booking, TOLD[event], now=now, policy=policy)
    offers.freed(session, booking.centre_id, given_back, now=now, policy=policy)
    details = {"rule": transition.rule, "documents": sorted(documents), "given_back": given_back}
    keep_line(session, actor, booking, event.value, before, details, now=now)
    return booking


def _keeps_days(state: BookingState | None, today: date, policy: Policy) -> bool:
    effect = policy.state_effect(state, today) if state is not None else None
    return effect is None or effect.holds_seat or effect.waits
