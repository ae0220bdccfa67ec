"""What a centre's quarters must look like: rule word `quarters`."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Any

from kium_rules.decision import Reason
from kium_rules.policy.asking import Asking, reason
from kium_rules.policy.sentences import Word
from kium_rules.values import ONE_DAY, Quarter
from kium_rules.vocabulary import QuarterKind

MARCH = 3
"""The month in which schools begin their year."""
NOTHING: dict[str, Any] = {
    "length_days": None,
    "minutes": None,
    "open_weekdays": None,
    "overlap_days": None,
    "same_kind": None,
    "missing_kinds": None,
    "first_opening": None,
}


def quarter_reasons(
    asking: Asking, quarters: Sequence[Quarter], *, first_opening: bool
) -> tuple[Reason, ...]:
    """Give everything that stands against a set of quarters: each alone, each two together, and the year as a whole.

    Args:
        asking: The tables and the day.
        quarters: The quarters of one centre.
        first_opening: Whether the centre opens for the first time, so that all four must be there.

    Source: quarters.
    """
    ordered = sorted(quarters, key=lambda quarter: (quarter.from_on, quarter.until_on))
    looked_at = [
        *map(_alone, ordered),
        *(_pair(a, b) for a, b in combinations(ordered, 2)),
        _year(ordered, first_opening),
    ]
    return tuple(_reasons(asking, looked_at))


def _reasons(asking: Asking, looked_at: Sequence[tuple[dict[str, Any], dict[str, Any]]]) -> Iterator[Reason]:
    for facts, places in looked_at:
        for row in asking.rows("quarters", **NOTHING | facts):
            yield reason(row, NOTHING | facts, **places)


def _alone(quarter: Quarter) -> tuple[dict[str, Any], dict[str, Any]]:
    day = quarter.from_on
    opens, closes = (datetime.combine(day, at) for at in (quarter.hours.starts, quarter.hours.ends))
    facts = {
        "about": "quarter",
        "length_days": (quarter.until_on - quarter.from_on).days + 1,
        "minutes": (closes - opens) // timedelta(minutes=1),
        "open_weekdays": len(quarter.weekdays),
    }
    places = {
        "name": Word("quarter_kind", quarter.kind.value),
        "from_on": quarter.from_on,
        "until_on": quarter.until_on,
        "opens": quarter.hours.starts,
        "closes": quarter.hours.ends,
    }
    return facts, places


def _pair(first: Quarter, second: Quarter) -> tuple[dict[str, Any], dict[str, Any]]:
    same_kind = first.kind is second.kind and _year_of(first) == _year_of(second)
    facts = {"about": "pair", "overlap_days": first.overlap_days(second), "same_kind": same_kind}
    places = {
        "first": Word("quarter_kind", first.kind.value),
        "second": Word("quarter_kind", second.kind.value),
        "next_on": _day_after(first.until_on),
    }
    return facts, places


def _year_of(quarter: Quarter) -> int:
    """Give the school year a quarter belongs to; where nobody says, by its middle: the winter break spans New Year."""
    if quarter.year is not None:
        return quarter.year
    middle = quarter.from_on + (quarter.until_on - quarter.from_on) / 2
    return middle.year if middle.month >= MARCH else middle.year - 1


def _year(quarters: Sequence[Quarter], first_opening: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    there = {quarter.kind for quarter in quarters}
    missing = tuple(Word("quarter_kind", kind.value) for kind in QuarterKind if kind not in there)
    facts = {"about": "year", "missing_kinds": len(missing), "first_opening": first_opening}
    return facts, {"missing": missing}


def _day_after(day: date) -> date:
    return day + ONE_DAY if day < date.max else day
