"""Logins: one person, one login, one role."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kium_rules.records.models.base import Base, Instant, code
from kium_rules.records.models.centre import Centre
from kium_rules.records.models.district import District
from kium_rules.records.models.guardian import Guardian
from kium_rules.vocabulary import Role


class Login(Base):
    """Who may sign in as what. The password is kept as an Argon2id hash only."""

    __tablename__ = "login"

    id: Mapped[int] = mapped_column(primary_key=True)
    login_id: Mapped[str] = mapped_column(String(60), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role] = mapped_column(code(Role))
    name: Mapped[str] = mapped_column(String(60))
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("centre.id"), index=True)
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id"), index=True)
    guardian_id: Mapped[int | None] = mapped_column(ForeignKey("guardian.id"), unique=True)
    failed_count: Mapped[int] = mapped_column(default=0)
    locked_at: Mapped[datetime | None] = mapped_column(Instant)
    is_enabled: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(Instant)

    centre: Mapped[Centre | None] = relationship()
    district: Mapped[District | None] = relationship()
    guardian: Mapped[Guardian | None] = relationship(back_populates="login")
