"""Messages, written together with what they tell of and sent by a job afterwards."""

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from kium_rules.labels import sentence
from kium_rules.records.models import OutboxMessage, OutboxState


def queue(
    session: Session,
    kind: str,
    *,
    phone: str,
    now: datetime,
    centre_id: int | None = None,
    booking_id: int | None = None,
    **facts: str | int,
) -> None:
    """Put a message into the outbox.

    Args:
        session: The transaction of what the message tells of: without that there is no message.
        kind: Which message; its text is the sentence `records.message_<kind>`.
        phone: Whom it goes to.
        now: When it was written.
        centre_id: On whose behalf.
        booking_id: About which booking.
        facts: What stands in the sentence's places.

    Raises:
        KeyError: There is no such sentence, or it names a fact that was not given.
    """
    message = {
        "created_at": now,
        "kind": kind,
        "recipient_phone": phone,
        "text": sentence(f"records.message_{kind}", "ko", **facts),
        "centre_id": centre_id,
        "booking_id": booking_id,
        "state": OutboxState.QUEUED,
        "attempts": 0,
    }
    session.execute(insert(OutboxMessage), [message])
