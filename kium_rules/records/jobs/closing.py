"""The nightly close, step by step. Each step asks the records what is due: run days late, it catches up."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kium_rules.records import bookings, offers, places, taps
from kium_rules.records.days import day_in_seoul
from kium_rules.records.jobs.centre_by_centre import at_each, ids
from kium_rules.records.jobs.work import Report, Work
from kium_rules.records.models import Booking, BookingDay, CapacityChange, ChangeState, Visit
from kium_rules.vocabulary import BookingState

BATCH = 200
"""So many bookings are closed in one transaction."""


def close_day(work: Work, report: Report) -> None:
    """Bring in what is due, and end what is over."""
    for step in (_capacity, _bookings, _waits, _undecided, _visits):
        if work.go_on():
            step(work, report)


def _capacity(work: Work, report: Report) -> None:
    def at_centre(session: Session, centre_id: int, now: datetime) -> list[str]:
        changes = places.take_effect(session, centre_id, now=now, policy=work.policy)
        return [
            f"centre {centre_id}: {one.new_base}+{one.new_extra} seats, {one.new_sick_child} for sick children, "
            f"as agreed from {one.effective_on}"
            for one in changes
        ]

    due = select(CapacityChange.centre_id).where(
        CapacityChange.state == ChangeState.APPROVED,
        CapacityChange.took_effect_at.is_(None),
        CapacityChange.effective_on <= day_in_seoul(work.clock()),
    )
    at_each(work, report, ids(work, due), at_centre)


def _bookings(work: Work, report: Report) -> None:
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


def _waits(work: Work, report: Report) -> None:
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
    at_each(work, report, ids(work, past), at_centre)


def _undecided(work: Work, report: Report) -> None:
    def at_centre(session: Session, centre_id: int, now: datetime) -> list[str]:
        lapsed = bookings.lapse(session, centre_id, now=now, policy=work.policy)
        return [
            f"centre {centre_id}: nobody decided on booking {one.id}, its days are past" for one in lapsed
        ]

    past = select(Booking.centre_id).where(
        Booking.state == BookingState.APPLIED, Booking.until_on < day_in_seoul(work.clock())
    )
    at_each(work, report, ids(work, past), at_centre)


def _visits(work: Work, report: Report) -> None:
    def at_centre(session: Session, centre_id: int, now: datetime) -> list[str]:
        marked = taps.mark_unfinished(session, centre_id, now=now, policy=work.policy)
        return [f"centre {centre_id}: visit {one.id} of {one.on} has no end" for one in marked]

    unfinished = select(Visit.centre_id).where(
        Visit.on < day_in_seoul(work.clock()),
        Visit.in_at.is_not(None),
        Visit.out_at.is_(None),
        Visit.is_unfinished.is_(False),
    )
    at_each(work, report, ids(work, unfinished), at_centre)
