"""The school year of the demo's centres, computed around a day."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from kium_rules.records.days import to_mask
from kium_rules.records.models import Centre, ClosureDay, Quarter
from kium_rules.values import ONE_DAY

AHEAD = timedelta(days=120)
"""So far ahead of today there are quarters, for whoever books early in the demo."""


@cache
def demo_file(name: str) -> Mapping[str, Any]:
    """Read one of the demo's YAML files."""
    said: dict[str, Any] = yaml.safe_load(files(__package__).joinpath(name).read_text(encoding="utf-8"))
    return said


def school_year(day: date) -> int:
    """Tell the school year a day belongs to: it begins with March."""
    return day.year if day.month >= date.fromisoformat(f"{day.year}-{_first()}").month else day.year - 1


def ensure_calendar(session: Session, centre: Centre, today: date) -> bool:
    """Give a centre the quarters and closure days of the school years around a day, as far as it has none.

    Returns:
        Whether something was added.
    """
    there = set(session.scalars(select(Quarter.year).where(Quarter.centre_id == centre.id)))
    years = [year for year in range(school_year(today), school_year(today + AHEAD) + 1) if year not in there]
    for year in years:
        session.execute(insert(Quarter), list(_quarters(centre, year)))
        session.execute(insert(ClosureDay), list(_closures(centre, year)))
    return bool(years)


def _first() -> str:
    return str(demo_file("calendar.yaml")["quarters"][0]["from"])


def _quarters(centre: Centre, year: int) -> Iterator[dict[str, Any]]:
    said = demo_file("calendar.yaml")
    for quarter in said["quarters"]:
        in_term = quarter["hours"] == "term"
        if "until" in quarter:
            until_on = date.fromisoformat(f"{year}-{quarter['until']}")
        else:
            until_on = date.fromisoformat(f"{year + 1}-{quarter['before_next']}") - ONE_DAY
        yield {
            "centre_id": centre.id,
            "year": year,
            "kind": quarter["kind"],
            "from_on": date.fromisoformat(f"{year}-{quarter['from']}"),
            "until_on": until_on,
            "opens": centre.term_opens if in_term else centre.break_opens,
            "closes": centre.term_closes if in_term else centre.break_closes,
            "weekdays": to_mask(said["weekdays"]),
            "meals": "" if in_term else said["meals_in_breaks"],
            "snacks": said["snacks"],
        }


def _closures(centre: Centre, year: int) -> Iterator[dict[str, Any]]:
    for closure in demo_file("calendar.yaml")["closed"]:
        days = (date.fromisoformat(f"{each}-{closure['day']}") for each in (year, year + 1))
        on = next(day for day in days if school_year(day) == year)
        yield {"centre_id": centre.id, "on": on, "reason": closure["reason"]}
