"""A tap: one reading of a card, and what became of it so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TapState(StrEnum):
    """Where a tap is on its way."""

    WAITING = "waiting"
    SENT = "sent"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Tap:
    """One reading of a card, as it is sent. The nonce names it for ever; ``happened_at`` is aware, UTC."""

    nonce: str
    uid: str
    reader: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """A tap in the spool; ``answer`` is the last sentence received for it, or why none came."""

    tap: Tap
    state: TapState
    attempts: int
    tried_at: datetime | None
    answer: str
