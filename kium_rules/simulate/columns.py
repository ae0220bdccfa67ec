"""The facts of all applications, by the column: what the tables ask of each before seats are looked at."""

from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from kium_rules.simulate.arrivals import Arrival, Town
from kium_rules.simulate.calendar import Calendar, Span
from kium_rules.simulate.quarter_fit import QuarterFit, weekday_bits
from kium_rules.values import Application, Quarter
from kium_rules.vocabulary import CareType

CARE_TYPES = tuple(CareType)
CARE_NUMBER = {care: number for number, care in enumerate(CARE_TYPES)}
_REGULAR = CARE_NUMBER[CareType.REGULAR]


@dataclass(frozen=True, slots=True)
class Columns:
    """What is known of each application before anything is decided.

    Args:
        calendars: The days of each centre that somebody applied to.
        asked_on: The day of asking.
        care: Number of the care type, in the order of `CARE_TYPES`.
        days: The days of use, as a set.
        count: How many they are.
        facts: Inputs by column, of the tables `care_types`, `eligibility` and `booking_window`.
    """

    calendars: Mapping[str, Calendar]
    asked_on: list[date]
    care: list[int]
    days: list[int]
    count: list[int]
    facts: Mapping[str, Mapping[str, Any]]


def read_columns(town: Town, arrivals: Sequence[Arrival]) -> Columns:
    """Find the facts of every arrival, as `Policy.decide` does for one. They are the same under every rule book.

    Raises:
        KeyError: An arrival names a centre the town does not have.
        ValueError: The days asked for lie too far apart to be meant.
    """
    span = Span.of(arrival.application for arrival in arrivals)
    calendars = {
        name: Calendar(town.centres[name], span) for name in {arrival.centre for arrival in arrivals}
    }
    members: dict[str, list[int]] = {name: [] for name in calendars}
    asked_on: list[date] = []
    days: list[int] = []
    numbers = array("q")  # one buffer: a hundred thousand tuples would keep the garbage collector busy
    for number, arrival in enumerate(arrivals):
        members[arrival.centre].append(number)
        on, used, row = _row(arrival.application, calendars[arrival.centre])
        asked_on.append(on)
        days.append(used)
        numbers.extend(row)
    table = np.array(numbers).reshape(len(days), -1).T if days else np.zeros((ROW, 0), np.int64)
    care, first, last, on_day, minutes, count, closed, outside, weekdays, grade = table
    fit = QuarterFit(first, last, weekdays)
    kinds = np.empty(len(days), "<U16")
    places = np.zeros(len(days), np.int64)
    by_quarters: dict[tuple[Quarter, ...], list[int]] = defaultdict(list)
    for name, its in members.items():
        centre = calendars[name].centre
        kinds[its], places[its] = centre.type.value, centre.sick_child_places
        by_quarters[centre.quarters] += its
    for quarters, its in by_quarters.items():
        fit.place(np.array(its, np.int64), quarters)
    care_type = np.array([kind.value for kind in CARE_TYPES])[care]
    window = {
        "care_type": care_type,
        "first_day_ahead": first - on_day,
        "last_day_ahead": last - on_day,
        "length_days": last - first + 1,
        "quarter_min_days": np.ma.masked_array(fit.min_days, ~fit.has_min_days),
        "placement": fit.placement,
        "closed_days": closed,
        "never_open_weekdays": fit.never_open,
        "minutes": minutes,
        "days_outside_hours": outside,
        "days_of_use": count,
    }
    place = {"centre_type": kinds, "care_type": care_type, "sick_child_places": places}
    facts = {"care_types": place, "eligibility": {"grade": grade}, "booking_window": window}
    return Columns(calendars, asked_on, care.tolist(), days, count.tolist(), facts)


ROW = 10
"""So many numbers `_row` gives."""


def _row(application: Application, calendar: Calendar) -> tuple[date, int, tuple[int, ...]]:
    """Give the day of asking, the days of use, and the numbers the tables look at."""
    on, weekdays = application.asked_on, application.weekdays
    hours = application.hours
    minutes, outside = calendar.slot((hours.starts, hours.ends))
    care = CARE_NUMBER[application.care_type]
    first, last = application.from_on.toordinal(), application.until_on.toordinal()
    if care == _REGULAR:  # as `booking_window.days_of_use` says
        used = calendar.span.period(first, last) & calendar.chosen(weekdays)
    elif (named := application.days) is None:
        used = calendar.span.period(first, last)
    else:
        used = calendar.span.bits(named)
        if named:
            first, last = min(named).toordinal(), max(named).toordinal()
    return (
        on,
        used,
        (
            care,
            first,
            last,
            on.toordinal(),
            minutes,
            used.bit_count(),
            (used & calendar.not_open).bit_count(),
            (used & outside).bit_count(),
            weekday_bits(weekdays) if weekdays else 0,
            application.child.grade,
        ),
    )
