"""Centres, families and bookings to measure on. Everybody in them is invented."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count as counting
from itertools import islice
from random import Random

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from kium_rules.records import recount
from kium_rules.records.districts import ensure_districts
from kium_rules.records.models import (
    Booking,
    BookingDay,
    Centre,
    Channel,
    Child,
    Consent,
    ConsentKind,
    Guardian,
    Quarter,
)
from kium_rules.vocabulary import SEOUL, BookingState, CareType, CentreType, QuarterKind

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=SEOUL)
FIRST, LAST = date(2026, 3, 2), date(2026, 7, 20)
ROWS_AT_ONCE = 20_000
numbers = counting(1)


def make_centres(session: Session, count: int, *, base: int) -> list[int]:
    """Make centres that open on weekdays in the first semester; give their ids."""
    district = ensure_districts(session)["노원구"].id
    centres = [
        Centre(
            facility_id=f"BENCH-{number}",
            district_id=district,
            name=f"측정센터 {number}",
            type=CentreType.GENERAL,
            base_seats=base,
            area_m2=Decimal("99.50"),
            quarters=[
                Quarter(
                    year=2026,
                    kind=QuarterKind.FIRST_SEMESTER,
                    from_on=FIRST,
                    until_on=LAST,
                    opens=time(13),
                    closes=time(19),
                    weekdays=0b11111,
                )
            ],
        )
        for number in islice(numbers, count)
    ]
    session.add_all(centres)
    session.flush()
    return [centre.id for centre in centres]


def make_children(session: Session, count: int) -> list[tuple[int, int]]:
    """Register children with their guardians' consents; give (child id, guardian id)."""
    guardian = {"name": "김샘플", "phone": "010-0000-0001", "registered_at": NOW}
    guardians = session.scalars(insert(Guardian).returning(Guardian.id), [guardian] * count).all()
    child = {"name": "김견본", "grade": 2, "school": "견본초등학교", "registered_at": NOW}
    rows = [{**child, "guardian_id": each} for each in guardians]
    given = session.execute(insert(Child).returning(Child.id, Child.guardian_id), rows).all()
    consent = {"kind": ConsentKind.CHILD, "text_version": "1", "given_at": NOW, "how": "online"}
    session.execute(
        insert(Consent), [{**consent, "child_id": child, "guardian_id": each} for child, each in given]
    )
    return [(row[0], row[1]) for row in given]


def periods(chance: Random) -> Iterator[tuple[date, date]]:
    """Give periods of 30 to 120 days in the first semester."""
    while True:
        from_on = FIRST + timedelta(days=chance.randrange(20))
        yield from_on, from_on + timedelta(days=chance.randrange(29, 120))


def weekdays_between(from_on: date, until_on: date) -> list[date]:
    """List Mondays to Fridays of a period."""
    days = (from_on + timedelta(days=number) for number in range((until_on - from_on).days + 1))
    return [day for day in days if day.weekday() < 5]


def fill_centre(
    session: Session, centre_id: int, children: Sequence[tuple[int, int]], state: BookingState
) -> None:
    """Book every child at a centre, behind the policy's back, and count the seats afterwards."""
    wanted = islice(periods(Random(5)), len(children))  # noqa: S311 - the same bookings in every run
    book(
        session,
        [(centre_id, child, *period, state) for (child, _), period in zip(children, wanted, strict=True)],
    )
    recount.repair(session, list(recount.differences(session, centre_id=centre_id)))


def book(
    session: Session, wanted: Sequence[tuple[int, int, date, date, BookingState]], *, most_days: int = 1_000
) -> None:
    """Write bookings (centre, child, first day, last day, state) with their days, without counting seats."""
    common = {
        "care_type": CareType.REGULAR,
        "channel": Channel.ONLINE,
        "applied_at": NOW,
        "weekdays": 0b11111,
        "starts": time(13),
        "ends": time(17),
        "decision": {},
        "rule_book": "0" * 64,
        "reason_text": "",
    }
    rows = [
        {
            **common,
            "centre_id": centre,
            "child_id": child,
            "from_on": from_on,
            "until_on": until_on,
            "state": state,
        }
        for centre, child, from_on, until_on, state in wanted
    ]
    last = session.scalar(select(Booking.id).order_by(Booking.id.desc()).limit(1)) or 0
    for number, row in enumerate(rows, last + 1):
        row["id"] = number
    for start in range(0, len(rows), ROWS_AT_ONCE):
        session.execute(insert(Booking), rows[start : start + ROWS_AT_ONCE])
    days: list[dict[str, object]] = []
    for row in rows:
        common_day = {
            "booking_id": row["id"],
            "centre_id": row["centre_id"],
            "child_id": row["child_id"],
            "starts": row["starts"],
            "ends": row["ends"],
            "holds_seat": True,
            "waits": False,
        }
        days += [
            {**common_day, "on": day}
            for day in weekdays_between(row["from_on"], row["until_on"])[-most_days:]
        ]
        if len(days) > ROWS_AT_ONCE:
            session.execute(insert(BookingDay), days)
            days = []
    if days:
        session.execute(insert(BookingDay), days)
