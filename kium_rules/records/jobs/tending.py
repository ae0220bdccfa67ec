"""The jobs that tend the waiting list and close the day. What is due is asked of the records, not of the clock."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from kium_rules.errors import Refused
from kium_rules.records import bookings, offers
from kium_rules.records.days import day_in_seoul
from kium_rules.records.jobs.work import Report, Work
from kium_rules.records.models import Booking, BookingDay, Offer
from kium_rules.vocabulary import SEOUL, BookingState

BATCH = 200
"""So many bookings are closed in one transaction."""


def expire_offers(work: Work, report: Report) -> None:
    """Let offers expire whose deadline is over, and pass their seats on."""

    def at_centre(session: Session, centre_id: int, now: datetime) -> list[str]:
        expired, passed = offers.expire(session, centre_id, now=now, policy=work.policy)
        said = [
            f"centre {centre_id}: the offer to booking {one.id} expired, it is {one.state}" for one in expired
        ]
        return said + _passed(centre_id, passed)

    query = select(Offer.centre_id).where(Offer.answer.is_(None), Offer.until_at <= work.clock())
    _at_each(work, report, _ids(work, query), at_centre)


def pass_on(work: Work, report: Report) -> None:
    """Offer what is free to those who wait for it, at every centre with a waiting list."""

    def at_centre(session: Session, centre_id: int, now: datetime) -> list[str]:
        return _passed(centre_id, offers.pass_on(session, centre_id, now=now, policy=work.policy))

    query = select(BookingDay.centre_id).where(BookingDay.waits, BookingDay.on >= day_in_seoul(work.clock()))
    _at_each(work, report, _ids(work, query), at_centre)


def close_day(work: Work, report: Report) -> None:
    """End bookings whose last day is over, and waits for days that have all gone by."""
    ended = unused = 0
    has_more = True
    while has_more and work.go_on():
        with work.transaction() as session:
            # A dry run takes back what it did: it has to look at everything in one transaction.
            while has_more:
                closed = bookings.close_day(session, now=work.clock(), policy=work.policy, batch=BATCH)
                ended, unused = ended + closed.ended, unused + closed.unused
                has_more = closed.has_more
                if not work.dry_run:
                    break
    if ended or unused:
        report.done.append(f"{ended} bookings ended after use, {unused} ended without having been used")

    def at_centre(session: Session, centre_id: int, now: datetime) -> list[str]:
        left = offers.leave_list(session, centre_id, now=now, policy=work.policy)
        return [f"centre {centre_id}: booking {one.id} waits no more, its days are past" for one in left]

    past = (
        select(Booking.centre_id)
        .join(BookingDay, BookingDay.booking_id == Booking.id)
        .where(Booking.state == BookingState.WAITING, BookingDay.waits)
        .group_by(Booking.id, Booking.centre_id)
        .having(func.max(BookingDay.on) < day_in_seoul(work.clock()))
    )
    _at_each(work, report, _ids(work, past), at_centre)


def _passed(centre_id: int, passed: offers.Passed) -> list[str]:
    return [
        f"centre {centre_id}: a seat is offered to booking {booking_id} "
        f"until {until_at.astimezone(SEOUL):%Y-%m-%d %H:%M}"
        for booking_id, until_at in passed.offered
    ]


def _ids(work: Work, query: Select[int]) -> Sequence[int]:
    with work.db.session() as session:
        return sorted(set(session.scalars(query)))


def _at_each(
    work: Work,
    report: Report,
    centre_ids: Sequence[int],
    at_centre: Callable[[Session, int, datetime], list[str]],
) -> None:
    """Do something at each centre, in a transaction each: one centre that is busy holds up no other."""
    for centre_id in centre_ids:
        if not work.go_on():
            return
        try:
            with work.transaction() as session:
                said = at_centre(session, centre_id, work.clock())
        except Refused as refused:
            report.findings.append(f"centre {centre_id}: {refused.en}")
        else:
            report.done += said
