"""Changes of capacity: asked by the centre, decided by its district, effective from a day."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kium_rules.decision import Reason
from kium_rules.errors import NotAllowed, NotFound, Refused
from kium_rules.labels import sentence
from kium_rules.policy import Policy, capacity_change
from kium_rules.records import audit
from kium_rules.records.actors import Actor
from kium_rules.records.days import day_in_seoul
from kium_rules.records.models import CapacityChange, Centre, ChangeState
from kium_rules.records.places.holding import hold_centre
from kium_rules.records.places.impact import Impact, NeedsConfirmation
from kium_rules.records.places.overbooked import over_capacity
from kium_rules.records.places.taking_effect import bring_in, put_into_effect, take_effect

DECIDE = "approve_capacity"


def ask_capacity_change(
    session: Session,
    actor: Actor,
    centre_id: int,
    *,
    base_seats: int,
    extra_seats: int,
    sick_child_places: int,
    effective_on: date,
    reason: str,
    now: datetime,
    policy: Policy,
    area_m2: Decimal | None = None,
    confirmed: bool = False,
) -> CapacityChange:
    """Ask for other numbers of seats; the district decides.

    Args:
        session: The transaction; a writing one.
        actor: Staff of the centre, its district, or the city.
        centre_id: Which centre.
        base_seats: Wanted base seats.
        extra_seats: Wanted extra seats.
        sick_child_places: Wanted places for sick-child care.
        effective_on: From which day.
        reason: Why.
        now: When.
        policy: The rules.
        area_m2: The new floor area in square metres; None: as it was.
        confirmed: Whether the actor has seen the warnings and the bookings outside.

    Raises:
        NeedsConfirmation: Something should be looked at first; nothing was changed.
        NotAllowed: The actor may not change this centre.
        NotFound: There is no such centre.
        Refused: A rule stands against it, another request is undecided, or nothing would change.

    Source: capacity_change, capacity, access.
    """
    centre = hold_centre(session, actor, centre_id, "edit_centre", now=now, policy=policy)
    _require_sound(centre, (base_seats, extra_seats, sick_child_places), area_m2, reason)
    undecided = select(CapacityChange.id).where(
        CapacityChange.centre_id == centre_id, CapacityChange.state == ChangeState.ASKED
    )
    if session.scalar(undecided) is not None:
        raise Refused.because("places.change_asked_already")
    change = CapacityChange(
        centre_id=centre_id,
        old_base=centre.base_seats,
        old_extra=centre.extra_seats,
        old_sick_child=centre.sick_child_places,
        old_area_m2=centre.area_m2,
        new_base=base_seats,
        new_extra=extra_seats,
        new_sick_child=sick_child_places,
        new_area_m2=centre.area_m2 if area_m2 is None else area_m2,
        effective_on=effective_on,
        reason=reason.strip(),
        asked_at=now,
        asked_by_id=actor.login_id,
        asked_by_name=actor.name,
        state=ChangeState.ASKED,
    )
    _look(session, centre, change, own=False, now=now, policy=policy, confirmed=confirmed)
    session.add(change)
    session.flush()
    _keep(session, actor, "ask_capacity_change", change, now=now)
    return change


def approve_capacity_change(
    session: Session,
    actor: Actor,
    change_id: int,
    *,
    now: datetime,
    policy: Policy,
    confirmed: bool = False,
) -> Impact:
    """Approve a change of capacity. The limits of the days from its first day on follow at once.

    No limit falls below what is taken: nobody loses a seat, and the days with more children than seats are told.

    Args:
        session: The transaction; a writing one.
        actor: An officer of the centre's district, or the city; never who asked.
        change_id: Which change.
        now: When.
        policy: The rules.
        confirmed: Whether the actor has seen the warnings and the bookings outside.

    Returns:
        The bookings beyond the new capacity.

    Raises:
        NeedsConfirmation: Something should be looked at first; nothing was changed.
        NotAllowed: The actor does not decide for this centre.
        NotFound: There is no such change.
        Refused: A rule stands against it, or it is decided already.

    Source: capacity_change, access.
    """
    change, centre = _hold(session, actor, change_id, now=now, policy=policy)
    own = actor.login_id is not None and actor.login_id == change.asked_by_id
    impact = _look(session, centre, change, own=own, now=now, policy=policy, confirmed=confirmed)
    # What was due before and is not in effect yet must not come in after this one.
    take_effect(session, centre.id, now=now, policy=policy)
    _decide(change, actor, ChangeState.APPROVED, "", now=now)
    if change.effective_on <= day_in_seoul(now):
        put_into_effect(centre, change, now=now)
    centre.revision += 1
    session.flush()
    bring_in(session, centre.id, change.effective_on, now=now, policy=policy)
    _keep(session, actor, "approve_capacity_change", change, now=now, outside=impact)
    return impact


def reject_capacity_change(
    session: Session, actor: Actor, change_id: int, *, reason: str, now: datetime, policy: Policy
) -> CapacityChange:
    """Reject a change of capacity, with the reason the centre reads.

    Raises:
        NotAllowed: The actor does not decide for this centre.
        NotFound: There is no such change.
        Refused: The reason is missing, or it is decided already.

    Source: access.
    """
    change, _ = _hold(session, actor, change_id, now=now, policy=policy)
    if actor.login_id is not None and actor.login_id == change.asked_by_id:
        raise NotAllowed.because("places.may_not_change")
    if not reason.strip():
        raise Refused.because("places.reason_missing")
    _decide(change, actor, ChangeState.REJECTED, reason.strip(), now=now)
    session.flush()
    _keep(session, actor, "reject_capacity_change", change, now=now)
    return change


def _require_sound(
    centre: Centre, wanted: tuple[int, int, int], area_m2: Decimal | None, reason: str
) -> None:
    if min(wanted) < 0:
        raise Refused.because("places.seats_negative")
    if area_m2 is not None and not (area_m2.is_finite() and area_m2 > 0):
        raise Refused.because("places.area_not_positive")
    if not reason.strip():
        raise Refused.because("places.reason_missing")
    as_it_is = (centre.base_seats, centre.extra_seats, centre.sick_child_places)
    if wanted == as_it_is and area_m2 in (None, centre.area_m2) and not centre.coming_changes:
        raise Refused.because("places.nothing_changes")


def _look(
    session: Session,
    centre: Centre,
    change: CapacityChange,
    *,
    own: bool,
    now: datetime,
    policy: Policy,
    confirmed: bool,
) -> Impact:
    """Ask the rules about a change, with the bookings it leaves outside."""
    today = day_in_seoul(now)
    impact = over_capacity(session, centre, change, max(change.effective_on, today), today, policy)
    asked = capacity_change.CapacityChange(
        centre_type=centre.type,
        area_m2=change.new_area_m2,
        base_seats=change.new_base,
        extra_seats=change.new_extra,
        effective_on=change.effective_on,
        bookings_outside=len(impact.bookings),
        own_request=own,
    )
    found = policy.capacity_change(asked, today)
    if found.errors:
        raise Refused(_told(found.errors, "ko"), _told(found.errors, "en"), found.errors)
    if (found.warnings or impact) and not confirmed:
        raise NeedsConfirmation(impact, found.warnings)
    return impact


def _told(reasons: tuple[Reason, ...], language: str) -> str:
    return " ".join(reason.ko if language == "ko" else reason.en for reason in reasons)


def _hold(
    session: Session, actor: Actor, change_id: int, *, now: datetime, policy: Policy
) -> tuple[CapacityChange, Centre]:
    """Lock the centre of a change that the actor may decide, and read both anew."""
    change = session.get(CapacityChange, change_id)
    if change is None:
        raise NotFound.because("places.no_such_change")
    centre = hold_centre(session, actor, change.centre_id, DECIDE, now=now, policy=policy)
    session.refresh(change)
    if change.state is not ChangeState.ASKED:
        states = {language: sentence(f"places.change_{change.state}", language) for language in ("ko", "en")}
        ko, en = (sentence("places.change_decided", each, state=states[each]) for each in ("ko", "en"))
        raise Refused(ko, en)
    return change, centre


def _decide(change: CapacityChange, actor: Actor, state: ChangeState, text: str, *, now: datetime) -> None:
    change.state, change.decided_at, change.decision_text = state, now, text
    change.decided_by_id, change.decided_by_name = actor.login_id, actor.name


def _keep(
    session: Session,
    actor: Actor,
    action: str,
    change: CapacityChange,
    *,
    now: datetime,
    outside: Impact | None = None,
) -> None:
    numbers = ("base", "extra", "sick_child", "area_m2")
    details: dict[str, Any] = {
        "old": {name: getattr(change, f"old_{name}") for name in numbers},
        "new": {name: getattr(change, f"new_{name}") for name in numbers},
        "effective_on": change.effective_on,
        "reason": change.decision_text or change.reason,
    }
    if outside is not None:
        details["bookings_outside"] = [each.booking_id for each in outside.bookings]
    audit.record(
        session, actor, action, "capacity_change", change.id, details, now=now, centre_id=change.centre_id
    )
