"""What people read about an offer and a place in the queue."""

from collections.abc import Sequence
from datetime import date, datetime

from kium_rules.labels import label, sentence
from kium_rules.policy.sentences import show
from kium_rules.vocabulary import SEOUL


def say_deadline(until_at: datetime, language: str = "ko") -> str:
    """Write until when an offer is open, as a parent reads it."""
    at = until_at.astimezone(SEOUL)
    weekday = label("weekday", str(at.weekday()), language)
    return sentence("offers.deadline", language, at=at, weekday=weekday)


def say_lacking(free: Sequence[date], full: Sequence[date], language: str = "ko") -> str:
    """Say which days still lack a seat, and which have one."""
    if not full:
        return sentence("offers.fits", language)
    key = "offers.lacking" if free else "offers.lacking_all"
    return sentence(key, language, free=show(tuple(free), language), full=show(tuple(full), language))
