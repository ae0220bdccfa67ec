"""What a plain model of the ledger knows of a booking: no database, no rule table."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import strategies as st

from kium_rules.records.actors import Actor
from kium_rules.vocabulary import Role

BASE, EXTRA, WAITING = 1, 1, 2
QUARTERS = ((date(2026, 3, 2), date(2026, 7, 20)), (date(2026, 7, 21), date(2026, 8, 28)))
CITY = Actor(None, Role.CITY)
LENGTH = timedelta(days=34)
DAY = timedelta(days=1)
REGULAR, TEMPORARY = "regular", "temporary"
weekdays = st.frozensets(st.integers(0, 4), min_size=1, max_size=3)


@dataclass
class Plain:
    """A booking as the model sees it: its days say `seat` or `wait`; days that went are in `gone`."""

    child: int
    centre: int
    care: str
    state: str
    days: dict[date, str]
    from_on: date
    until_on: date
    weekdays: frozenset[int] = frozenset()
    gone: set[date] = field(default_factory=set)
    rejected: set[date] = field(default_factory=set)
    is_extended_by: int | None = None


def pattern(from_on: date, until_on: date, chosen: frozenset[int]) -> set[date]:
    days = (from_on + n * DAY for n in range((until_on - from_on).days + 1))
    return {day for day in days if day.weekday() in chosen}


def in_one_quarter(from_on: date, until_on: date) -> bool:
    return any(first <= from_on and until_on <= last for first, last in QUARTERS)
