"""The audit log: who did what, in chains of hashes."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kium_rules.records.models.base import Base, Instant, code
from kium_rules.vocabulary import Role

NO_CENTRE = 0
"""The chain of what belongs to no centre."""


class AuditChain(Base):
    """The head of one chain. Each centre has its own, so that centres do not queue behind one row."""

    __tablename__ = "audit_chain"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_number: Mapped[int] = mapped_column(default=0)
    last_hash: Mapped[str] = mapped_column(String(64))


class AuditLine(Base):
    """One thing that was done. The database refuses to change or delete it, and to break the chain."""

    __tablename__ = "audit_line"
    __table_args__ = (
        UniqueConstraint("chain_id", "number"),
        Index("ix_audit_line_noun", "noun", "noun_id"),
        Index("ix_audit_line_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    chain_id: Mapped[int]
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)
    actor_login_id: Mapped[int | None]
    actor_role: Mapped[Role] = mapped_column(code(Role))
    actor_name: Mapped[str] = mapped_column(String(60))
    action: Mapped[str] = mapped_column(String(40))
    noun: Mapped[str] = mapped_column(String(40))
    noun_id: Mapped[int | None]
    details: Mapped[dict[str, Any]]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
