"""The seats of a centre, week by week."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from kium_rules.records.centres import SeatDay
from kium_rules.values import Centre

WEEK = timedelta(days=7)
WEEKS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of whole weeks; the first begins today where it is the current week.

    Args:
        from_on: First day shown.
        until_on: Last day shown, a Sunday.
        earlier: Monday of the stretch before; None: it lies in the past.
        later: Monday of the stretch after; None: nothing is open by then.
    """

    from_on: date
    until_on: date
    earlier: date | None
    later: date | None


def monday_of(day: date) -> date:
    """Give the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def span_of(wanted: date | None, today: date, centre: Centre) -> Span:
    """Choose the weeks to show: the wanted ones, but none that is over or far beyond the last quarter."""
    last = max((quarter.until_on for quarter in centre.quarters), default=today)
    monday = min(monday_of(wanted or today), monday_of(max(last, today)))
    monday = max(monday, monday_of(today))
    after = monday + WEEK * WEEKS_SHOWN
    before = max(monday - WEEK * WEEKS_SHOWN, monday_of(today))
    return Span(
        from_on=max(monday, today),
        until_on=after - timedelta(days=1),
        earlier=before if before < monday else None,
        later=after if after <= last else None,
    )


def weeks_of(days: Iterable[SeatDay], centre: Centre) -> list[Sequence[SeatDay]]:
    """Group days by week, without the weekdays on which the centre never opens in that quarter."""
    worth_showing = (day for day in days if not _never_opens(day, centre))
    return [list(week) for _, week in groupby(worth_showing, key=lambda day: monday_of(day.on))]


def _never_opens(day: SeatDay, centre: Centre) -> bool:
    quarter = centre.quarter_on(day.on)
    return quarter is not None and day.on.weekday() not in quarter.weekdays
