"""A simulation as plain JSON values, in codes rather than labels."""

from collections.abc import Iterable
from typing import Any

from kium_rules.simulate.arrivals import Town
from kium_rules.simulate.comparison import Change
from kium_rules.simulate.report.basis import About
from kium_rules.simulate.simulation import Simulation


def as_data(simulation: Simulation, about: About) -> dict[str, Any]:
    """Give everything a simulation found.

    Args:
        simulation: What would have happened.
        about: Where the rules and the applications came from.
    """
    comparison = simulation.comparison
    sides = zip(
        ("before", "after"),
        (comparison.before, comparison.after),
        (about.before, about.after),
        (simulation.before, simulation.after),
        strict=True,
    )
    found: dict[str, Any] = {"applications": comparison.applications, "changed": comparison.changed}
    for side, book, name, town in sides:
        counts = comparison.counts(after=side == "after")
        found[side] = {
            "rules": name or None,
            "rule_book": book,
            "outcomes": {outcome.value: count for outcome, count in counts.items()},
            **_seats(town),
        }
    return {
        **found,
        "source": _source(about),
        "seats": simulation.seats.value,
        "rule_changes": [change.to_json() for change in simulation.rule_changes],
        "totals": _changes(comparison.totals),
        "by_care_type": _changes(comparison.by_care_type, "care_type"),
        "by_week": _changes(comparison.by_week, "week"),
        "by_centre": _changes(comparison.by_centre, "centre"),
        "by_rule": [
            {"rule": count.rule, "before": count.before, "after": count.after} for count in comparison.by_rule
        ],
        "changed_applications": [
            {
                "id": one.id,
                "centre": one.centre,
                "care_type": one.care_type.value,
                "asked_on": one.asked_on.isoformat(),
                "from": one.before.value,
                "to": one.after.value,
                "rules_before": list(one.rules_before),
                "rules_after": list(one.rules_after),
            }
            for one in simulation.changed
        ],
    }


def _source(about: About) -> dict[str, Any]:
    if about.demand is None:
        return {"recorded": about.recorded}
    demand = about.demand
    return {
        "generated": demand.applications,
        "centres": demand.centres,
        "year": demand.year,
        "seed": about.seed,
    }


def _seats(town: Town) -> dict[str, int]:
    centres = town.centres.values()
    return {
        "base_seats": sum(centre.base_seats for centre in centres),
        "extra_seats": sum(centre.extra_seats for centre in centres),
    }


def _changes(changes: Iterable[Change], group: str = "") -> list[dict[str, Any]]:
    return [
        {
            **({group: change.group} if group else {}),
            "from": change.before.value,
            "to": change.after.value,
            "applications": change.applications,
            "child_days": change.child_days,
        }
        for change in changes
    ]
