"""Bookings and their days of use."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kium_rules.records.models.base import Base, Instant, code
from kium_rules.records.models.centre import Centre
from kium_rules.records.models.guardian import Child
from kium_rules.records.models.login import Login
from kium_rules.vocabulary import BookingState, CareType

# The reference of a day holds three columns; the booking is found by the first alone, in the session if it is there.
_BOOKING_OF_DAY = "Booking.id == foreign(BookingDay.booking_id)"
NO_PRIORITY = "none"
"""The priority class of whoever claims none; the classes are those of the table `priority`."""


class Channel(StrEnum):
    """How an application came in."""

    ONLINE = "online"
    OFFLINE = "offline"


def _few(name: str, flag: str) -> Index:
    """Index by centre and day only what has a flag."""
    return Index(name, "centre_id", "on", sqlite_where=text(f"{flag} = 1"), postgresql_where=text(flag))


class Booking(Base):
    """A request for care and what became of it. Its days of use are rows of their own.

    `decision` is the policy's answer as it was given, with the hash of the rule book, so that it can be
    replayed. `weekdays` is a bit mask, Monday = 1; 0 where the days were named one by one. `extends` is the
    booking it goes on from in the next quarter, `transferred_from` the one it replaces at another centre.
    `is_unused`: it ended without having been started.
    """

    __tablename__ = "booking"
    __table_args__ = (
        Index("ix_booking_list", "centre_id", "state", "applied_at"),
        Index("ix_booking_state_until_on", "state", "until_on"),
        Index("ix_booking_centre_until", "centre_id", "until_on"),
        Index(
            "ix_booking_extends_id",
            "extends_id",
            sqlite_where=text("extends_id IS NOT NULL"),
            postgresql_where=text("extends_id IS NOT NULL"),
        ),
        # What a day of use refers to: it can name no other centre or child than its booking does.
        Index("uq_booking_id_centre_id_child_id", "id", "centre_id", "child_id", unique=True),
        CheckConstraint("from_on <= until_on", name="starts_before_end"),
        CheckConstraint("starts < ends", name="hours"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id"))
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"), index=True)
    care_type: Mapped[CareType] = mapped_column(code(CareType))
    state: Mapped[BookingState] = mapped_column(code(BookingState))
    channel: Mapped[Channel] = mapped_column(code(Channel))
    applied_at: Mapped[datetime] = mapped_column(Instant)
    from_on: Mapped[date]
    until_on: Mapped[date]
    weekdays: Mapped[int]
    starts: Mapped[time]
    ends: Mapped[time]
    decision: Mapped[dict[str, Any]]
    rule_book: Mapped[str] = mapped_column(String(64))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("login.id"))
    reason_text: Mapped[str] = mapped_column(Text, default="")
    priority_class: Mapped[str] = mapped_column(String(40), default=NO_PRIORITY)
    is_unused: Mapped[bool] = mapped_column(default=False)
    extends_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"))
    transferred_from_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"))

    centre: Mapped[Centre] = relationship()
    child: Mapped[Child] = relationship()
    decided_by: Mapped[Login | None] = relationship()
    days: Mapped[list["BookingDay"]] = relationship(
        back_populates="booking", order_by="BookingDay.on", primaryjoin=_BOOKING_OF_DAY
    )
    documents: Mapped[list["BookingDocument"]] = relationship(order_by="BookingDocument.id")


class BookingDay(Base):
    """One day of use: what seats, attendance and statistics hang on.

    A day that holds a seat or waits is active. The database refuses two active days of one child whose hours
    overlap, and a day that names another centre or child than its booking. A day that was given back is cancelled;
    a day that has passed keeps what it was. `cancel_reason` is there where the day was cancelled by itself and not
    with its booking. `is_released`: it went because the centre would not open on it, and comes back if the centre
    opens after all.
    """

    __tablename__ = "booking_day"
    __table_args__ = (
        ForeignKeyConstraint(
            ["booking_id", "centre_id", "child_id"], ["booking.id", "booking.centre_id", "booking.child_id"]
        ),
        UniqueConstraint("booking_id", "on"),
        Index("ix_booking_day_child_on", "child_id", "on"),
        # A centre's days are found by its bookings; only these few are looked for by centre and day.
        _few("ix_booking_day_waiting", "waits"),
        _few("ix_booking_day_released", "is_released"),
        CheckConstraint("starts < ends", name="hours"),
        CheckConstraint("NOT (holds_seat AND waits)", name="seat_or_queue"),
        CheckConstraint("NOT (is_cancelled AND (holds_seat OR waits))", name="cancelled_is_free"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int]
    centre_id: Mapped[int]
    child_id: Mapped[int]
    on: Mapped[date]
    starts: Mapped[time]
    ends: Mapped[time]
    holds_seat: Mapped[bool]
    waits: Mapped[bool]
    is_cancelled: Mapped[bool] = mapped_column(default=False)
    cancel_reason: Mapped[str] = mapped_column(Text, default="")
    is_released: Mapped[bool] = mapped_column(default=False)

    booking: Mapped[Booking] = relationship(back_populates="days", primaryjoin=_BOOKING_OF_DAY)


class BookingDocument(Base):
    """A document that came in for a booking: which one, on paper or online, when, and who saw it."""

    __tablename__ = "booking_document"
    __table_args__ = (UniqueConstraint("booking_id", "document"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"))
    document: Mapped[str] = mapped_column(String(40))
    channel: Mapped[Channel] = mapped_column(code(Channel))
    received_at: Mapped[datetime] = mapped_column(Instant)
    by_login_id: Mapped[int | None] = mapped_column(ForeignKey("login.id"))
