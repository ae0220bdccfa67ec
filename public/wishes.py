"""What a parent asks for, and whether they have asked for just this already."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any

from kium_rules.decision import Decision
from kium_rules.policy import Policy
from kium_rules.records import bookings, children
from kium_rules.records.actors import Actor
from kium_rules.records.days import from_mask
from kium_rules.vocabulary import CareType
from public.labels import section


@dataclass(frozen=True, slots=True)
class Wish:
    """One application, as the form was filled in."""

    centre_id: int
    child_id: int
    care_type: CareType
    from_on: date
    until_on: date
    weekdays: frozenset[int]
    days: frozenset[date] | None
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it: the booking, or the decision that refused it; and whether it had been asked before."""

    booking_id: int | None
    decision: Decision
    is_repeated: bool = False


def ask(records: Any, actor: Actor, wish: Wish, *, now: datetime, policy: Policy) -> Answer:
    """Apply; the same application sent twice gets its first answer, not a second booking.

    A second press may arrive while the first is being decided: it waits for the lock, is refused because the child
    has a place already, and finds here that this place is its own.
    """
    if (known := _asked_before(records, actor, wish, now=now, policy=policy)) is not None:
        return known
    if wish.care_type is CareType.SICK_CHILD:
        _keep_health_consent(records, actor, wish, now=now)
    applied = bookings.apply(records, actor, **asdict(wish), now=now, policy=policy)
    if applied.booking is not None:
        return Answer(applied.booking.id, applied.decision)
    known = _asked_before(records, actor, wish, now=now, policy=policy)
    return known or Answer(None, applied.decision)


def _keep_health_consent(records: Any, actor: Actor, wish: Wish, *, now: datetime) -> None:
    child = children.get_child(records, actor, wish.child_id)
    text = section("consents")["health"]
    children.record_consents(
        records,
        actor,
        guardian_id=child.guardian_id,
        child_id=child.id,
        consents={"health": text["version"]},
        now=now,
    )


def _asked_before(records: Any, actor: Actor, wish: Wish, *, now: datetime, policy: Policy) -> Answer | None:
    """Find an application of the child that is still open and asks for just the same."""
    found = bookings.list_bookings(
        records,
        actor,
        care_type=wish.care_type,
        child_id=wish.child_id,
        from_on=wish.from_on,
        until_on=wish.until_on,
    )
    for booking in found.items:
        is_open = policy.state_effect(booking.state, now.date()).is_open
        if is_open and _is_same(booking, wish):
            return Answer(booking.id, Decision.from_json(booking.decision), is_repeated=True)
    return None


def _is_same(booking: Any, wish: Wish) -> bool:
    when = (booking.centre_id, booking.starts, booking.ends) == (wish.centre_id, wish.starts, wish.ends)
    if wish.days is not None:
        return when and frozenset(day.on for day in booking.days) == wish.days
    asked = (booking.from_on, booking.until_on, from_mask(booking.weekdays))
    return when and asked == (wish.from_on, wish.until_on, wish.weekdays)
