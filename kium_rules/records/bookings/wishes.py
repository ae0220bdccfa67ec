"""What is wished for, weighed against the rules and what the days carry; the centre is locked meanwhile."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy import Insert, bindparam, insert, inspect, or_, select
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from kium_rules.decision import Decision
from kium_rules.errors import Refused
from kium_rules.policy import Policy
from kium_rules.records import seats
from kium_rules.records.canonical import Written
from kium_rules.records.day_lists import each_day
from kium_rules.records.days import day_in_seoul, to_mask
from kium_rules.records.held import HeldCentre, HeldChild
from kium_rules.records.known_centres import known_centre
from kium_rules.records.models import NO_PRIORITY, Base, Booking, BookingDay, Centre, Channel, Child
from kium_rules.records.prepared import Prepared
from kium_rules.values import Application, DayLoad, Hours, OtherBooking
from kium_rules.values import Child as ChildValue
from kium_rules.vocabulary import SEOUL, BookingState, CareType, Outcome

# The tables themselves: dozens of rows go past the session, which would make an object's worth of work of each.
BOOKINGS = Base.metadata.tables[Booking.__tablename__]
DAYS = Base.metadata.tables[BookingDay.__tablename__]
# Statements are made once: making one costs several times as much as sending it.


def _insert_days() -> Insert:
    """Make the statement that writes a day of use for every day of a list."""
    each = each_day("days")
    columns = [column for column in DAYS.columns if not column.primary_key]
    values = {"on": each.c.value}
    row = [values.get(column.name, bindparam(column.name, type_=column.type)) for column in columns]
    return insert(DAYS).from_select([column.name for column in columns], select(*row).select_from(each))


_INSERT_DAYS = Prepared(_insert_days())
_INSERT_BOOKING = Prepared(
    insert(BOOKINGS).returning(BOOKINGS.c.id),
    [column.name for column in BOOKINGS.columns if not column.primary_key],
)
_OTHER_DAYS = Prepared(
    select(DAYS.c.on, DAYS.c.starts, DAYS.c.ends).where(
        DAYS.c.child_id == bindparam("child_id"),
        DAYS.c.on.between(bindparam("from_on"), bindparam("until_on")),
        or_(DAYS.c.holds_seat, DAYS.c.waits),
        DAYS.c.booking_id != bindparam("own_id"),
    )
)
NO_BOOKING = 0


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for, with the centre and the child as they are in the records."""

    centre: Centre | HeldCentre
    child: Child | HeldChild
    care_type: CareType
    from_on: date
    until_on: date
    weekdays: frozenset[int]
    days: frozenset[date] | None
    hours: Hours


@dataclass(frozen=True, slots=True)
class Own:
    """What stands against a wish only seemingly, because it is the same booking.

    Args:
        booking_id: The booking that is about to be changed or given up.
        counters: On which days of the wish's centre it is counted, and in which counter.
        skipped: Days of a series that were cancelled one by one and stay so.
        has_begun: The wish starts in the past because the booking did; it is weighed as on its first day.
    """

    booking_id: int
    counters: Mapping[date, str]
    skipped: frozenset[date] = frozenset()
    has_begun: bool = False


@dataclass(frozen=True, slots=True)
class Weighed:
    """The answer to a wish, and what is needed to write it down.

    Args:
        decision: The answer.
        unopened: Days that have no counters yet.
        limits: What the counters of such a day start with.
    """

    decision: Decision
    unopened: tuple[date, ...]
    limits: seats.Limits

    @property
    def waits(self) -> bool:
        """Whether the days are to wait instead of holding seats."""
        return self.decision.outcome is Outcome.WAIT


def weigh(session: Session, wish: Wish, *, now: datetime, policy: Policy, own: Own | None = None) -> Weighed:
    """Let the policy decide on a wish, with the centre locked and the booking's own seats left out.

    Raises:
        Refused: It cannot be read as an application.

    Source: admission.
    """
    today = day_in_seoul(now)
    known = known_centre(session, wish.centre)
    centre = known.value
    if own is not None and own.skipped:
        centre = replace(centre, closed_on=centre.closed_on | own.skipped)
    has_begun = own is not None and own.has_begun
    asked_at = datetime.combine(wish.from_on, time(0), SEOUL) if has_begun else now
    application = _application(session, wish, asked_at, today, own)
    limits = known.limits(policy, today)
    ahead = [day for day in policy.days_of_use(application, centre) if day >= today]
    found = seats.loads_to_write(session, wish.centre.id, ahead, limits)
    loads = found
    if own is not None:
        loads = {day: _one_less(load, own.counters.get(day)) for day, load in found.items()}
    decision = policy.decide(application, centre, loads)
    return Weighed(decision, tuple(day for day in ahead if day not in found), limits)


def write_booking(
    session: Session,
    wish: Wish,
    state: BookingState,
    decision: Decision,
    kept: Written,
    *,
    channel: Channel,
    now: datetime,
    priority_class: str = NO_PRIORITY,
    extends_id: int | None = None,
    transferred_from_id: int | None = None,
) -> Booking:
    """Write a new booking with its days of use; their seats, or places in the queue, were taken before.

    Args:
        session: The transaction.
        wish: What was asked for.
        state: What the booking starts as.
        decision: The policy's answer.
        kept: The same as JSON, the way it is kept.
        channel: How the application came in.
        now: When.
        priority_class: The class it waits in.
        extends_id: The booking it goes on from.
        transferred_from_id: The booking it replaces at another centre.
    """
    is_series = wish.care_type is CareType.REGULAR
    row = {
        "centre_id": wish.centre.id,
        "child_id": wish.child.id,
        "care_type": wish.care_type,
        "state": state,
        "channel": channel,
        "applied_at": now,
        "from_on": wish.from_on if is_series else decision.days[0],
        "until_on": wish.until_on if is_series else decision.days[-1],
        "weekdays": to_mask(wish.weekdays) if is_series else 0,
        "starts": wish.hours.starts,
        "ends": wish.hours.ends,
        "decision": kept.value,
        "rule_book": decision.rule_book,
        "decided_at": None,
        "decided_by_id": None,
        "reason_text": "",
        "priority_class": priority_class,
        "is_unused": False,
        "extends_id": extends_id,
        "transferred_from_id": transferred_from_id,
    }
    # The row goes past the session and the object comes to it as if it had been read: half of an object's work.
    [booking_id] = _INSERT_BOOKING.first(session, {**row, "decision": kept}) or ()
    booking = Booking()
    inspect(booking).dict.update(row, id=booking_id)
    make_transient_to_detached(booking)
    session.add(booking)
    if isinstance(wish.child, Child):
        set_committed_value(booking, "centre", wish.centre)
        set_committed_value(booking, "child", wish.child)
    insert_days(session, booking, decision.days, waits=decision.outcome is Outcome.WAIT)
    return booking


def insert_days(session: Session, booking: Booking, days: Collection[date], *, waits: bool) -> None:
    """Write days of use with the booking's hours."""
    day = {
        "booking_id": booking.id,
        "centre_id": booking.centre_id,
        "child_id": booking.child_id,
        "starts": booking.starts,
        "ends": booking.ends,
        "holds_seat": not waits,
        "waits": waits,
        "is_cancelled": False,
        "is_released": False,
        "cancel_reason": "",
    }
    if days:
        _INSERT_DAYS.run(session, {**day, "days": days})


def _application(
    session: Session, wish: Wish, asked_at: datetime, since: date, own: Own | None
) -> Application:
    try:
        return Application(
            care_type=wish.care_type,
            child=ChildValue(wish.child.grade, _other_bookings(session, wish, since, own)),
            asked_at=asked_at,
            hours=wish.hours,
            from_on=wish.from_on,
            until_on=wish.until_on,
            weekdays=wish.weekdays,
            days=wish.days,
        )
    except ValueError as error:
        raise Refused.because("records.period_too_long") from error


def _other_bookings(session: Session, wish: Wish, since: date, own: Own | None) -> tuple[OtherBooking, ...]:
    """Read the child's active days in what lies ahead of the period, at all centres, gathered by their hours."""
    named = wish.days or {wish.from_on, wish.until_on}
    asked = {
        "child_id": wish.child.id,
        "from_on": max(since, min(wish.from_on, *named)),
        "until_on": max(wish.until_on, *named),
        "own_id": own.booking_id if own is not None else NO_BOOKING,
    }
    by_hours: dict[Hours, set[date]] = {}
    for on, starts, ends in _OTHER_DAYS.all(session, asked):
        by_hours.setdefault(Hours(starts, ends), set()).add(on)
    return tuple(OtherBooking(frozenset(days), hours) for hours, days in by_hours.items())


def _one_less(load: DayLoad, counter: str | None) -> DayLoad:
    return load if counter is None else replace(load, **{counter: getattr(load, counter) - 1})
