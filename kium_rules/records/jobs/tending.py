"""The jobs that tend the waiting list. What is due is asked of the records, not of the clock."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kium_rules.records import offers
from kium_rules.records.days import day_in_seoul
from kium_rules.records.jobs.centre_by_centre import at_each, ids
from kium_rules.records.jobs.work import Report, Work
from kium_rules.records.models import BookingDay, Offer
from kium_rules.vocabulary import SEOUL


def expire_offers(work: Work, report: Report) -> None:
    """Let offers expire whose deadline is over, and pass their seats on."""

    def at_centre(session: Session, centre_id: int, now: datetime) -> list[str]:
        expired, passed = offers.expire(session, centre_id, now=now, policy=work.policy)
        said = [
            f"centre {centre_id}: the offer to booking {one.id} expired, it is {one.state}" for one in expired
        ]
        return said + _passed(centre_id, passed)

    query = select(Offer.centre_id).where(Offer.answer.is_(None), Offer.until_at <= work.clock())
    at_each(work, report, ids(work, query), at_centre)


def pass_on(work: Work, report: Report) -> None:
    """Offer what is free to those who wait for it, at every centre with a waiting list."""

    def at_centre(session: Session, centre_id: int, now: datetime) -> list[str]:
        return _passed(centre_id, offers.pass_on(session, centre_id, now=now, policy=work.policy))

    query = select(BookingDay.centre_id).where(BookingDay.waits, BookingDay.on >= day_in_seoul(work.clock()))
    at_each(work, report, ids(work, query), at_centre)


def _passed(centre_id: int, passed: offers.Passed) -> list[str]:
    return [
        f"centre {centre_id}: a seat is offered to booking {booking_id} "
        f"until {until_at.astimezone(SEOUL):%Y-%m-%d %H:%M}"
        for booking_id, until_at in passed.offered
    ]
