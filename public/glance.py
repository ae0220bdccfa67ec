"""Centres of a list with their seats of the next days at a glance."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from kium_rules.records import centres as kept
from kium_rules.records.centres import SeatDay
from kium_rules.vocabulary import CareType
from public.desk import policy, today
from public.offered import care_offered

DAYS_SHOWN = 7
"""So many days fit a phone's width, and every weekday is among them once."""


@dataclass(frozen=True, slots=True)
class Card:
    """One centre as a list shows it.

    Args:
        centre: The centre.
        kinds: The care it offers.
        days: Its next days.
    """

    centre: Any
    kinds: tuple[CareType, ...]
    days: Sequence[SeatDay]

    def has_seats(self, care_type: CareType, weekdays: Collection[int]) -> bool:
        """Say whether every one of the weekdays has a free seat."""
        free_on = {day.on.weekday() for day in self.days if day.is_open and day.free(care_type)}
        return care_type in self.kinds and free_on.issuperset(weekdays)


def cards_of(records: Any, centres: Sequence[Any]) -> Iterator[Card]:
    """Look up the seats of each centre."""
    first = today()
    last = first + timedelta(days=DAYS_SHOWN - 1)
    days = kept.seats_of_many(records, [centre.id for centre in centres], first, last, policy=policy())
    for centre in centres:
        yield Card(centre, care_offered(kept.as_value(centre)), days[centre.id])
