"""A situation as JSON, the way `read_situation` reads it."""

from collections.abc import Iterable, Mapping
from datetime import date, time
from operator import attrgetter
from typing import Any

from kium_rules.exchange.situation import COUNTS
from kium_rules.values import AgreedSeats, Application, Centre, DayLoad, HeldSlot, Hours, Quarter, Situation

_CARRIED = attrgetter(*COUNTS, "held")
"""All that a load holds; as a key it is found in a fraction of the time of the load itself."""


def write_situation(situation: Situation) -> dict[str, Any]:
    """Write a situation as plain JSON values; `read_situation` reads it back equal.

    Days with the same load stand together, and what is none is left out, so that it stays small beside a booking.
    """
    application, centre = situation.application, situation.centre
    return {
        "asked_at": application.asked_at.isoformat(),
        "centre": _centre(centre),
        "quarters": [_quarter(quarter) for quarter in centre.quarters],
        **_wish(application),
        "child": {
            "grade": application.child.grade,
            "bookings": [
                {"days": _days(booking.days), **_hours(booking.hours)}
                for booking in application.child.bookings
            ],
        },
        "load": _loads(situation.load),
    }


def _wish(application: Application) -> dict[str, Any]:
    found: dict[str, Any] = {
        "care_type": application.care_type.value,
        "from": application.from_on.isoformat(),
        "to": application.until_on.isoformat(),
        "weekdays": sorted(application.weekdays),
        **_hours(application.hours),
    }
    if application.days is not None:
        found["days"] = _days(application.days)
    return found


def _centre(centre: Centre) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": centre.type.value,
        "base_seats": centre.base_seats,
        "extra_seats": centre.extra_seats,
        "closed_on": _days(centre.closed_on),
        "sick_child_places": centre.sick_child_places,
    }
    if centre.area_m2 is not None:
        found["area_m2"] = str(centre.area_m2)
    if centre.coming:
        found["coming"] = [_coming(agreed) for agreed in centre.coming]
    return found


def _coming(agreed: AgreedSeats) -> dict[str, Any]:
    return {
        "from": agreed.from_on.isoformat(),
        "base_seats": agreed.base_seats,
        "extra_seats": agreed.extra_seats,
        "sick_child_places": agreed.sick_child_places,
    }


def _quarter(quarter: Quarter) -> dict[str, Any]:
    return {
        "kind": quarter.kind.value,
        "year": quarter.year,
        "from": quarter.from_on.isoformat(),
        "to": quarter.until_on.isoformat(),
        "opens": _time(quarter.hours.starts),
        "closes": _time(quarter.hours.ends),
        "weekdays": sorted(quarter.weekdays),
        "regular_min_days": quarter.regular_min_days,
    }


def _loads(loads: Mapping[date, DayLoad]) -> list[dict[str, Any]]:
    alike: dict[tuple[Any, ...], dict[str, Any]] = {}
    for day, load in loads.items():
        carried = _CARRIED(load)
        if carried not in alike:
            *counts, held = carried
            alike[carried] = {"days": [], **_load(counts, held)}
        alike[carried]["days"].append(day.isoformat())
    for written in alike.values():
        written["days"].sort()
    return list(alike.values())


def _load(counts: Iterable[int], held: Iterable[HeldSlot]) -> dict[str, Any]:
    found: dict[str, Any] = {name: count for name, count in zip(COUNTS, counts, strict=True) if count}
    if held:
        found["held"] = [
            {"care_type": slot.care_type.value, **_hours(slot.hours), "children": slot.children}
            for slot in held
        ]
    return found


def _hours(hours: Hours) -> dict[str, str]:
    return {"starts": _time(hours.starts), "ends": _time(hours.ends)}


def _days(days: Iterable[date]) -> list[str]:
    return sorted(map(date.isoformat, days))


def _time(at: time) -> str:
    return at.isoformat() if at.second or at.microsecond else at.isoformat("minutes")
