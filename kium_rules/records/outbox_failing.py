"""Messages that could not be delivered: the centre hears of it, and sends them again once the number is right."""

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kium_rules.errors import NotFound, Refused
from kium_rules.policy import Policy
from kium_rules.records import audit, tasks
from kium_rules.records.access import require_centre
from kium_rules.records.actors import Actor
from kium_rules.records.days import day_in_seoul
from kium_rules.records.models import Booking, Child, Guardian, OutboxMessage, OutboxState
from kium_rules.records.paging import Page, read_page

EVENT = "message_failed"


def fail(session: Session, message: OutboxMessage, why: str, *, now: datetime, policy: Policy) -> None:
    """Give a message up, and put it on the list of its centre.

    Args:
        session: The transaction.
        message: Which one.
        why: What the gateway said.
        now: When.
        policy: The rules.

    Source: notices.
    """
    message.state, message.settled_at, message.last_error = OutboxState.FAILED, now, why
    message.claimed_until_at = None
    if message.centre_id is None:
        return
    named = {"child": _children(session, message), "phone": message.recipient_phone}
    notice = policy.notice(EVENT, day_in_seoul(now), **named)
    session.flush()
    tasks.add(
        session,
        EVENT,
        notice.text,
        centre_id=message.centre_id,
        booking_id=message.booking_id,
        message_id=message.id,
        now=now,
    )


def list_failed(
    session: Session, actor: Actor, centre_id: int, *, page: int = 1, per_page: int = 50
) -> Page[OutboxMessage]:
    """List a centre's messages that could not be delivered, the newest first.

    Raises:
        NotAllowed: The actor has no say there.
        NotFound: There is no such centre.
    """
    require_centre(session, actor, centre_id)
    query = select(OutboxMessage).where(
        OutboxMessage.centre_id == centre_id, OutboxMessage.state == OutboxState.FAILED
    )
    return read_page(session, query.order_by(OutboxMessage.id.desc()), page=page, per_page=per_page)


def send_again(session: Session, actor: Actor, message_id: int, *, now: datetime) -> OutboxMessage:
    """Let a failed message be sent again, to the number the guardian has now.

    It gets a new key: the far end refused the old one for good.

    Raises:
        NotAllowed: The actor has no say at its centre.
        NotFound: There is no such message.
        Refused: It has not failed.
    """
    query = select(OutboxMessage).where(OutboxMessage.id == message_id).with_for_update()
    message = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if message is None or message.centre_id is None:
        raise NotFound.because("outbox.no_such_message")
    require_centre(session, actor, message.centre_id)
    if message.state is not OutboxState.FAILED:
        raise Refused.because("outbox.not_failed")
    message.state, message.key, message.attempts = OutboxState.QUEUED, str(uuid.uuid4()), 0
    message.due_at = message.settled_at = message.claimed_until_at = None
    message.last_error = ""
    session.flush()
    details = {"kind": message.kind}
    audit.record(
        session, actor, "send_again", "message", message.id, details, now=now, centre_id=message.centre_id
    )
    return message


def _children(session: Session, message: OutboxMessage) -> str:
    """Name the child a message is about, or the children of whoever has that number."""
    query = select(Child.name).order_by(Child.id)
    if message.booking_id is not None:
        query = query.join(Booking, Booking.child_id == Child.id).where(Booking.id == message.booking_id)
    else:
        query = query.join(Child.guardian).where(Guardian.phone == message.recipient_phone)
    return ", ".join(session.scalars(query))
