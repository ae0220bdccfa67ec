"""Who waits, in which order: one turn after the other, a family that wants to stay together as one turn."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from kium_rules.policy import Policy
from kium_rules.records.days import day_in_seoul
from kium_rules.records.models import Booking, BookingDay, QueuePlace
from kium_rules.vocabulary import SEOUL, BookingState, CareType

Key = tuple[tuple[int, datetime], int]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An application that waits.

    Args:
        booking_id: Which one.
        care_type: For what care.
        priority_class: The class it claims.
        applied_at: When it was applied for.
        queued_at: Since when its place counts: later than that where an offer expired.
        sibling_group: Applications of the same number are offered together; None: it stands alone.
        days: The days it waits for.
        ahead: Those of them whose care has not begun, with the instant at which it does, in order.
        key: What the list is sorted by.
    """

    booking_id: int
    care_type: CareType
    priority_class: str
    applied_at: datetime
    queued_at: datetime
    sibling_group: int | None
    days: tuple[date, ...]
    ahead: dict[date, datetime]
    key: Key

    @property
    def was_offered(self) -> bool:
        """Whether it let an offer pass."""
        return self.queued_at != self.applied_at

    def rests(self, today: date) -> bool:
        """Whether it let an offer pass today and is therefore not asked again before tomorrow.

        Source: booking_states (A-30).
        """
        return self.was_offered and day_in_seoul(self.queued_at) >= today


@dataclass(slots=True)
class Turn:
    """One application, or several that want seats together or not at all. Its place is that of its last one."""

    members: list[Waiting] = field(default_factory=list)

    @property
    def key(self) -> Key:
        """What the turn is sorted by: joining an early application lifts no late one over others."""
        return max(each.key for each in self.members)


def read_waiting(
    session: Session,
    centre_id: int,
    *,
    now: datetime,
    policy: Policy,
    days: Collection[date] | None = None,
) -> list[Waiting]:
    """Read who waits at a centre, in the order of the list.

    Args:
        session: The transaction.
        centre_id: Where.
        now: Which days are still ahead depends on it.
        policy: The rules.
        days: Only who waits for one of these days, and who is to stay together with one of them; None: all.

    Source: priority, waiting_list.
    """
    query = (
        select(
            Booking.id,
            Booking.care_type,
            Booking.priority_class,
            Booking.applied_at,
            QueuePlace.queued_at,
            QueuePlace.sibling_group,
        )
        .outerjoin(QueuePlace, QueuePlace.booking_id == Booking.id)
        .where(Booking.centre_id == centre_id, Booking.state == BookingState.WAITING)
    )
    if days is not None:
        query = query.where(_concerned(centre_id, days))
    rows = session.execute(query).all()
    waits_for = _days(session, [row.id for row in rows])
    today = day_in_seoul(now)
    waiting = []
    for row in rows:
        starts = waits_for.get(row.id, {})
        queued_at = row.queued_at or row.applied_at
        waiting.append(
            Waiting(
                booking_id=row.id,
                care_type=row.care_type,
                priority_class=row.priority_class,
                applied_at=row.applied_at,
                queued_at=queued_at,
                sibling_group=row.sibling_group,
                days=tuple(starts),
                ahead={on: at for on, at in starts.items() if at > now},
                key=(policy.queue_key(row.priority_class, queued_at, today), row.id),
            )
        )
    return sorted(waiting, key=lambda each: each.key)


def turns_of(waiting: Iterable[Waiting]) -> Sequence[Turn]:
    """Gather those who want to stay together, and give the turns in their order."""
    turns: dict[tuple[str, int], Turn] = {}
    for one in waiting:
        alone = one.sibling_group is None
        name = ("alone", one.booking_id) if alone else ("together", one.sibling_group or 0)
        turns.setdefault(name, Turn()).members.append(one)
    return sorted(turns.values(), key=lambda turn: turn.key)


def _concerned(centre_id: int, days: Collection[date]) -> ColumnElement[bool]:
    """Say which bookings wait for one of the days, or belong together with one that does."""
    for_days = select(BookingDay.booking_id).where(
        BookingDay.centre_id == centre_id, BookingDay.on.in_(sorted(days)), BookingDay.waits
    )
    groups = select(QueuePlace.sibling_group).where(
        QueuePlace.booking_id.in_(for_days), QueuePlace.sibling_group.is_not(None)
    )
    return or_(Booking.id.in_(for_days), QueuePlace.sibling_group.in_(groups))


def _days(session: Session, booking_ids: Sequence[int]) -> dict[int, dict[date, datetime]]:
    """Read the days that each booking waits for, with the instant at which care begins on them."""
    found: dict[int, dict[date, datetime]] = {}
    for some in _in_hundreds(booking_ids):
        rows = session.execute(
            select(BookingDay.booking_id, BookingDay.on, BookingDay.starts)
            .where(BookingDay.booking_id.in_(some), BookingDay.waits)
            .order_by(BookingDay.on)
        )
        for booking_id, on, starts in rows:
            found.setdefault(booking_id, {})[on] = datetime.combine(on, starts, SEOUL)
    return found


def _in_hundreds(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    # An engine takes only so many values in one statement.
    for first in range(0, len(ids), 500):
        yield ids[first : first + 500]
