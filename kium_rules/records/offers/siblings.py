"""Siblings who are to be offered seats together or not at all, because their parent asked for it."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kium_rules.errors import NotAllowed, Refused
from kium_rules.policy import Policy
from kium_rules.records import audit, locks
from kium_rules.records.actors import Actor
from kium_rules.records.models import Booking, QueuePlace
from kium_rules.records.offers.finding import find_booking
from kium_rules.records.offers.notes import remember
from kium_rules.records.offers.passing import Passed, walk
from kium_rules.vocabulary import BookingState, Role

FAMILY = frozenset({Role.PARENT, Role.CENTRE})


def keep_together(
    session: Session, actor: Actor, booking_ids: Collection[int], *, now: datetime
) -> list[Booking]:
    """Ask that waiting applications of one family are offered seats together or not at all.

    Together they have the place of the last of them. As long as seats for all of them are not free they hold none,
    and single seats go to others; their place stays.

    Args:
        session: The transaction; a writing one.
        actor: The parent, or staff of the centre.
        booking_ids: Two applications or more.
        now: When.

    Raises:
        NotAllowed: The actor is neither the parent nor staff.
        NotFound: There is no such booking, or none this login may see.
        Refused: They do not all wait, or are not of one guardian at one centre.
    """
    ids = sorted(set(booking_ids))
    if len(ids) < 2:
        raise Refused.because("offers.siblings_few")
    bookings = _hold(session, actor, ids)
    if len({(one.centre_id, one.child.guardian_id) for one in bookings}) > 1:
        raise Refused.because("offers.siblings_not_one_family")
    group = ids[0]
    for one in bookings:
        remember(session, one.centre_id, one.id, sibling_group=group)
    _keep_lines(session, actor, bookings, "keep_together", {"bookings": ids}, now=now)
    return bookings


def part(session: Session, actor: Actor, booking_id: int, *, now: datetime, policy: Policy) -> Passed:
    """Let the applications that were to stay together with this one wait one by one again.

    A seat that was free for one of them alone is offered at once.

    Args:
        session: The transaction; a writing one.
        actor: The parent, or staff of the centre.
        booking_id: One of them.
        now: When.
        policy: The rules.

    Raises:
        NotAllowed: The actor is neither the parent nor staff.
        NotFound: There is no such booking, or none this login may see.
        Refused: It does not wait.
    """
    [booking] = _hold(session, actor, [booking_id])
    query = select(QueuePlace).where(
        QueuePlace.sibling_group.in_(
            select(QueuePlace.sibling_group).where(QueuePlace.booking_id == booking_id)
        )
    )
    places = list(session.scalars(query.execution_options(populate_existing=True)))
    for place in places:
        place.sibling_group = None
    session.flush()
    ids = sorted(place.booking_id for place in places)
    _keep_lines(session, actor, [booking], "part_siblings", {"bookings": ids}, now=now)
    return walk(session, booking.centre_id, None, now=now, policy=policy)


def _hold(session: Session, actor: Actor, ids: Collection[int]) -> list[Booking]:
    """Lock the centres, and give the bookings, all of which wait."""
    if actor.role not in FAMILY:
        raise NotAllowed.because("offers.siblings_by_family")
    for centre_id in sorted({find_booking(session, actor, each).centre_id for each in ids}):
        locks.lock_centre(session, centre_id)
    bookings = [find_booking(session, actor, each, fresh=True) for each in ids]
    if any(one.state is not BookingState.WAITING for one in bookings):
        raise Refused.because("offers.siblings_not_waiting")
    return bookings


def _keep_lines(
    session: Session,
    actor: Actor,
    bookings: Collection[Booking],
    action: str,
    details: Mapping[str, object],
    *,
    now: datetime,
) -> None:
    for one in bookings:
        audit.record(session, actor, action, "booking", one.id, details, now=now, centre_id=one.centre_id)
