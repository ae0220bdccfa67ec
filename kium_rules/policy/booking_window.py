"""When and for how long care can be booked: rule word `booking_window`."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from kium_rules.decision import Reason
from kium_rules.policy.asking import Asking, bounds, reason
from kium_rules.policy.sentences import Word
from kium_rules.values import ONE_DAY, Application, Centre, Quarter
from kium_rules.vocabulary import CareType


def days_of_use(application: Application, centre: Centre) -> tuple[date, ...]:
    """List the days a booking would use, in order.

    Regular care: the chosen weekdays of the period without the centre's closure days. Other care: exactly the named
    days, also those on which the centre does not open; `window_reasons` refuses them.

    Source: booking_window.
    """
    if application.care_type is CareType.REGULAR:
        chosen, closed = application.weekdays, centre.closed_on
        return tuple([day for day in application.period() if day.weekday() in chosen and day not in closed])
    if application.days is not None:
        return tuple(sorted(application.days))
    return tuple(application.period())


def window_reasons(
    asking: Asking, application: Application, centre: Centre, days: Sequence[date]
) -> tuple[Reason, ...]:
    """Give every reason for which the period, days or hours cannot be booked; none: nothing stands against them.

    Args:
        asking: The tables and the day.
        application: What is applied for.
        centre: The centre.
        days: The days of use, in order.

    Source: booking_window.
    """
    today = application.asked_on
    first, last = (application.from_on, application.until_on)
    if application.care_type is not CareType.REGULAR and days:
        first, last = days[0], days[-1]
    quarter = _quarter_of(first, last, centre)
    by_quarter = centre.by_quarter(days)
    closed = sorted(day for here, some in by_quarter for day in some if not centre.opens(day, here))
    # A day in no quarter has no opening hours to compare with.
    outside = [
        (here.hours, some) for here, some in by_quarter if here and not here.hours.contains(application.hours)
    ]
    never = sorted(application.weekdays - quarter.weekdays) if quarter else []
    facts = {
        "care_type": application.care_type.value,
        "first_day_ahead": (first - today).days,
        "last_day_ahead": (last - today).days,
        "length_days": (last - first).days + 1,
        "quarter_min_days": quarter.regular_min_days if quarter else None,
        "placement": "inside" if quarter or last < first else _placement(first, last, centre),
        "closed_days": len(closed),
        "never_open_weekdays": len(never),
        "minutes": _minutes(application),
        "days_outside_hours": sum(len(some) for _, some in outside),
        "days_of_use": len(days),
    }
    places: dict[str, Any] = {
        "from_on": first,
        "until_on": last,
        "starts": application.hours.starts,
        "ends": application.hours.ends,
    }
    by_column: dict[str, dict[str, Any]] = {
        "closed_days": {"closed_on": tuple(closed)},
        "never_open_weekdays": {"closed_weekdays": tuple(Word("weekday", str(day)) for day in never)},
        "days_outside_hours": {"opening_hours": tuple({str(opening) for opening, _ in outside})},
    }
    found = []
    for row in asking.rows("booking_window", **facts):
        named = set(filter(row.is_about, facts))
        extra = {
            name: value for column in named & by_column.keys() for name, value in by_column[column].items()
        }
        found.append(
            reason(row, facts, **places, **extra, **_what_would_pass(bounds(row, facts), first, last))
        )
    return tuple(found)


def _what_would_pass(limits: dict[str, Any], first: date, last: date) -> dict[str, date]:
    """Turn the limits of a row into the nearest days that would keep it from firing."""
    days = {}
    if isinstance(limit := limits.get("last_day_ahead.limit"), int):
        days["opens_on"] = last - timedelta(days=limit)
    if isinstance(limit := limits.get("length_days.limit"), int):
        days["earliest_until"] = first + timedelta(days=limit) - ONE_DAY
    return days


def _quarter_of(first: date, last: date, centre: Centre) -> Quarter | None:
    quarter = centre.quarter_on(first)
    return quarter if quarter is not None and last in quarter else None


def _placement(first: date, last: date, centre: Centre) -> str:
    covered = sum(
        max(0, (min(last, quarter.until_on) - max(first, quarter.from_on)).days + 1)
        for quarter in centre.quarters
    )
    return "across" if covered == (last - first).days + 1 else "between"


def _minutes(application: Application) -> int:
    day = application.from_on
    starts, ends = (datetime.combine(day, at) for at in (application.hours.starts, application.hours.ends))
    return -int((starts - ends) // timedelta(minutes=1))  # rounded up: half a minute is a time, too


def days_ahead(asking: Asking, care_type: CareType) -> int | None:
    """Tell how many days ahead the last day of use may lie; None: no row limits it.

    Source: booking_window.
    """
    return _tightest(asking, care_type, "last_day_ahead", min)


def min_days(asking: Asking) -> int:
    """Tell how many days regular care has at least, where the quarter sets no minimum of its own.

    Source: booking_window.
    """
    return _tightest(asking, CareType.REGULAR, "length_days", max) or 1


def _tightest(
    asking: Asking, care_type: CareType, column: str, choose: Callable[[Iterable[int]], int]
) -> int | None:
    """Read a limit out of the rows, so that a form can show it before anybody is refused."""
    table = asking.book["booking_window"]
    rows = (row for row in table.rows if row.holds_on(asking.on))
    found = [row.bound(column) for row in rows if row.inputs["care_type"].holds(care_type.value, {})]
    numbers = [limit for limit in found if isinstance(limit, int)]
    return choose(numbers) if numbers else None
