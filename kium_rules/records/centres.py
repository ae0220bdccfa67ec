"""Centres: finding them, what the policy asks about them, and their seats day by day."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from kium_rules import values
from kium_rules.errors import NotFound
from kium_rules.labels import sentence
from kium_rules.policy import Policy
from kium_rules.records import seats
from kium_rules.records.days import from_mask
from kium_rules.records.models import Centre, District, Quarter
from kium_rules.records.paging import Page, read_page
from kium_rules.values import AgreedSeats, DayLoad, Hours
from kium_rules.vocabulary import CareType, CentreType

LIKE_ESCAPE = "\\"
DETAILS = (
    selectinload(Centre.quarters),
    selectinload(Centre.closure_days),
    joinedload(Centre.coming_changes),  # hardly ever any: not worth a statement of its own
)
"""What the policy asks about a centre besides its own row."""


@dataclass(frozen=True, slots=True)
class SeatDay:
    """One day at a centre as a parent asks about it.

    Args:
        on: The day.
        is_open: Whether the centre operates.
        closed_reason: Why not, in Korean; empty on an open day.
        hours: Opening hours; None on a closed day.
        regular_free: Free seats for regular care, in children.
        temporary_free: Free seats for temporary care.
        sick_child_free: Free places for sick-child care.
        load: What the day carries already, waiting applications included.
    """

    on: date
    is_open: bool
    closed_reason: str
    hours: Hours | None
    regular_free: int
    temporary_free: int
    sick_child_free: int
    load: DayLoad

    def free(self, care_type: CareType) -> int:
        """Count the free seats of one care type."""
        free = {CareType.REGULAR: self.regular_free, CareType.TEMPORARY: self.temporary_free}
        return free.get(care_type, self.sick_child_free)

    def waiting(self, care_type: CareType) -> int:
        """Count the applications of one care type that wait for this day."""
        return self.load.waiting(care_type)


def list_districts(session: Session) -> list[District]:
    """List the districts in the order of their codes."""
    return list(session.scalars(select(District).order_by(District.code)))


def list_centres(
    session: Session,
    *,
    district: str | None = None,
    type: CentreType | None = None,  # noqa: A002 - the word everybody else uses for it
    text: str | None = None,
    page: int = 1,
    per_page: int = 20,
) -> Page[Centre]:
    """List the open centres, by district and name.

    Args:
        session: The transaction.
        district: Only this district's, by code or name.
        type: Only this type.
        text: Only those with this text in name or address.
        page: Which page, from 1.
        per_page: How many on a page.
    """
    query = select(Centre).join(Centre.district).where(Centre.is_open)
    if district:
        query = query.where(or_(District.code == district, District.name == district))
    if type:
        query = query.where(Centre.type == type)
    if text and text.strip():
        like = f"%{escape_like(text.strip())}%"
        query = query.where(
            or_(Centre.name.ilike(like, escape=LIKE_ESCAPE), Centre.address.ilike(like, escape=LIKE_ESCAPE))
        )
    return read_page(
        session, query.order_by(District.code, Centre.name, Centre.id), page=page, per_page=per_page
    )


def get_centre(session: Session, centre_id: int, *, fresh: bool = False) -> Centre:
    """Give a centre with its quarters and closure days.

    Args:
        session: The transaction.
        centre_id: Which one.
        fresh: Read it again even if the session has it, as after waiting for a lock.

    Raises:
        NotFound: There is no such centre.
    """
    query = select(Centre).where(Centre.id == centre_id)
    query = query.options(*DETAILS)
    centre = session.scalars(query.execution_options(populate_existing=fresh)).unique().one_or_none()
    if centre is None:
        raise NotFound.because("records.no_such_centre")
    return centre


def as_value(centre: Centre) -> values.Centre:
    """Give a centre as the policy asks about it."""
    return values.Centre(
        type=centre.type,
        base_seats=centre.base_seats,
        extra_seats=centre.extra_seats,
        quarters=tuple(map(quarter_as_value, centre.quarters)),
        closed_on=frozenset(closure.on for closure in centre.closure_days),
        sick_child_places=centre.sick_child_places,
        area_m2=centre.area_m2,
        coming=tuple(
            AgreedSeats(change.effective_on, change.new_base, change.new_extra, change.new_sick_child)
            for change in centre.coming_changes
        ),
    )


def quarter_as_value(quarter: Quarter) -> values.Quarter:
    """Give a quarter as the policy asks about it."""
    return values.Quarter(
        kind=quarter.kind,
        from_on=quarter.from_on,
        until_on=quarter.until_on,
        hours=Hours(quarter.opens, quarter.closes),
        weekdays=from_mask(quarter.weekdays),
        regular_min_days=quarter.regular_min_days,
        year=quarter.year,
    )


def seats_by_day(
    session: Session,
    centre_id: int,
    from_on: date,
    until_on: date,
    *,
    policy: Policy,
    today: date | None = None,
) -> list[SeatDay]:
    """Tell for each day of a period whether the centre opens and how many seats are free.

    Args:
        session: The transaction.
        centre_id: Which centre.
        from_on: First day.
        until_on: Last day, included.
        policy: The rules.
        today: The day whose rules count; None: the first day of the period.

    Raises:
        NotFound: There is no such centre.

    Source: seat_limits.
    """
    loads = seats.loads_between(session, centre_id, from_on, until_on)
    return _seat_days(get_centre(session, centre_id), loads, from_on, until_on, today or from_on, policy)


def seats_of_many(
    session: Session,
    centre_ids: Collection[int],
    from_on: date,
    until_on: date,
    *,
    policy: Policy,
    today: date | None = None,
) -> dict[int, list[SeatDay]]:
    """Tell the same of several centres at once, as a list of centres needs it.

    Args:
        session: The transaction.
        centre_ids: Which centres; one that does not exist is left out.
        from_on: First day.
        until_on: Last day, included.
        policy: The rules.
        today: The day whose rules count; None: the first day of the period.

    Returns:
        The days of each centre, by its id.

    Source: seat_limits.
    """
    wanted = sorted(set(centre_ids))
    found = session.scalars(select(Centre).where(Centre.id.in_(wanted)).options(*DETAILS)).unique().all()
    loads = seats.loads_of_many(session, wanted, from_on, until_on)
    return {
        centre.id: _seat_days(centre, loads.get(centre.id, {}), from_on, until_on, today or from_on, policy)
        for centre in found
    }


def _seat_days(
    centre: Centre, loads: Mapping[date, DayLoad], from_on: date, until_on: date, today: date, policy: Policy
) -> list[SeatDay]:
    value = as_value(centre)
    reasons = {closure.on: closure.reason for closure in centre.closure_days}
    limits = {agreed: policy.seat_limits(value.with_seats(agreed), today) for agreed in (None, *value.coming)}

    def days() -> Iterator[SeatDay]:
        day = from_on
        while day <= until_on:
            load = loads.get(day, DayLoad())
            closed = _why_closed(value, reasons, day)
            quarter = value.quarter_on(day)
            at = limits[value.seats_on(day)]
            regular, temporary, sick_child = (
                0 if closed else max(0, at.left(care_type, load)) for care_type in CareType
            )
            yield SeatDay(
                on=day,
                is_open=not closed,
                closed_reason=closed,
                hours=quarter.hours if quarter and not closed else None,
                regular_free=regular,
                temporary_free=temporary,
                sick_child_free=sick_child,
                load=load,
            )
            day += values.ONE_DAY

    return list(days())


def _why_closed(centre: values.Centre, reasons: dict[date, str], day: date) -> str:
    if centre.is_open_on(day):
        return ""
    quarter = centre.quarter_on(day)
    if quarter is None:
        return sentence("records.closed_between_quarters")
    if day in reasons:
        return reasons[day] or sentence("records.closed_that_day")
    return sentence("records.closed_weekday")


def escape_like(text: str) -> str:
    """Take the wildcards out of a text somebody typed."""
    return (
        text.replace(LIKE_ESCAPE, LIKE_ESCAPE * 2)
        .replace("%", rf"{LIKE_ESCAPE}%")
        .replace("_", rf"{LIKE_ESCAPE}_")
    )
