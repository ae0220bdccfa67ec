"""Taps of cards, the visits they make up, and the readers they come from."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kium_rules.records.models.base import Base, Instant, code
from kium_rules.records.models.booking import BookingDay
from kium_rules.records.models.centre import Centre
from kium_rules.records.models.guardian import Child
from kium_rules.vocabulary import TapOutcome


class Reader(Base):
    """A reader at a centre. Its token is kept as a hash; the token itself is shown once."""

    __tablename__ = "reader"

    id: Mapped[int] = mapped_column(primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    registered_at: Mapped[datetime] = mapped_column(Instant)

    centre: Mapped[Centre] = relationship()


class Tap(Base):
    """One reading of a card; always kept, whatever it meant. The nonce makes a second upload harmless.

    `answer` is what the reader showed, so that the same tap uploaded again gets the same words.
    """

    __tablename__ = "tap"
    __table_args__ = (
        Index("ix_tap_centre_happened_at", "centre_id", "happened_at"),
        Index("ix_tap_uid_happened_at", "uid", "happened_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    uid: Mapped[str] = mapped_column(String(32))
    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id"))
    reader: Mapped[str] = mapped_column(String(100))
    happened_at: Mapped[datetime] = mapped_column(Instant)
    received_at: Mapped[datetime] = mapped_column(Instant)
    outcome: Mapped[TapOutcome] = mapped_column(code(TapOutcome))
    booking_day_id: Mapped[int | None] = mapped_column(ForeignKey("booking_day.id"))
    child_id: Mapped[int | None] = mapped_column(ForeignKey("child.id"), index=True)
    answer: Mapped[dict[str, Any]]

    child: Mapped[Child | None] = relationship()


class Visit(Base):
    """A child's stay at a centre: in and out. A missing time stays missing; such a visit is not counted.

    `is_open`: the child is inside as far as is known. The database refuses a second open visit of a child.
    `is_unfinished`: the day ended and nobody had tapped out; the nightly close marks it.
    """

    __tablename__ = "visit"
    __table_args__ = (
        Index(
            "uq_visit_one_open",
            "child_id",
            unique=True,
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
        Index(
            "ix_visit_without_end",
            "is_unfinished",
            "on",
            sqlite_where=text("out_at IS NULL"),
            postgresql_where=text("out_at IS NULL"),
        ),
        Index("ix_visit_centre_on", "centre_id", "on"),
        Index("ix_visit_child_on", "child_id", "on"),
        CheckConstraint("in_at IS NOT NULL OR out_at IS NOT NULL", name="some_time"),
        CheckConstraint("in_at IS NULL OR out_at IS NULL OR in_at <= out_at", name="in_before_out"),
        CheckConstraint("NOT is_open OR (in_at IS NOT NULL AND out_at IS NULL)", name="open_is_inside"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_day_id: Mapped[int | None] = mapped_column(ForeignKey("booking_day.id"), index=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"))
    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id"))
    on: Mapped[date]
    in_at: Mapped[datetime | None] = mapped_column(Instant)
    out_at: Mapped[datetime | None] = mapped_column(Instant)
    is_open: Mapped[bool] = mapped_column(default=False)
    is_unfinished: Mapped[bool] = mapped_column(default=False)

    child: Mapped[Child] = relationship()
    centre: Mapped[Centre] = relationship()
    booking_day: Mapped[BookingDay | None] = relationship()
