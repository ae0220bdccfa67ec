"""What is known when a card is read: the facts the attendance table looks at, and the rows behind them."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from kium_rules.policy import TapFacts
from kium_rules.records.days import day_in_seoul
from kium_rules.records.models import Booking, BookingDay, Card, Tap, Visit
from kium_rules.vocabulary import SEOUL, BookingState, CardState, TapOutcome

UNKNOWN = "unknown"
USABLE = {BookingState.IN_USE: 0, BookingState.SCHEDULED: 1}
"""Bookings a tap can belong to; the lower comes first."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A tap's facts, and the rows they were read from."""

    facts: TapFacts
    card: Card | None
    day: BookingDay | None
    inside: Visit | None
    previous: Tap | None


def look(session: Session, uid: str, centre_id: int, happened_at: datetime, *, now: datetime) -> Seen:
    """Gather the facts of a tap that happened at one instant and came in at another."""
    card = session.scalars(
        select(Card)
        .where(Card.uid == uid)
        .options(joinedload(Card.child))
        .execution_options(populate_existing=True)
    ).one_or_none()
    previous = _previous(session, uid, centre_id, happened_at)
    seconds = None if previous is None else int((happened_at - previous.happened_at).total_seconds())
    if card is None or card.child_id is None:
        state = UNKNOWN if card is None else card.state.value
        return Seen(TapFacts(card=state, seconds_since_tap=seconds), card, None, None, previous)
    on = day_in_seoul(happened_at)
    day = _day_of_use(session, card.child_id, centre_id, happened_at)
    here = (Visit.child_id == card.child_id, Visit.centre_id == centre_id, Visit.on == on)
    # Of a past day, whose taps come in late, nobody is inside any more: there an end that is missing is looked for.
    begun = Visit.is_open if on >= day_in_seoul(now) else Visit.in_at.is_not(None) & Visit.out_at.is_(None)
    unfinished = select(Visit).where(*here, begun).order_by(Visit.id.desc()).limit(1)
    inside = session.scalars(unfinished).one_or_none()
    visits = session.scalar(select(func.count()).where(*here))
    outside, to_end = _minutes(day, happened_at)
    facts = TapFacts(
        card=CardState.ASSIGNED.value,
        seconds_since_tap=seconds,
        use_today="none" if day is None else "here" if day.centre_id == centre_id else "elsewhere",
        booking=_state(day.booking.state) if day else _other_state(session, card.child_id),
        is_inside=inside is not None,
        minutes_outside=outside,
        visits_today=visits or 0,
        minutes_to_end=to_end,
    )
    return Seen(facts, card, day, inside, previous)


def _previous(session: Session, uid: str, centre_id: int, happened_at: datetime) -> Tap | None:
    """Find the last tap of the card here that got an answer of its own."""
    query = select(Tap).where(
        Tap.uid == uid,
        Tap.centre_id == centre_id,
        Tap.happened_at <= happened_at,
        Tap.outcome != TapOutcome.DUPLICATE,
    )
    return session.scalars(query.order_by(Tap.happened_at.desc(), Tap.id.desc()).limit(1)).one_or_none()


def _day_of_use(session: Session, child_id: int, centre_id: int, happened_at: datetime) -> BookingDay | None:
    """Choose the day of use a tap belongs to: here before elsewhere, in use before scheduled, nearest hours first."""
    query = (
        select(BookingDay)
        .join(BookingDay.booking)
        .options(joinedload(BookingDay.booking).joinedload(Booking.centre))
        .where(
            BookingDay.child_id == child_id,
            BookingDay.on == day_in_seoul(happened_at),
            BookingDay.holds_seat,
            Booking.state.in_(USABLE),
        )
    )

    def nearness(day: BookingDay) -> tuple[bool, int, int, int]:
        return (day.centre_id != centre_id, USABLE[day.booking.state], _minutes(day, happened_at)[0], day.id)

    return min(session.scalars(query), key=nearness, default=None)


def _other_state(session: Session, child_id: int) -> str:
    """Say what bookings the child has where today is no day of use: one that runs, one that waits to start, or past."""
    states = set(session.scalars(select(Booking.state).where(Booking.child_id == child_id).distinct()))
    if not states:
        return "none"
    return _state(min(states, key=lambda state: USABLE.get(state, len(USABLE))))


def _state(state: BookingState) -> str:
    return state.value if state in USABLE else "other"


def _minutes(day: BookingDay | None, happened_at: datetime) -> tuple[int, int]:
    """Tell how far a tap lies outside the booked hours, and how long until they end, in minutes."""
    if day is None:
        return 0, 0
    at = happened_at.astimezone(SEOUL)

    def until(clock: time) -> int:
        return int((datetime.combine(day.on, clock, SEOUL) - at) // timedelta(minutes=1))

    return max(until(day.starts), -until(day.ends), 0), until(day.ends)
