"""How long an offered seat is held: rule word `offers`."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from kium_rules.policy.asking import Asking
from kium_rules.values import ONE_DAY
from kium_rules.vocabulary import SEOUL

ONE_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class OfferDeadline:
    """Until when an offer is held.

    Args:
        until_at: The instant it expires, in Seoul's zone.
        rule: The row that said so.
    """

    until_at: datetime
    rule: str


def offer_deadline(asking: Asking, offered_at: datetime, care_starts_at: datetime) -> OfferDeadline:
    """Work out the deadline of an offer: the hours of the row, quiet hours not counted, and never after care starts.

    Args:
        asking: The tables and the day.
        offered_at: When the seat is offered, with its zone.
        care_starts_at: When the first day of use begins, with its zone.

    Source: offers.
    """
    lead_hours = max(0, (care_starts_at - offered_at) // ONE_HOUR)
    row = asking.row("offers", lead_hours=lead_hours)
    outputs = row.hit.row.outputs
    quiet_from, quiet_until = outputs["quiet_from"], outputs["quiet_until"]
    assert isinstance(quiet_from, time)  # noqa: S101 - the column's type
    assert isinstance(quiet_until, time)  # noqa: S101 - the column's type
    until_at = _after_waking_hours(
        offered_at.astimezone(SEOUL), row.whole("hold_hours") * ONE_HOUR, (quiet_from, quiet_until)
    )
    return OfferDeadline(min(until_at, care_starts_at.astimezone(SEOUL)), row.rule)


def _after_waking_hours(start: datetime, left: timedelta, quiet: tuple[time, time]) -> datetime:
    """Let so much time pass, counting only the hours between the end and the start of the quiet ones."""
    quiet_from, quiet_until = quiet
    at = start
    while True:
        wakes = datetime.combine(at.date(), quiet_until, SEOUL)
        sleeps = datetime.combine(at.date(), quiet_from, SEOUL)
        at = max(at, wakes)
        if at < sleeps:
            if left <= sleeps - at:
                return at + left
            left -= sleeps - at
        at = datetime.combine(at.date() + ONE_DAY, quiet_until, SEOUL)
