"""Guardians, their children, and the consents they gave."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kium_rules.records.models.base import Base, Instant, code

if TYPE_CHECKING:
    from kium_rules.records.models.login import Login


class ConsentKind(StrEnum):
    """What a guardian agreed to."""

    PRIVACY = "privacy"
    """To the use of the guardian's own data; asked at sign-up."""
    CHILD = "child"
    """As legal representative, to the use of the child's data; the privacy consent of a booking."""
    PICKUP = "pickup"
    """To coming and going home, and first aid."""
    HEALTH = "health"
    """To the use of health data, for sick-child care."""


class Guardian(Base):
    """A parent or whoever cares for the child. Without a login: a non-member whom staff registered."""

    __tablename__ = "guardian"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(20), index=True)
    registered_at: Mapped[datetime] = mapped_column(Instant)
    registered_by_centre_id: Mapped[int | None] = mapped_column(ForeignKey("centre.id"), index=True)

    children: Mapped[list["Child"]] = relationship(back_populates="guardian", order_by="Child.id")
    login: Mapped["Login | None"] = relationship(back_populates="guardian")

    @property
    def is_member(self) -> bool:
        """Whether the guardian can sign in and so see attendance."""
        return self.login is not None


class Child(Base):
    """A child. Nothing is kept that care does not need; there is no resident registration number."""

    __tablename__ = "child"
    __table_args__ = (CheckConstraint("grade >= 0", name="grade_not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    guardian_id: Mapped[int] = mapped_column(ForeignKey("guardian.id"), index=True)
    name: Mapped[str] = mapped_column(String(60), index=True)
    grade: Mapped[int]
    school: Mapped[str] = mapped_column(String(100), default="")
    born_on: Mapped[date | None]
    registered_at: Mapped[datetime] = mapped_column(Instant)
    registered_by_centre_id: Mapped[int | None] = mapped_column(ForeignKey("centre.id"), index=True)

    guardian: Mapped[Guardian] = relationship(back_populates="children")


class Consent(Base):
    """What a guardian agreed to, for which child, when, how, and which version of the text."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    guardian_id: Mapped[int] = mapped_column(ForeignKey("guardian.id"), index=True)
    child_id: Mapped[int | None] = mapped_column(ForeignKey("child.id"), index=True)
    kind: Mapped[ConsentKind] = mapped_column(code(ConsentKind))
    text_version: Mapped[str] = mapped_column(String(40))
    given_at: Mapped[datetime] = mapped_column(Instant)
    how: Mapped[str] = mapped_column(String(20))
