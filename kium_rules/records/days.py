"""Days and weekdays as the records keep them."""

from collections.abc import Iterable
from datetime import date, datetime

from kium_rules.vocabulary import SEOUL


def day_in_seoul(at: datetime) -> date:
    """Tell which day it is in Seoul at an instant.

    Raises:
        ValueError: The instant has no zone.
    """
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone; give it one, such as +09:00")
    return at.astimezone(SEOUL).date()


def to_mask(weekdays: Iterable[int]) -> int:
    """Turn weekdays (0 = Monday) into a bit mask (Monday = 1)."""
    return sum(1 << weekday for weekday in frozenset(weekdays))


def from_mask(mask: int) -> frozenset[int]:
    """Turn a bit mask (Monday = 1) into weekdays (0 = Monday)."""
    return frozenset(weekday for weekday in range(7) if mask >> weekday & 1)
