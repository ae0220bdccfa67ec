"""How full a centre is on a day."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kium_rules.records.models.base import Base


class DayCounter(Base):
    """The counted seats and queues of one centre on one day, all care types in one row.

    One row, because seats carry no label: temporary care may sit on any seat that regular care leaves free,
    so the limits couple the care types. The counts follow from the days of use and can be recounted from
    them; the checks make the database itself refuse to oversell. A limit that is lowered stops at what is
    already taken.
    """

    __tablename__ = "day_counter"
    __table_args__ = (
        CheckConstraint("regular >= 0 AND temporary >= 0 AND sick_child >= 0", name="not_negative"),
        CheckConstraint("regular <= regular_limit", name="regular_seats"),
        CheckConstraint("regular + temporary <= total_limit", name="total_seats"),
        CheckConstraint("sick_child <= sick_limit", name="sick_child_places"),
        CheckConstraint("waiting_regular BETWEEN 0 AND waiting_regular_limit", name="waiting_regular"),
        CheckConstraint("waiting_temporary BETWEEN 0 AND waiting_temporary_limit", name="waiting_temporary"),
        CheckConstraint("waiting_sick_child BETWEEN 0 AND waiting_sick_limit", name="waiting_sick_child"),
        # Counters are updated in place all day: room on the page keeps the updates from touching the index.
        {"sqlite_with_rowid": False, "postgresql_with": {"fillfactor": 50}},
    )

    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id"), primary_key=True, autoincrement=False)
    on: Mapped[date] = mapped_column(primary_key=True)
    regular: Mapped[int] = mapped_column(default=0)
    temporary: Mapped[int] = mapped_column(default=0)
    sick_child: Mapped[int] = mapped_column(default=0)
    waiting_regular: Mapped[int] = mapped_column(default=0)
    waiting_temporary: Mapped[int] = mapped_column(default=0)
    waiting_sick_child: Mapped[int] = mapped_column(default=0)
    regular_limit: Mapped[int]
    total_limit: Mapped[int]
    sick_limit: Mapped[int]
    waiting_regular_limit: Mapped[int]
    waiting_temporary_limit: Mapped[int]
    waiting_sick_limit: Mapped[int]
