"""Deciding a stored decision again, from what it looked at."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kium_rules.decision import Decision
from kium_rules.values import OtherBooking, Situation
from kium_rules.vocabulary import CareType


class ReplayError(ValueError):
    """A stored decision cannot be decided again: by another rule book, or without its situation."""


def looked_at(situation: Situation, days: Sequence[date]) -> Situation:
    """Give the part of a situation that the decision hangs on, small enough to be stored with it.

    Quarters, closure days, loads and other bookings that lie off the wanted days say nothing about them.

    Args:
        situation: What was given.
        days: The days of use.
    """
    application, centre = situation.application, situation.centre
    child = application.child
    asked = (application.from_on, application.until_on, *days)
    first, last, used = min(asked), max(asked), set(days)
    quarters = tuple(
        quarter for quarter in centre.quarters if quarter.from_on <= last and quarter.until_on >= first
    )
    bookings = tuple(
        OtherBooking(booking.days & used, booking.hours)
        for booking in child.bookings
        if not booking.days.isdisjoint(used)
    )
    if bookings != child.bookings:
        application = replace(application, child=replace(child, bookings=bookings))
    if application.care_type is CareType.REGULAR and application.days is not None:
        application = replace(application, days=None)
    place = replace(
        centre,
        quarters=quarters,
        closed_on=frozenset(day for day in centre.closed_on if first <= day <= last),
        coming=tuple(agreed for agreed in centre.coming if agreed.from_on <= last),
    )
    return Situation(
        application,
        place,
        {day: situation.load[day] for day in days if day in situation.load},
    )


def situation_of(decision: Decision, rule_book: str, situation: Situation | None) -> Situation:
    """Find what a stored decision looked at.

    Args:
        decision: The decision.
        rule_book: Hash of the rule book that is to decide it again.
        situation: What it looked at, where it was not stored with it.

    Raises:
        ReplayError: Another rule book decided it, or nobody says what it looked at.
    """
    if decision.rule_book != rule_book:
        raise ReplayError(
            f"the decision was made by rule book {decision.rule_book}, this one is {rule_book};"
            " load the folder of rules as it was then"
        )
    found = decision.situation if situation is None else situation
    if found is None:
        raise ReplayError(
            "the decision was stored without its situation; give it: replay(decision, situation)"
        )
    return found
