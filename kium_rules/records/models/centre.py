"""Care centres."""

from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kium_rules.records.models.base import Base, SquareMetres, code
from kium_rules.records.models.district import District
from kium_rules.vocabulary import CentreType

if TYPE_CHECKING:
    from kium_rules.records.models.capacity_change import CapacityChange
    from kium_rules.records.models.quarter import ClosureDay, Quarter


class Centre(Base):
    """A centre: what is known of the facility, and its agreed numbers of seats.

    The usual hours (`term_*`, `break_*`, `saturday_*`) are facts of the facility; what is open on a given day
    is said by its quarters. `revision` grows with every change that a booking decision depends on, so that
    facts read before the centre was locked can be recognised as old. `coming_changes` are the agreed numbers of
    seats that count from a later day on. `sample_fields` names the columns made
    up for a demo.
    """

    __tablename__ = "centre"
    __table_args__ = (
        CheckConstraint(
            "base_seats >= 0 AND extra_seats >= 0 AND sick_child_places >= 0", name="seats_not_negative"
        ),
        CheckConstraint("area_m2 IS NULL OR area_m2 > 0", name="area_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[str] = mapped_column(String(40), unique=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"), index=True)
    name: Mapped[str] = mapped_column(String(100), index=True)
    type: Mapped[CentreType] = mapped_column(code(CentreType))
    phone: Mapped[str | None] = mapped_column(String(40))
    address: Mapped[str | None] = mapped_column(String(300))
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]
    area_m2: Mapped[Decimal | None] = mapped_column(SquareMetres)
    base_seats: Mapped[int]
    extra_seats: Mapped[int] = mapped_column(default=0)
    sick_child_places: Mapped[int] = mapped_column(default=0)
    monthly_fee_won: Mapped[int | None]
    daily_fee_won: Mapped[int | None]
    term_opens: Mapped[time | None]
    term_closes: Mapped[time | None]
    break_opens: Mapped[time | None]
    break_closes: Mapped[time | None]
    saturday_opens: Mapped[time | None]
    saturday_closes: Mapped[time | None]
    opened_on: Mapped[date | None]
    is_open: Mapped[bool] = mapped_column(default=True)
    origin: Mapped[str] = mapped_column(Text, default="")
    sample_fields: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int] = mapped_column(default=1)

    district: Mapped[District] = relationship(lazy="joined", innerjoin=True)
    quarters: Mapped[list["Quarter"]] = relationship(back_populates="centre", order_by="Quarter.from_on")
    closure_days: Mapped[list["ClosureDay"]] = relationship(back_populates="centre", order_by="ClosureDay.on")
    coming_changes: Mapped[list["CapacityChange"]] = relationship(
        primaryjoin="and_(CapacityChange.centre_id == Centre.id, CapacityChange.state == 'approved',"
        " CapacityChange.took_effect_at.is_(None))",
        order_by="(CapacityChange.effective_on, CapacityChange.decided_at)",
        viewonly=True,
    )

    def __str__(self) -> str:
        return self.name
