"""One application with its centre and its days, from JSON."""

from datetime import date, timedelta
from typing import Any

from kium_rules.exchange.fields import MISSING, Fields, InputError
from kium_rules.values import (
    AgreedSeats,
    Application,
    Centre,
    Child,
    DayLoad,
    HeldSlot,
    Hours,
    OtherBooking,
    Quarter,
    Situation,
)
from kium_rules.vocabulary import CareType, CentreType, QuarterKind

LINE = frozenset(
    [
        "id",
        "asked_at",
        "centre",
        "quarters",
        "care_type",
        "from",
        "to",
        "days",
        "weekdays",
        "starts",
        "ends",
        "child",
        "load",
    ]
)
CENTRE = frozenset(
    [
        "id",
        "name",
        "type",
        "area_m2",
        "base_seats",
        "extra_seats",
        "sick_child_places",
        "closed_on",
        "coming",
    ]
)
COMING = frozenset(["from", "base_seats", "extra_seats", "sick_child_places"])
QUARTER = frozenset(["kind", "year", "from", "to", "opens", "closes", "weekdays", "regular_min_days"])
CHILD = frozenset(["id", "grade", "bookings"])
BOOKING = frozenset(["from", "to", "days", "weekdays", "starts", "ends"])
COUNTS = ("regular", "temporary", "sick_child", "waiting_regular", "waiting_temporary", "waiting_sick_child")
LOAD = frozenset(["on", "days", "held", *COUNTS])
HELD = frozenset(["care_type", "starts", "ends", "children"])


def read_situation(raw: Any) -> Situation:
    """Read one application with its centre and the load of its days.

    Args:
        raw: The JSON object; `docs/library.md` shows one.

    Raises:
        InputError: A field is missing, unknown or cannot be read; it names the field.
    """
    line = Fields(raw, "", LINE)
    centre = _centre(Fields(line.get("centre"), "centre", CENTRE), read_quarters(line))
    return Situation(_application(line), centre, _load(line))


def read_quarters(line: Fields) -> tuple[Quarter, ...]:
    """Read the list `quarters` of an object.

    Raises:
        InputError: A field is missing, unknown or cannot be read.
    """
    return tuple(_quarter(Fields(item, path, QUARTER)) for path, item in line.items("quarters"))


def _application(line: Fields) -> Application:
    care_type = line.code("care_type", CareType)
    days = None
    if care_type is not CareType.REGULAR and line.get("days", None) is not None:
        days = line.dates("days")
    from_on = line.date("from", min(days) if days else MISSING)
    until_on = line.date("to", max(days) if days else MISSING)
    try:
        return Application(
            care_type=care_type,
            child=_child(Fields(line.get("child"), "child", CHILD)),
            asked_at=line.instant("asked_at"),
            hours=_hours(line),
            from_on=from_on,
            until_on=until_on,
            weekdays=line.weekdays("weekdays", []),
            days=days,
        )
    except InputError:
        raise
    except ValueError as error:
        raise InputError("to", str(error)) from None


def _centre(given: Fields, quarters: tuple[Quarter, ...]) -> Centre:
    return Centre(
        type=given.code("type", CentreType),
        base_seats=given.count("base_seats"),
        extra_seats=given.count("extra_seats", 0),
        quarters=quarters,
        closed_on=given.dates("closed_on", []),
        sick_child_places=given.count("sick_child_places", 0),
        area_m2=given.size("area_m2", None),
        coming=tuple(_coming(Fields(item, path, COMING)) for path, item in given.items("coming", [])),
    )


def _coming(given: Fields) -> AgreedSeats:
    return AgreedSeats(
        given.date("from"),
        given.count("base_seats"),
        given.count("extra_seats", 0),
        given.count("sick_child_places", 0),
    )


def _quarter(given: Fields) -> Quarter:
    return Quarter(
        kind=given.code("kind", QuarterKind),
        from_on=given.date("from"),
        until_on=given.date("to"),
        hours=Hours(given.time("opens"), given.time("closes")),
        weekdays=given.weekdays("weekdays"),
        regular_min_days=given.count("regular_min_days", None),
        year=given.count("year", None),
    )


def _child(given: Fields) -> Child:
    bookings = tuple(_booking(Fields(item, path, BOOKING)) for path, item in given.items("bookings", []))
    return Child(given.integer("grade"), bookings)


def _booking(given: Fields) -> OtherBooking:
    if given.get("days", None) is not None:
        return OtherBooking(given.dates("days"), _hours(given))
    first, last = given.date("from"), given.date("to")
    if last - first > timedelta(days=3660):
        raise InputError(given.at("to"), "lies more than ten years after from")
    weekdays = given.weekdays("weekdays", list(range(7)))
    every = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return OtherBooking(frozenset(day for day in every if day.weekday() in weekdays), _hours(given))


def _hours(given: Fields) -> Hours:
    return Hours(given.time("starts"), given.time("ends"))


def _load(line: Fields) -> dict[date, DayLoad]:
    loads: dict[date, DayLoad] = {}
    for path, item in line.items("load", []):
        given = Fields(item, path, LOAD)
        regular, temporary, sick_child, *waiting = (given.count(name, 0) for name in COUNTS)
        held = tuple(_held(Fields(slot, place, HELD)) for place, slot in given.items("held", []))
        load = DayLoad(regular, temporary, sick_child, waiting[0], waiting[1], waiting[2], held)
        several = given.get("days", None) is not None
        for day in sorted(given.dates("days")) if several else [given.date("on")]:
            if day in loads:
                raise InputError(given.at("days" if several else "on"), f"{day} is given twice")
            loads[day] = load
    return loads


def _held(given: Fields) -> HeldSlot:
    return HeldSlot(given.code("care_type", CareType), _hours(given), given.count("children", 1))
