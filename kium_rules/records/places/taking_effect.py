"""A change of capacity once it is decided: the limits of the days, the centre's own numbers, and the history."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kium_rules.policy import Policy
from kium_rules.records import audit, locks, seats
from kium_rules.records.access import require_centre
from kium_rules.records.actors import SYSTEM, Actor
from kium_rules.records.centres import as_value, get_centre
from kium_rules.records.days import day_in_seoul
from kium_rules.records.models import CapacityChange, Centre, ChangeState, DayCounter
from kium_rules.records.offers import freed
from kium_rules.records.paging import Page, read_page

TOOK_EFFECT = "capacity_takes_effect"


def list_capacity_changes(
    session: Session, actor: Actor, centre_id: int, *, page: int = 1, per_page: int = 50
) -> Page[CapacityChange]:
    """List the changes of a centre's capacity, the newest first.

    Raises:
        NotAllowed: The actor has no say at this centre.
        NotFound: There is no such centre.
    """
    require_centre(session, actor, centre_id)
    query = select(CapacityChange).where(CapacityChange.centre_id == centre_id)
    query = query.order_by(CapacityChange.asked_at.desc(), CapacityChange.id.desc())
    return read_page(session, query, page=page, per_page=per_page)


def take_effect(
    session: Session, centre_id: int, *, now: datetime, policy: Policy
) -> tuple[CapacityChange, ...]:
    """Make the numbers of a centre's approved changes its own, where their day has come. Safe to run twice.

    Decisions follow the day by themselves; this brings the centre's row and the limits of its days up to date, and
    offers what is free to whoever waits. The nightly close does it, however late it runs.

    Args:
        session: The transaction; a writing one. The centre is locked in it.
        centre_id: Where.
        now: When.
        policy: The rules.

    Returns:
        The changes that took effect, in the order of their days.

    Source: capacity_change.
    """
    locks.lock_centre(session, centre_id)
    centre = get_centre(session, centre_id, fresh=True)
    due = select(CapacityChange).where(
        CapacityChange.centre_id == centre.id,
        CapacityChange.state == ChangeState.APPROVED,
        CapacityChange.took_effect_at.is_(None),
        CapacityChange.effective_on <= day_in_seoul(now),
    )
    order = (CapacityChange.effective_on, CapacityChange.decided_at)
    changes = tuple(session.scalars(due.order_by(*order).execution_options(populate_existing=True)))
    for change in changes:
        put_into_effect(centre, change, now=now)
    if changes:
        centre.revision += 1
        session.flush()
        bring_in(session, centre_id, day_in_seoul(now), now=now, policy=policy)
        lines = [(change.id, _line(change)) for change in changes]
        audit.record_many(
            session, SYSTEM, TOOK_EFFECT, "capacity_change", lines, now=now, centre_id=centre_id
        )
    return changes


def put_into_effect(centre: Centre, change: CapacityChange, *, now: datetime) -> None:
    """Make the new numbers those of the centre."""
    centre.base_seats, centre.extra_seats = change.new_base, change.new_extra
    centre.sick_child_places, centre.area_m2 = change.new_sick_child, change.new_area_m2
    change.took_effect_at = now


def bring_in(session: Session, centre_id: int, from_on: date, *, now: datetime, policy: Policy) -> None:
    """Set the limits of the days from one on, and offer the seats that came free to whoever waits."""
    today = day_in_seoul(now)
    centre = get_centre(session, centre_id, fresh=True)
    days = session.scalars(
        select(DayCounter.on).where(DayCounter.centre_id == centre_id, DayCounter.on >= max(from_on, today))
    ).all()
    loads = seats.loads_to_write(session, centre_id, days, seats.limits_of(as_value(centre), policy, today))
    waited_for = [
        day
        for day, load in loads.items()
        if load.waiting_regular or load.waiting_temporary or load.waiting_sick_child
    ]
    freed(session, centre_id, waited_for, now=now, policy=policy)


def _line(change: CapacityChange) -> dict[str, object]:
    seats_now = {"base": change.new_base, "extra": change.new_extra, "sick_child": change.new_sick_child}
    return {"new": seats_now, "effective_on": change.effective_on}
