"""Messages to be sent."""

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


class OutboxMessage(Base):
    """A message written in the transaction of what it tells of, and sent afterwards."""

    __tablename__ = "outbox_message"
    __table_args__ = (Index("ix_outbox_message_state", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("centre.id"))
    kind: Mapped[str] = mapped_column(String(40))
    recipient_phone: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"), index=True)
    state: Mapped[OutboxState] = mapped_column(code(OutboxState), default=OutboxState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
