"""RF cards, which have a life of their own."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kium_rules.records.models.base import Base, Instant, code
from kium_rules.records.models.centre import Centre
from kium_rules.records.models.guardian import Child
from kium_rules.vocabulary import CardState


class Card(Base):
    """A card, known by its UID in upper-case hex. A child has at most one card that works."""

    __tablename__ = "card"
    __table_args__ = (
        CheckConstraint("(state = 'assigned') = (child_id IS NOT NULL)", name="assigned_has_child"),
        Index("uq_card_one_per_child", "child_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id"), index=True)
    state: Mapped[CardState] = mapped_column(code(CardState))
    child_id: Mapped[int | None] = mapped_column(ForeignKey("child.id"))
    registered_at: Mapped[datetime] = mapped_column(Instant)

    centre: Mapped[Centre] = relationship()
    child: Mapped[Child | None] = relationship()
    history: Mapped[list["CardHistory"]] = relationship(back_populates="card", order_by="CardHistory.id")


class CardHistory(Base):
    """One step in a card's life: from which state to which, whose it was then, who did it."""

    __tablename__ = "card_history"

    id: Mapped[int] = mapped_column(primary_key=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("card.id"), index=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[CardState] = mapped_column(code(CardState))
    child_id: Mapped[int | None] = mapped_column(ForeignKey("child.id"))
    by_login_id: Mapped[int | None] = mapped_column(ForeignKey("login.id"))

    card: Mapped[Card] = relationship(back_populates="history")
