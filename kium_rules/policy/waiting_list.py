"""How many may wait for a day: rule word `waiting_list`."""

from collections.abc import Sequence
from datetime import date

from kium_rules.decision import Reason
from kium_rules.policy.asking import Asking, reason
from kium_rules.values import AgreedSeats, Centre, Situation
from kium_rules.vocabulary import CareType


def waiting_limit(asking: Asking, centre: Centre, care_type: CareType) -> int:
    """Give the most applications that may wait for one day of one care type.

    Source: waiting_list.
    """
    times_base = asking.row("waiting_list", care_type=care_type.value).number("times_base")
    return int(times_base * centre.base_seats)


def waiting_reasons(asking: Asking, situation: Situation, full_days: Sequence[date]) -> tuple[Reason, ...]:
    """Say which of the full days have no room on their waiting list either; empty where all have.

    Source: waiting_list.
    """
    care_type, centre = situation.application.care_type, situation.centre
    crowded: list[date] = []
    limits: dict[AgreedSeats | None, int] = {}
    for day in full_days:
        agreed = centre.seats_on(day)
        if agreed not in limits:
            limits[agreed] = waiting_limit(asking, centre.with_seats(agreed), care_type)
        if situation.load_on(day).waiting(care_type) >= limits[agreed]:
            crowded.append(day)
    if not crowded:
        return ()
    facts = {"care_type": care_type.value}
    limit = limits[centre.seats_on(crowded[0])]
    return (reason(asking.row("waiting_list", **facts), facts, days=tuple(crowded), limit=limit),)
