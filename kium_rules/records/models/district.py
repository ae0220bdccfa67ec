"""Seoul's districts."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from kium_rules.records.models.base import Base


class District(Base):
    """One of the 25 districts."""

    __tablename__ = "district"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(5), unique=True)
    name: Mapped[str] = mapped_column(String(20), unique=True)
    portal_prefix: Mapped[str] = mapped_column(String(2), unique=True)

    def __str__(self) -> str:
        return self.name
