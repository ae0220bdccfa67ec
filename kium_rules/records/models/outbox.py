"""Messages to be sent."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kium_rules.records.models.base import Base, Instant, code


class OutboxState(StrEnum):
    """Where a message stands."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    WITHHELD = "withheld"
    """Not sent, because it was no longer so when its turn came."""


def new_key() -> str:
    """Make the key of a message."""
    return str(uuid.uuid4())


class OutboxMessage(Base):
    """A message written in the transaction of what it tells of, and sent afterwards.

    `key` goes with every attempt, so that the far end can tell a second attempt from a second message. `due_at`:
    not to be tried before; None: at once. `claimed_until_at`: a worker is sending it, and has lost it by then.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (Index("ix_outbox_message_state", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(36), unique=True, default=new_key)
    created_at: Mapped[datetime] = mapped_column(Instant)
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("centre.id"))
    kind: Mapped[str] = mapped_column(String(40))
    recipient_phone: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"), index=True)
    state: Mapped[OutboxState] = mapped_column(code(OutboxState), default=OutboxState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    claimed_until_at: Mapped[datetime | None] = mapped_column(Instant)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    last_error: Mapped[str] = mapped_column(Text, default="")
