"""Changes of a centre's capacity: asked for by the centre, decided by its district."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kium_rules.records.models.base import Base, Instant, SquareMetres, code
from kium_rules.records.models.centre import Centre


class ChangeState(StrEnum):
    """Where a change of capacity stands."""

    ASKED = "asked"
    APPROVED = "approved"
    REJECTED = "rejected"


class CapacityChange(Base):
    """Old and new numbers of seats, who asked, who decided, and from which day.

    `took_effect_at` is when the new numbers became those of the centre; until then an approved change counts for the
    days from `effective_on` on. The database keeps a centre to one undecided change, and lets nobody decide their own.
    """

    __tablename__ = "capacity_change"
    __table_args__ = (
        Index("ix_capacity_change_centre_id", "centre_id", "asked_at"),
        Index(
            "uq_capacity_change_one_asked",
            "centre_id",
            unique=True,
            sqlite_where=text("state = 'asked'"),
            postgresql_where=text("state = 'asked'"),
        ),
        CheckConstraint(
            "new_base >= 0 AND new_extra >= 0 AND new_sick_child >= 0", name="seats_not_negative"
        ),
        CheckConstraint(
            "asked_by_id IS NULL OR decided_by_id IS NULL OR asked_by_id <> decided_by_id",
            name="not_ones_own",
        ),
        CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id"))
    old_base: Mapped[int]
    old_extra: Mapped[int]
    old_sick_child: Mapped[int]
    old_area_m2: Mapped[Decimal | None] = mapped_column(SquareMetres)
    new_base: Mapped[int]
    new_extra: Mapped[int]
    new_sick_child: Mapped[int]
    new_area_m2: Mapped[Decimal | None] = mapped_column(SquareMetres)
    effective_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(Instant)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("login.id"))
    asked_by_name: Mapped[str] = mapped_column(String(60))
    state: Mapped[ChangeState] = mapped_column(code(ChangeState), default=ChangeState.ASKED)
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("login.id"))
    decided_by_name: Mapped[str] = mapped_column(String(60), default="")
    decision_text: Mapped[str] = mapped_column(Text, default="")
    took_effect_at: Mapped[datetime | None] = mapped_column(Instant)

    centre: Mapped[Centre] = relationship()
