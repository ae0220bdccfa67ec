"""Delivery of the outbox: claim, look again, send, settle.

A message is claimed in one transaction, sent in none, and settled in another. Whoever is killed in between leaves a
claim that runs out; the message is then sent again with the same key, by which the far end knows it. Two workers
never claim the same message: PostgreSQL skips locked rows, SQLite has one writer at a time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from kium_rules.errors import Refused
from kium_rules.policy import Policy
from kium_rules.records import outbox_failing
from kium_rules.records.database import Database
from kium_rules.records.models import Booking, Child, Guardian, Offer, OutboxMessage, OutboxState
from kium_rules.records.outbox_gateways import Gateway, Outgoing, RefusedForGood, TryLater
from kium_rules.records.phones import canonical_phone
from kium_rules.vocabulary import BookingState

OFFERED = "offered"
"""The one message that is of no use any more once what it tells of is over."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How delivery goes about it.

    Args:
        batch: How many messages are claimed at a time.
        claim: How long a claim lasts; longer than a batch takes.
        first_wait: How long after the first attempt the second follows; the wait doubles each time.
        longest_wait: But no longer than this.
        attempts: After so many attempts a message has failed.
    """

    batch: int = 10
    claim: timedelta = timedelta(minutes=3)
    first_wait: timedelta = timedelta(seconds=30)
    longest_wait: timedelta = timedelta(hours=1)
    attempts: int = 12

    def wait(self, attempts: int) -> timedelta:
        """Tell how long to wait after so many attempts."""
        wait = self.first_wait
        for _ in range(attempts - 1):
            wait = min(wait * 2, self.longest_wait)
        return wait


@dataclass(slots=True)
class Delivered:
    """What a round of delivery did, in messages."""

    sent: int = 0
    withheld: int = 0
    put_off: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A message this worker may send until its claim runs out."""

    id: int
    until_at: datetime
    attempts: int
    message: Outgoing


PACE = Pace()


def deliver(
    db: Database,
    gateway: Gateway,
    *,
    clock: Callable[[], datetime],
    policy: Policy,
    pace: Pace = PACE,
    go_on: Callable[[], bool] = lambda: True,
) -> Delivered:
    """Send every message that is due.

    Args:
        db: The database; it takes several transactions.
        gateway: Through what.
        clock: The time now, aware.
        policy: The rules, for what the centre is told of a message that failed.
        pace: How often to try, and for how long.
        go_on: Asked before each batch.
    """
    done = Delivered()
    while go_on():
        with db.session(write=True) as session:
            claimed, looked_at = _claim(session, done, now=clock(), policy=policy, pace=pace)
        for one in claimed:
            if clock() < one.until_at:
                _send(db, gateway, one, done, clock=clock, policy=policy, pace=pace)
        if looked_at < pace.batch:
            return done
    return done


def due_messages(now: datetime) -> ColumnElement[bool]:
    """Say which messages are due and claimed by nobody."""
    return and_(
        OutboxMessage.state == OutboxState.QUEUED,
        or_(OutboxMessage.due_at.is_(None), OutboxMessage.due_at <= now),
        or_(OutboxMessage.claimed_until_at.is_(None), OutboxMessage.claimed_until_at <= now),
    )


def _claim(
    session: Session, done: Delivered, *, now: datetime, policy: Policy, pace: Pace
) -> tuple[list[_Claimed], int]:
    """Claim the next messages, and settle at once what need not or cannot be sent."""
    query = select(OutboxMessage).where(due_messages(now)).order_by(OutboxMessage.id).limit(pace.batch)
    messages = session.scalars(query.with_for_update(skip_locked=True)).all()
    until_at = now + pace.claim
    claimed = []
    for message in messages:
        if why := _is_over(session, message, now=now):
            message.state, message.settled_at, message.last_error = OutboxState.WITHHELD, now, why
            done.withheld += 1
            continue
        try:
            message.recipient_phone = canonical_phone(_current_phone(session, message))
        except Refused as refused:
            outbox_failing.fail(session, message, refused.ko, now=now, policy=policy)
            done.failed += 1
            continue
        message.claimed_until_at = until_at
        message.attempts += 1
        claimed.append(_Claimed(message.id, until_at, message.attempts, _outgoing(message)))
    session.flush()
    return claimed, len(messages)


def _is_over(session: Session, message: OutboxMessage, *, now: datetime) -> str:
    """Say why a message is of no use any more; empty: it is."""
    if message.kind != OFFERED or message.booking_id is None:
        return ""
    is_open = (
        select(Offer.id)
        .join(Offer.booking)
        .where(
            Offer.booking_id == message.booking_id,
            Offer.made_at == message.created_at,
            Offer.answer.is_(None),
            Offer.until_at > now,
            Booking.state == BookingState.OFFERED,
        )
    )
    return "" if session.scalar(is_open.limit(1)) else "the offer is over"


def _current_phone(session: Session, message: OutboxMessage) -> str:
    """Give the guardian's number as it is now; it may have been corrected since the message was written."""
    if message.booking_id is None:
        return message.recipient_phone
    query = select(Guardian.phone).join(Child).join(Booking, Booking.child_id == Child.id)
    return session.scalar(query.where(Booking.id == message.booking_id)) or ""


def _outgoing(message: OutboxMessage) -> Outgoing:
    return Outgoing(
        key=message.key,
        to=message.recipient_phone,
        kind=message.kind,
        text=message.text,
        created_at=message.created_at,
    )


def _send(
    db: Database,
    gateway: Gateway,
    one: _Claimed,
    done: Delivered,
    *,
    clock: Callable[[], datetime],
    policy: Policy,
    pace: Pace,
) -> None:
    try:
        gateway.send(one.message)
    except TryLater as error:
        if one.attempts < pace.attempts:
            due_at = clock() + max(pace.wait(one.attempts), error.after)
            _settle(db, one, {"due_at": due_at, "claimed_until_at": None, "last_error": str(error)})
            done.put_off += 1
            return
        _fail(db, one, str(error), now=clock(), policy=policy)
        done.failed += 1
    except RefusedForGood as error:
        _fail(db, one, str(error), now=clock(), policy=policy)
        done.failed += 1
    else:
        sent = {"state": OutboxState.SENT, "settled_at": clock(), "claimed_until_at": None, "last_error": ""}
        _settle(db, one, sent)
        done.sent += 1


def _settle(db: Database, one: _Claimed, values: dict[str, object]) -> None:
    """Write what came of it, unless the claim went to somebody else meanwhile."""
    with db.session(write=True) as session:
        session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id == one.id, OutboxMessage.claimed_until_at == one.until_at)
            .values(values),
            execution_options={"synchronize_session": False},
        )


def _fail(db: Database, one: _Claimed, why: str, *, now: datetime, policy: Policy) -> None:
    with db.session(write=True) as session:
        query = select(OutboxMessage).where(
            OutboxMessage.id == one.id, OutboxMessage.claimed_until_at == one.until_at
        )
        message = session.scalars(query.with_for_update()).one_or_none()
        if message is not None:
            outbox_failing.fail(session, message, why, now=now, policy=policy)
