"""Messages, written together with what they tell of and sent by a job afterwards."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from kium_rules.labels import label, sentence
from kium_rules.policy import Policy
from kium_rules.records import tasks
from kium_rules.records.days import day_in_seoul
from kium_rules.records.models import Base, Booking, OutboxMessage, OutboxState
from kium_rules.records.models.outbox import new_key
from kium_rules.records.prepared import Prepared

TO_CENTRE = "task"
"""The channel of what is not sent at all but put on the centre's own list."""

_COLUMNS = (
    "key",
    "created_at",
    "kind",
    "recipient_phone",
    "text",
    "centre_id",
    "booking_id",
    "state",
    "attempts",
    "last_error",
)
_INSERT = Prepared(insert(Base.metadata.tables[OutboxMessage.__tablename__]), _COLUMNS)


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
    text = sentence(f"records.message_{kind}", "ko", **facts)
    _put(session, kind, text, phone=phone, now=now, centre_id=centre_id, booking_id=booking_id)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a message about a booking goes to, and whom and what it names."""

    centre: str
    child: str
    phone: str


def notify(
    session: Session,
    event: str,
    booking: Booking,
    to: Addressee | None = None,
    /,
    *,
    now: datetime,
    policy: Policy,
    **places: str,
) -> None:
    """Send the message of an event about a booking to whom the rules name, in their words.

    Args:
        session: The transaction of the event.
        event: What happened, such as `offered`.
        booking: To which booking; its child, guardian and centre are named.
        to: Its guardian, where that is known already; None: it is read.
        now: When.
        policy: The rules.
        places: What else the text names, such as `deadline`.

    Raises:
        KeyError: The text names something that was not given.
        LookupError: No row of the table covers the event.

    Source: notices.
    """
    if to is None:
        to = Addressee(booking.centre.name, booking.child.name, booking.child.guardian.phone)
    known = {
        "centre": to.centre,
        "child": to.child,
        "care_type": label("care_type", booking.care_type),
        "phone": to.phone,
        **places,
    }
    notice = policy.notice(event, day_in_seoul(now), **known)
    if notice.channel == TO_CENTRE:
        tasks.add(session, event, notice.text, centre_id=booking.centre_id, booking_id=booking.id, now=now)
    else:
        _put(
            session,
            event,
            notice.text,
            phone=to.phone,
            now=now,
            centre_id=booking.centre_id,
            booking_id=booking.id,
        )


def _put(
    session: Session,
    kind: str,
    text: str,
    *,
    phone: str,
    now: datetime,
    centre_id: int | None,
    booking_id: int | None,
) -> None:
    message = {
        "key": new_key(),
        "created_at": now,
        "kind": kind,
        "recipient_phone": phone,
        "text": text,
        "centre_id": centre_id,
        "booking_id": booking_id,
        "state": OutboxState.QUEUED,
        "attempts": 0,
        "last_error": "",
    }
    _INSERT.run(session, message)
