"""What stands on the page of one booking."""

from dataclasses import replace
from typing import Any

from admin.office import actor, office
from kium_rules.decision import Decision
from kium_rules.policy.booking_states import Change
from kium_rules.records import bookings, centres, offers
from kium_rules.records.models import Booking
from kium_rules.vocabulary import BookingEvent, BookingState, Outcome

EVENTS = (
    BookingEvent.APPROVE,
    BookingEvent.ACCEPT,
    BookingEvent.DECLINE,
    BookingEvent.START,
    BookingEvent.LIFT_REJECTION,
    BookingEvent.REJECT,
    BookingEvent.END,
    BookingEvent.CANCEL,
)


def actions_of(booking: Booking) -> list[str]:
    """List what the signed-in person may do with the booking now, as the state table says.

    Whether documents are complete, a reason is given and there is a seat is settled when the button is pressed.
    """
    change = Change(
        event=BookingEvent.APPROVE,
        state=booking.state,
        role=actor().role,
        care_type=booking.care_type,
        documents_complete=True,
        has_reason=True,
        answer=Outcome.ADMIT,
    )
    policy, today = office().policy, office().today()
    return [
        str(event) for event in EVENTS if policy.transition(replace(change, event=event), today).next_state
    ]


def facts_of(session: Any, booking_id: int) -> dict[str, Any]:
    """Gather the page: the booking, its seats, its history, what may be done, and the next one that waits."""
    booking = bookings.get_booking(session, actor(), booking_id)
    policy, today = office().policy, office().today()
    days = [day for day in booking.days if not day.is_cancelled]
    seats = _seats(session, booking, {day.on for day in days if day.on >= today})
    waiting = bookings.list_bookings(
        session, actor(), state=BookingState.APPLIED, per_page=2, oldest_first=True
    )
    given = bookings.given_documents(session, booking)
    return {
        "booking": booking,
        "decision": Decision.from_json(booking.decision),
        "days": days,
        "seats": seats,
        "full_seats": [seat for seat in seats if seat.free(booking.care_type) <= 0],
        "holds_seat": policy.state_effect(booking.state, today).holds_seat,
        "history": bookings.history(session, actor(), booking_id),
        "actions": actions_of(booking),
        "extension": bookings.may_extend(
            session, actor(), booking, now=office().now(), policy=office().policy
        ),
        "offer": offers.offer_of(session, actor(), booking_id)
        if booking.state is BookingState.OFFERED
        else None,
        "documents": [(need.document, need.document in given) for need in policy.document_needs(today)],
        "next_booking": next((other for other in waiting.items if other.id != booking_id), None),
        "pending": waiting.total - (booking.state is BookingState.APPLIED),
    }


def _seats(session: Any, booking: Booking, days: set[Any]) -> list[Any]:
    if not days:
        return []
    found = centres.seats_by_day(session, booking.centre_id, min(days), max(days), policy=office().policy)
    return [seat for seat in found if seat.on in days]
