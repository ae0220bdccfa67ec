"""Moving named days of temporary or sick-child care to other days."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from kium_rules.errors import Refused
from kium_rules.policy import Policy
from kium_rules.records.actors import Actor
from kium_rules.records.bookings.rewriting import active_days, as_wish, rewrite
from kium_rules.records.bookings.steps import hold, permit, settled_days
from kium_rules.records.days import day_in_seoul
from kium_rules.records.models import Booking
from kium_rules.values import Hours
from kium_rules.vocabulary import BookingEvent, CareType


def reschedule(
    session: Session,
    actor: Actor,
    booking_id: int,
    moves: Mapping[date, date],
    *,
    starts: time | None = None,
    ends: time | None = None,
    reason: str = "",
    now: datetime,
    policy: Policy,
) -> Booking:
    """Move named days of temporary or sick-child care to other days.

    Args:
        session: The transaction; a writing one.
        actor: Staff of the centre.
        booking_id: Which booking.
        moves: From which day to which.
        starts: New beginning, on every day still ahead; None: as it is.
        ends: New end; None: as it is.
        reason: Why, for whoever reads the history.
        now: When.
        policy: The rules.

    Raises:
        NotFound: There is no such booking, or none this login may see.
        Refused: The state table or the policy refuses, or a day is none that can be moved.

    Source: booking_states, admission.
    """
    booking = hold(session, actor, booking_id, with_child=True)
    event = BookingEvent.RESCHEDULE
    permit(session, actor, booking, event, today=day_in_seoul(now), policy=policy)
    if booking.care_type is CareType.REGULAR:
        raise Refused.because("bookings.only_named_days_move")
    active = active_days(session, booking)
    ahead = active - settled_days(session, booking, day_in_seoul(now))
    targets = list(moves.values())
    stays = active - moves.keys()
    if not moves or not moves.keys() <= ahead or len({*targets}) < len(targets) or stays & {*targets}:
        raise Refused.because("bookings.day_does_not_move", days=_named(ahead))
    wish = as_wish(
        session,
        booking,
        (ahead - moves.keys()) | {*targets},
        hours=Hours(starts or booking.starts, ends or booking.ends),
    )
    details = {"moved": {str(day): str(to) for day, to in moves.items()}}
    return rewrite(session, actor, booking, event, wish, details, reason=reason, now=now, policy=policy)


def _named(days: Collection[date]) -> str:
    return ", ".join(f"{day:%Y-%m-%d}" for day in sorted(days))
