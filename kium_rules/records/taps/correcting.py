"""Attendance by hand: correcting a visit, and entering one for whom no card was read."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kium_rules.errors import NotFound, Refused
from kium_rules.records import audit, locks
from kium_rules.records.access import require_centre
from kium_rules.records.actors import Actor
from kium_rules.records.children import get_child
from kium_rules.records.days import day_in_seoul
from kium_rules.records.models import BookingDay, Visit

ACTION = "correct_attendance"


def correct_visit(
    session: Session,
    actor: Actor,
    visit_id: int,
    *,
    in_at: datetime | None,
    out_at: datetime | None,
    reason: str,
    now: datetime,
) -> Visit:
    """Set the times of a visit to what they really were; the old ones and the reason stay in the audit log.

    The taps stay as they were read, and nobody is sent a message.

    Args:
        session: The transaction; a writing one.
        actor: Staff of the centre.
        visit_id: Which visit.
        in_at: When the child came in; None: not known.
        out_at: When it left; None: not known, or it is still inside.
        reason: Why, as it stays in the log.
        now: When.

    Raises:
        NotAllowed: The actor does not correct attendance at this centre.
        NotFound: There is no such visit.
        Refused: The reason is missing, or the times are none of that day, in the future, or the wrong way round.

    Source: access.
    """
    query = select(Visit).where(Visit.id == visit_id).with_for_update(key_share=True, of=Visit)
    visit = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if visit is None:
        raise NotFound.because("records.no_such_visit")
    require_centre(session, actor, visit.centre_id, ACTION)
    reason = _require_sound(visit.on, in_at, out_at, reason, now=now)
    old = _times(visit)
    _set(visit, in_at, out_at, now=now)
    session.flush()
    _keep(session, actor, "correct_visit", visit, {"old": old, "new": _times(visit)}, reason, now=now)
    return visit


def add_visit(
    session: Session,
    actor: Actor,
    centre_id: int,
    child_id: int,
    *,
    on: date,
    in_at: datetime | None,
    out_at: datetime | None,
    reason: str,
    now: datetime,
) -> Visit:
    """Enter a visit by hand, such as of a child that had forgotten its card.

    Args:
        session: The transaction; a writing one.
        actor: Staff of the centre.
        centre_id: Where the child was.
        child_id: Which child.
        on: On which day.
        in_at: When it came in; None: not known.
        out_at: When it left; None: not known, or it is still inside.
        reason: Why, as it stays in the log.
        now: When.

    Raises:
        NotAllowed: The actor does not correct attendance at this centre.
        NotFound: There is no such centre or child, or none this login may see.
        Refused: The reason is missing, the child is inside somewhere already, or the times are none of that day, in
            the future, or the wrong way round.

    Source: access.
    """
    require_centre(session, actor, centre_id, ACTION)
    child = get_child(session, actor, child_id)
    reason = _require_sound(on, in_at, out_at, reason, now=now)
    locks.lock_child(session, child.id)
    here = (BookingDay.child_id == child.id, BookingDay.centre_id == centre_id, BookingDay.on == on)
    day_id = session.scalars(
        select(BookingDay.id).where(*here, BookingDay.holds_seat).order_by(BookingDay.starts).limit(1)
    ).one_or_none()
    visit = Visit(booking_day_id=day_id, child_id=child.id, centre_id=centre_id, on=on)
    _set(visit, in_at, out_at, now=now)
    session.add(visit)
    session.flush()
    _keep(session, actor, "add_visit", visit, {"new": _times(visit)}, reason, now=now)
    return visit


def _require_sound(
    on: date, in_at: datetime | None, out_at: datetime | None, reason: str, *, now: datetime
) -> str:
    given = [at for at in (in_at, out_at) if at is not None]
    if not reason.strip():
        raise Refused.because("records.visit_reason_missing")
    if not given or any(day_in_seoul(at) != on for at in given):
        raise Refused.because("records.visit_times_of_the_day", on=on)
    if max(given) > now:
        raise Refused.because("records.visit_in_the_future")
    if in_at is not None and out_at is not None and out_at < in_at:
        raise Refused.because("records.visit_backwards")
    return reason.strip()


def _set(visit: Visit, in_at: datetime | None, out_at: datetime | None, *, now: datetime) -> None:
    """Set the times: without an end the child is still inside today, and of a day gone by the end is missing."""
    visit.in_at, visit.out_at = in_at, out_at
    has_no_end = in_at is not None and out_at is None
    is_today = visit.on == day_in_seoul(now)
    visit.is_open, visit.is_unfinished = has_no_end and is_today, has_no_end and not is_today


def _times(visit: Visit) -> dict[str, datetime | None]:
    return {"in_at": visit.in_at, "out_at": visit.out_at}


def _keep(
    session: Session,
    actor: Actor,
    action: str,
    visit: Visit,
    details: dict[str, object],
    reason: str,
    *,
    now: datetime,
) -> None:
    facts = {"child_id": visit.child_id, "on": visit.on, **details, "reason": reason}
    audit.record(session, actor, action, "visit", visit.id, facts, now=now, centre_id=visit.centre_id)
