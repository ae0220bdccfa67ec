"""Visits, and the taps behind them, as staff and parents see them."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from kium_rules.records.access import rows_seen
from kium_rules.records.actors import Actor
from kium_rules.records.models import Tap, Visit
from kium_rules.records.paging import Page, read_page
from kium_rules.vocabulary import SEOUL


def list_visits(
    session: Session,
    actor: Actor,
    *,
    centre_id: int | None = None,
    child_id: int | None = None,
    on: date | None = None,
    page: int = 1,
    per_page: int = 50,
) -> Page[Visit]:
    """List visits, the newest first, of those the actor may see: by centre, by child, or of one day."""
    query = select(Visit).where(rows_seen(actor, Visit.centre_id, Visit.child_id, "see_attendance"))
    if centre_id is not None:
        query = query.where(Visit.centre_id == centre_id)
    if child_id is not None:
        query = query.where(Visit.child_id == child_id)
    if on is not None:
        query = query.where(Visit.on == on)
    query = query.options(joinedload(Visit.child), joinedload(Visit.centre))
    return read_page(session, query.order_by(Visit.on.desc(), Visit.id.desc()), page=page, per_page=per_page)


def list_taps(
    session: Session,
    actor: Actor,
    *,
    centre_id: int | None = None,
    on: date | None = None,
    page: int = 1,
    per_page: int = 50,
) -> Page[Tap]:
    """List taps, the newest first, of those the actor may see, or of one day; with those that led to nothing."""
    query = select(Tap).where(rows_seen(actor, Tap.centre_id, Tap.child_id, "see_attendance"))
    if centre_id is not None:
        query = query.where(Tap.centre_id == centre_id)
    if on is not None:
        begins = datetime.combine(on, time(), SEOUL)
        query = query.where(Tap.happened_at >= begins, Tap.happened_at < begins + timedelta(days=1))
    query = query.options(joinedload(Tap.child))
    return read_page(
        session, query.order_by(Tap.happened_at.desc(), Tap.id.desc()), page=page, per_page=per_page
    )
