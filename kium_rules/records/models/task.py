"""What a centre has to do."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kium_rules.records.models.base import Base, Instant


class Task(Base):
    """Something that came up and that staff have to see to, such as a message that did not arrive."""

    __tablename__ = "task"
    __table_args__ = (Index("ix_task_list", "centre_id", "done_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id"))
    kind: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_message.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    done_by_login_id: Mapped[int | None] = mapped_column(ForeignKey("login.id"))
