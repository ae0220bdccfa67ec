"""Closure days: days in a quarter on which a centre stays closed all the same."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from kium_rules.errors import Refused
from kium_rules.policy import Policy
from kium_rules.records import audit, offers
from kium_rules.records.actors import Actor
from kium_rules.records.centres import as_value, get_centre
from kium_rules.records.days import day_in_seoul
from kium_rules.records.models import Centre, ClosureDay
from kium_rules.records.places.holding import hold_centre
from kium_rules.records.places.impact import Impact, NeedsConfirmation, impact_of
from kium_rules.records.places.releasing import settle
from kium_rules.records.places.restoring import Restored, restore

LONGEST_REASON = 200


def close_days(
    session: Session,
    actor: Actor,
    centre_id: int,
    days: Collection[date],
    *,
    reason: str,
    now: datetime,
    policy: Policy,
    confirmed: bool = False,
) -> Impact:
    """Close a centre on days ahead. Regular care skips them, and nobody waits for them any longer.

    Granted days of other care go onto the staff's list. Whoever waited and lacked a seat only on a closed day is
    offered one at once.

    Args:
        session: The transaction; a writing one.
        actor: Staff of the centre, its district, or the city.
        centre_id: Which centre.
        days: Days on which it would open.
        reason: Why, as parents read it.
        now: When.
        policy: The rules.
        confirmed: Whether the actor has seen which bookings have days there.

    Returns:
        What fell outside.

    Raises:
        NeedsConfirmation: Bookings have days there and nobody has confirmed it; nothing was changed.
        NotAllowed: The actor may not change this centre.
        NotFound: There is no such centre.
        Refused: The reason is missing, or the centre does not open on one of the days anyway, or it is over.

    Source: access, booking_window, booking_states (A-32).
    """
    centre = hold_centre(session, actor, centre_id, "edit_centre", now=now, policy=policy)
    today, before, closing = day_in_seoul(now), as_value(centre), frozenset(days)
    reason = reason.strip()
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise Refused.because("places.reason_missing")
    _refuse("places.name_a_day", closing, not closing)
    _refuse("places.day_is_over", {day for day in closing if day < today})
    _refuse("places.not_open_then", {day for day in closing if not before.is_open_on(day)})
    after = replace(before, closed_on=before.closed_on | closing)
    impact = impact_of(session, centre_id, before, after, today)
    if impact and not confirmed:
        raise NeedsConfirmation(impact)
    session.execute(
        insert(ClosureDay), [{"centre_id": centre_id, "on": day, "reason": reason} for day in sorted(closing)]
    )
    _grow(session, centre)
    settle(session, actor, impact, centre_id=centre_id, reason=reason, now=now, policy=policy)
    offers.pass_on(session, centre_id, now=now, policy=policy)
    details = {
        "days": sorted(closing),
        "reason": reason,
        "bookings_outside": [each.booking_id for each in impact.bookings],
    }
    audit.record(session, actor, "close_days", "centre", centre_id, details, now=now, centre_id=centre_id)
    get_centre(session, centre_id, fresh=True)
    return impact


def reopen(
    session: Session, actor: Actor, centre_id: int, days: Collection[date], *, now: datetime, policy: Policy
) -> Restored:
    """Take closure days back. Bookings get the days again that they lost to them, as far as that can be.

    Args:
        session: The transaction; a writing one.
        actor: Staff of the centre, its district, or the city.
        centre_id: Which centre.
        days: Closure days.
        now: When.
        policy: The rules.

    Returns:
        Which days came back to which bookings, and which did not and are on the centre's list.

    Raises:
        NotAllowed: The actor may not change this centre.
        NotFound: There is no such centre.
        Refused: One of the days is no closure day, or is over.

    Source: access, booking_states (A-32).
    """
    centre = hold_centre(session, actor, centre_id, "edit_centre", now=now, policy=policy)
    today, before, opening = day_in_seoul(now), as_value(centre), frozenset(days)
    _refuse("places.name_a_day", opening, not opening)
    _refuse("places.day_is_over", {day for day in opening if day < today})
    _refuse("places.no_closure_day", opening - before.closed_on)
    session.execute(
        delete(ClosureDay).where(ClosureDay.centre_id == centre_id, ClosureDay.on.in_(sorted(opening))),
        execution_options={"synchronize_session": False},
    )
    _grow(session, centre)
    after = replace(before, closed_on=before.closed_on - opening)
    restored = restore(session, actor, centre_id, before, after, now=now, policy=policy)
    offers.pass_on(session, centre_id, now=now, policy=policy)
    details = {"days": sorted(opening), "restored": restored.back, "not_restored": restored.left}
    audit.record(session, actor, "reopen", "centre", centre_id, details, now=now, centre_id=centre_id)
    get_centre(session, centre_id, fresh=True)
    return restored


def _grow(session: Session, centre: Centre) -> None:
    """Let whoever read the centre before see that it has changed."""
    centre.revision += 1
    session.flush()


def _refuse(key: str, days: Collection[date], stands: bool | None = None) -> None:
    if stands if stands is not None else bool(days):
        raise Refused.because(key, days=", ".join(f"{day:%Y-%m-%d}" for day in sorted(days)))
