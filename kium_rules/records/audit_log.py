"""The audit log as the city reads it."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kium_rules.errors import NotAllowed
from kium_rules.records.access import access_of
from kium_rules.records.actors import Actor
from kium_rules.records.models import AuditLine
from kium_rules.records.paging import Page, read_page
from kium_rules.vocabulary import SEOUL


def list_lines(
    session: Session,
    actor: Actor,
    *,
    on: date | None = None,
    action: str | None = None,
    noun: str | None = None,
    page: int = 1,
    per_page: int = 50,
) -> Page[AuditLine]:
    """List what was done, the newest first.

    Args:
        session: The transaction.
        actor: The city.
        on: Only what was done on this day in Seoul.
        action: Only this action, such as `approve`.
        noun: Only to this kind of thing, such as `booking`.
        page: Which page, from 1.
        per_page: How many on a page.

    Raises:
        NotAllowed: The actor is not the city.
    """
    if not access_of(actor).may("see_audit", "elsewhere"):
        raise NotAllowed.because("records.city_reads_audit")
    query = select(AuditLine)
    if on is not None:
        begins = datetime.combine(on, time(), SEOUL)
        query = query.where(AuditLine.at >= begins, AuditLine.at < begins + timedelta(days=1))
    if action:
        query = query.where(AuditLine.action == action)
    if noun:
        query = query.where(AuditLine.noun == noun)
    return read_page(session, query.order_by(AuditLine.id.desc()), page=page, per_page=per_page)
