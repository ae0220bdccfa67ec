"""The job that tells parents when an extension can be asked for."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kium_rules.records import bookings
from kium_rules.records.days import day_in_seoul
from kium_rules.records.jobs.centre_by_centre import at_each, ids
from kium_rules.records.jobs.work import Report, Work
from kium_rules.records.models import Booking
from kium_rules.vocabulary import BookingState, CareType


def invite_to_extend(work: Work, report: Report) -> None:
    """Tell the parents at every centre whose window for extensions is open, once each."""

    def at_centre(session: Session, centre_id: int, now: datetime) -> list[str]:
        told = bookings.invite_to_extend(session, centre_id, now=now, policy=work.policy)
        return [f"centre {centre_id}: told that booking {one.id} can be extended" for one in told]

    in_care = select(Booking.centre_id).where(
        Booking.state == BookingState.IN_USE,
        Booking.care_type == CareType.REGULAR,
        Booking.until_on >= day_in_seoul(work.clock()),
    )
    at_each(work, report, ids(work, in_care), at_centre)
