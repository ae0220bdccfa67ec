"""When a centre operates: its quarters and its closure days."""

from datetime import date, time

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kium_rules.records.models.base import Base, code
from kium_rules.records.models.centre import Centre
from kium_rules.vocabulary import QuarterKind


class Quarter(Base):
    """One of the four parts of a centre's school year.

    `weekdays` is a bit mask, Monday = 1, Tuesday = 2, Wednesday = 4 and so on. The database refuses two
    quarters of one centre that share a day. `extension_opens_days` and `extension_closes_days`: so many days before
    its end an extension into the next quarter can first and last be asked for; None: as the table `extension` says.
    """

    __tablename__ = "quarter"
    __table_args__ = (
        UniqueConstraint("centre_id", "year", "kind"),
        CheckConstraint("from_on <= until_on", name="starts_before_end"),
        CheckConstraint("opens < closes", name="opens_before_closing"),
        CheckConstraint("weekdays BETWEEN 1 AND 127", name="weekdays_mask"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id"))
    year: Mapped[int]
    kind: Mapped[QuarterKind] = mapped_column(code(QuarterKind))
    from_on: Mapped[date]
    until_on: Mapped[date]
    opens: Mapped[time]
    closes: Mapped[time]
    weekdays: Mapped[int]
    regular_min_days: Mapped[int | None]
    meals: Mapped[str] = mapped_column(String(200), default="")
    snacks: Mapped[str] = mapped_column(String(200), default="")
    extension_opens_days: Mapped[int | None]
    extension_closes_days: Mapped[int | None]

    centre: Mapped[Centre] = relationship(back_populates="quarters")


class ClosureDay(Base):
    """A day on which a centre stays closed though it lies in a quarter."""

    __tablename__ = "closure_day"
    __table_args__ = (UniqueConstraint("centre_id", "on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id"))
    on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200), default="")

    centre: Mapped[Centre] = relationship(back_populates="closure_days")
