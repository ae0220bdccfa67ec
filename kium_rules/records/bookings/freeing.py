"""Telling that seats became free, so that they can be offered at once.

Whoever passes seats on puts a function into `listeners` when it is loaded; the bookings know none of them by
name. Each is called in the transaction that freed the seats, with the centre locked.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Protocol

from sqlalchemy.orm import Session

from kium_rules.policy import Policy


class Listener(Protocol):
    """Something that is told which days of a centre have room again."""

    def __call__(
        self, session: Session, centre_id: int, days: Collection[date], /, *, now: datetime, policy: Policy
    ) -> object:
        """Take note of it, or pass the seats on."""


listeners: list[Listener] = []


def freed(session: Session, centre_id: int, days: Collection[date], *, now: datetime, policy: Policy) -> None:
    """Tell every listener which days have room again; without a day there is nothing to tell."""
    if days:
        for listener in listeners:
            listener(session, centre_id, sorted(days), now=now, policy=policy)
