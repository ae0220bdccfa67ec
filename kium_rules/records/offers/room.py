"""Room: which days still have a seat, as the waiting list is walked."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from kium_rules.policy import Policy
from kium_rules.records import seats
from kium_rules.records.centres import as_value, get_centre
from kium_rules.records.offers.turns import Waiting
from kium_rules.values import DayLoad
from kium_rules.vocabulary import CareType


class Room:
    """The loads of some days at a centre, kept up while seats are given away.

    Args:
        session: The transaction.
        centre_id: Where.
        days: Which days.
        today: The day whose rules count.
        policy: The rules.
        to_write: Whether seats will be taken: the centre is locked, and the limits of the days are brought up to
            date.
    """

    def __init__(
        self,
        session: Session,
        centre_id: int,
        days: Collection[date],
        *,
        today: date,
        policy: Policy,
        to_write: bool,
    ) -> None:
        centre = as_value(get_centre(session, centre_id, fresh=to_write))
        self._centre = centre
        self._limits = {
            agreed: policy.seat_limits(centre.with_seats(agreed), today) for agreed in (None, *centre.coming)
        }
        if not days:
            self._loads: dict[date, DayLoad] = {}
        elif to_write:
            limits = seats.limits_of(centre, policy, today)
            self._loads = seats.loads_to_write(session, centre_id, days, limits)
        else:
            self._loads = seats.loads_between(session, centre_id, min(days), max(days))

    def full_days(self, care_type: CareType, days: Iterable[date]) -> tuple[date, ...]:
        """Give those of the days that have no seat left.

        Source: seats, seat_limits.
        """
        return tuple(day for day in days if self._left(care_type, day) < 1)

    def lacking(self, members: Sequence[Waiting]) -> dict[int, tuple[date, ...]]:
        """Give the full days of each, all of them seated together; empty tuples: every one of them fits."""
        before = self._loads.copy()
        lacking = {}
        for one in members:
            lacking[one.booking_id] = self.full_days(one.care_type, one.ahead)
            self.seat(one.care_type, (day for day in one.ahead if day not in lacking[one.booking_id]))
        self._loads = before
        return lacking

    def seat(self, care_type: CareType, days: Iterable[date]) -> None:
        """Count one more child on each of the days."""
        for day in days:
            load = self._load(day)
            more = {care_type.value: getattr(load, care_type.value) + 1}
            self._loads[day] = replace(load, **more)

    def _left(self, care_type: CareType, day: date) -> int:
        return self._limits[self._centre.seats_on(day)].left(care_type, self._load(day))

    def _load(self, day: date) -> DayLoad:
        return self._loads.get(day, DayLoad())
