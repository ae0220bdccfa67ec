"""The facts of an application as the rule tables ask for them, from sets of days instead of lists of dates."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from kium_rules.simulate.calendar import Calendar
from kium_rules.values import Application, Quarter
from kium_rules.vocabulary import CareType


@dataclass(frozen=True, slots=True)
class Wish:
    """An application with its days of use as a set.

    Args:
        application: What is applied for.
        calendar: The centre's days.
        days: The days of use.
        count: How many they are.
        first: First day of the period or of the named days.
        last: Last day.
    """

    application: Application
    calendar: Calendar
    days: int
    count: int
    first: date
    last: date


def wish_of(application: Application, calendar: Calendar) -> Wish:
    """Find the days of use of an application, as `booking_window.days_of_use` does."""
    first, last = application.from_on, application.until_on
    if application.care_type is CareType.REGULAR:
        days = calendar.period(first, last) & calendar.on_weekdays(application.weekdays) & ~calendar.closed
    elif application.days is None:
        days = calendar.period(first, last)
    else:
        days = calendar.bits(application.days)
        if application.days:
            first, last = min(application.days), max(application.days)
    return Wish(application, calendar, days, days.bit_count(), first, last)


def window_facts(wish: Wish) -> dict[str, Any]:
    """Give the inputs of the table `booking_window`."""
    application, calendar, days = wish.application, wish.calendar, wish.days
    asked_on = application.asked_on
    quarter = _quarter(wish)
    return {
        "care_type": application.care_type.value,
        "first_day_ahead": (wish.first - asked_on).days,
        "last_day_ahead": (wish.last - asked_on).days,
        "length_days": (wish.last - wish.first).days + 1,
        "quarter_min_days": quarter.regular_min_days if quarter else None,
        "placement": _placement(wish, quarter),
        "closed_days": (days & ~calendar.open).bit_count(),
        "never_open_weekdays": len(application.weekdays - quarter.weekdays) if quarter else 0,
        "minutes": _minute(application.hours.ends) - _minute(application.hours.starts),
        "days_outside_hours": calendar.outside_hours(days, application.hours).bit_count(),
        "days_of_use": wish.count,
    }


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _quarter(wish: Wish) -> Quarter | None:
    quarter = wish.calendar.centre.quarter_on(wish.first)
    return quarter if quarter is not None and wish.last in quarter else None


def _placement(wish: Wish, quarter: Quarter | None) -> str:
    if quarter is not None or wish.last < wish.first:
        return "inside"
    covered = sum(
        (days & wish.calendar.period(wish.first, wish.last)).bit_count() for _, days in wish.calendar.quarters
    )
    return "across" if covered == (wish.last - wish.first).days + 1 else "between"
