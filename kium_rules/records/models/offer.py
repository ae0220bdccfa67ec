"""Offers of a freed seat, and what the waiting list remembers of a booking."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from kium_rules.records.models.base import Base, Instant, code
from kium_rules.records.models.booking import Booking


class OfferAnswer(StrEnum):
    """What became of an offer."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    """The booking left the state `offered` by another way, such as being cancelled."""


class Offer(Base):
    """A seat offered to who waited, held until an instant. Without an answer it is open; a booking has one open."""

    __tablename__ = "offer"
    __table_args__ = (
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
        Index(
            "uq_offer_one_open",
            "booking_id",
            unique=True,
            sqlite_where=text("answer IS NULL"),
            postgresql_where=text("answer IS NULL"),
        ),
        Index("ix_offer_until_at", "until_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id"))
    made_at: Mapped[datetime] = mapped_column(Instant)
    until_at: Mapped[datetime] = mapped_column(Instant)
    rule: Mapped[str] = mapped_column(String(60))
    answer: Mapped[OfferAnswer | None] = mapped_column(code(OfferAnswer))
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    answered_by_login_id: Mapped[int | None] = mapped_column(ForeignKey("login.id"))
    answered_by_name: Mapped[str] = mapped_column(String(60), default="")

    booking: Mapped[Booking] = relationship()


class QueuePlace(Base):
    """What the waiting list remembers of a booking beyond its time of application; most bookings have none.

    `queued_at`: since when its place counts, where an offer expired; None: since the application.
    `sibling_group`: bookings with the same number are offered together or not at all. `skipped_at`: when a freed
    seat was passed on past it, because on `full_days` there was none, while on `free_days` there was (ISO dates).
    """

    __tablename__ = "queue_place"

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), primary_key=True, autoincrement=False)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id"))
    queued_at: Mapped[datetime | None] = mapped_column(Instant)
    sibling_group: Mapped[int | None] = mapped_column(index=True)
    skipped_at: Mapped[datetime | None] = mapped_column(Instant)
    free_days: Mapped[list[str]] = mapped_column(JSON, default=list)
    full_days: Mapped[list[str]] = mapped_column(JSON, default=list)
