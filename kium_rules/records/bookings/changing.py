"""What happens to a booking after it was applied for; the state table says what may happen, and who may do it."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from kium_rules.errors import NotAllowed, Refused
from kium_rules.labels import label, sentence
from kium_rules.policy import Change, Policy, Transition
from kium_rules.records import audit, locks, outbox, seats
from kium_rules.records.actors import Actor
from kium_rules.records.bookings.documents import given_documents, keep_documents
from kium_rules.records.bookings.finding import get_booking
from kium_rules.records.days import day_in_seoul
from kium_rules.records.models import AuditLine, Booking, BookingDay, Visit
from kium_rules.vocabulary import SEOUL, BookingEvent, BookingState, Role

APPROVED = frozenset({BookingState.SCHEDULED, BookingState.IN_USE})
"""Bookings that may have been used: of these only the days still ahead are given back."""
DECISIONS = frozenset({BookingEvent.APPROVE, BookingEvent.REJECT})
TOLD = {BookingEvent.APPROVE: "approved", BookingEvent.REJECT: "rejected", BookingEvent.CANCEL: "cancelled"}
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
    if actor.role is not Role.CENTRE:
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
    centre_id = get_booking(session, actor, booking_id).centre_id
    locks.lock_centre(session, centre_id)
    booking = get_booking(session, actor, booking_id, fresh=True)
    today = day_in_seoul(now)
    missing = policy.missing_documents(given_documents(session, booking) | set(documents), today)
    change = Change(
        event=event,
        state=booking.state,
        role=actor.role,
        care_type=booking.care_type,
        documents_complete=not missing,
        missing_documents=missing,
        has_reason=bool(reason.strip()),
        last_day_passed=booking.until_on < today,
    )
    transition = policy.transition(change, today)
    if transition.next_state is None:
        raise _refusal(session, booking, event, transition)
    keep_documents(session, actor, booking, documents, now=now)
    before = booking.state
    given_back = _settle_days(session, booking, transition.next_state, today, policy)
    booking.state = transition.next_state
    booking.reason_text = reason.strip()
    if event in DECISIONS:
        booking.decided_at, booking.decided_by_id = now, actor.login_id
    session.flush()
    _tell(session, booking, event, now=now)
    details = {
        "from": before.value,
        "to": booking.state.value,
        "rule": transition.rule,
        "reason": booking.reason_text,
        "documents": sorted(documents),
        "given_back": given_back,
    }
    audit.record(session, actor, event.value, "booking", booking.id, details, now=now, centre_id=centre_id)
    return booking


def _settle_days(
    session: Session, booking: Booking, state: BookingState, today: date, policy: Policy
) -> list[date]:
    """Give back what the next state no longer holds.

    Returns:
        The days given back.
    """
    before, after = (policy.state_effect(each, today) for each in (booking.state, state))
    if (
        (before.holds_seat, before.waits) == (after.holds_seat, after.waits)
        or after.holds_seat
        or after.waits
    ):
        return []
    days = update(BookingDay).where(
        BookingDay.booking_id == booking.id, or_(BookingDay.holds_seat, BookingDay.waits)
    )
    if booking.state in APPROVED:
        # A day on which the child has come was used, even if it is today.
        used = select(Visit.booking_day_id).where(Visit.child_id == booking.child_id, Visit.on == today)
        came = BookingDay.id.in_(used.where(Visit.booking_day_id.is_not(None)))
        days = days.where(BookingDay.on >= today, ~came)
    given_back = list(
        session.scalars(
            days.values(holds_seat=False, waits=False, is_cancelled=True).returning(BookingDay.on),
            execution_options={"synchronize_session": "fetch"},
        )
    )
    seats.give_back(session, booking.centre_id, booking.care_type, given_back, waits=before.waits)
    session.expire(booking, ["days"])
    return sorted(given_back)


def _refusal(session: Session, booking: Booking, event: BookingEvent, transition: Transition) -> Refused:
    """Say why not; where it was done before, also when and by whom."""
    ko, en = transition.reasons[0].ko, transition.reasons[0].en
    query = select(AuditLine).where(
        AuditLine.noun == "booking", AuditLine.noun_id == booking.id, AuditLine.action == event.value
    )
    last = session.scalars(query.order_by(AuditLine.id.desc()).limit(1)).one_or_none()
    if last is not None and last.details.get("to") == booking.state.value:
        at = last.at.astimezone(SEOUL)
        by = last.actor_name or label("role", last.actor_role)
        ko, en = (
            sentence("records.done_already", language, at=at, by=by, said=said)
            for language, said in (("ko", ko), ("en", en))
        )
    return Refused(ko, en, transition.reasons)


def _tell(session: Session, booking: Booking, event: BookingEvent, *, now: datetime) -> None:
    if event in TOLD:
        outbox.queue(
            session,
            TOLD[event],
            phone=booking.child.guardian.phone,
            now=now,
            centre_id=booking.centre_id,
            booking_id=booking.id,
            centre=booking.centre.name,
            child=booking.child.name,
            reason=booking.reason_text,
        )
