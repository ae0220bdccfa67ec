"""What the database itself refuses, whoever writes to it."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import insert, update
from sqlalchemy.orm import Session
from worlds import MONDAY, NOW, ask, make_centre, make_children

from kium_rules.errors import Refused
from kium_rules.policy import Policy
from kium_rules.records import Database
from kium_rules.records.models import Booking, BookingDay, Centre, DayCounter, Quarter, Visit
from kium_rules.vocabulary import QuarterKind


@pytest.fixture
def booking_id(db: Database, policy: Policy) -> int:
    """Give a booking of a child on the first Monday, 13-17."""
    with db.session(write=True) as session:
        centre = make_centre(session)
        child, _ = make_children(session, centre, 2)
        booking = ask(session, policy, centre.id, child).booking
        assert booking is not None
        return booking.id


def other_day(session: Session, booking_id: int, **more: Any) -> None:
    """Write a day of use behind the policy's back, as a second booking of the same child would have it."""
    booking = session.get_one(Booking, booking_id)
    columns: Mapping[str, Any] = {
        "booking_id": booking.id,
        "centre_id": booking.centre_id,
        "child_id": booking.child_id,
        "on": MONDAY,
        "starts": time(16),
        "ends": time(18),
        "holds_seat": True,
        "waits": False,
        "is_cancelled": False,
        **more,
    }
    twin = {
        "care_type",
        "state",
        "channel",
        "applied_at",
        "from_on",
        "until_on",
        "weekdays",
        "starts",
        "ends",
        "decision",
    }
    copied = {name: getattr(booking, name) for name in twin | {"centre_id", "child_id", "rule_book"}}
    second = Booking(**copied)
    session.add(second)
    session.flush()
    session.execute(insert(BookingDay), [{**columns, "booking_id": second.id}])


@pytest.mark.parametrize("held", [{"holds_seat": True, "waits": False}, {"holds_seat": False, "waits": True}])
def test_child_in_two_places_is_refused_by_the_database(
    db: Database, booking_id: int, held: dict[str, bool]
) -> None:
    with pytest.raises(Refused, match="same time"), db.session(write=True) as session:
        other_day(session, booking_id, **held)


@pytest.mark.parametrize(
    "apart",
    [
        {"starts": time(17), "ends": time(18)},
        {"starts": time(12), "ends": time(13)},
        {"on": date(2026, 3, 1)},
        {"holds_seat": False, "is_cancelled": True},
    ],
)
def test_days_that_do_not_meet_are_kept(db: Database, booking_id: int, apart: dict[str, Any]) -> None:
    with db.session(write=True) as session:
        other_day(session, booking_id, **apart)


def test_day_cannot_be_moved_onto_another_either(db: Database, booking_id: int) -> None:
    with db.session(write=True) as session:
        other_day(session, booking_id, starts=time(17), ends=time(18))
    with pytest.raises(Refused, match="same time"), db.session(write=True) as session:
        session.execute(update(BookingDay).where(BookingDay.starts == time(17)).values(starts=time(16)))


@pytest.mark.parametrize(
    "too_much",
    [
        {"regular": 3, "total_limit": 9},
        {"regular": 2, "temporary": 1},
        {"temporary": -1},
        {"waiting_regular": 5},
        {"waiting_temporary": 5},
        {"sick_child": 1},
    ],
)
def test_oversold_day_is_refused_by_the_database(
    db: Database, booking_id: int, too_much: dict[str, int]
) -> None:
    with pytest.raises(Refused, match="last seat"), db.session(write=True) as session:
        session.execute(update(DayCounter).where(DayCounter.on == MONDAY).values(**too_much))


def quarter(centre: Centre, **more: Any) -> dict[str, Any]:
    """Describe a summer break of a centre."""
    return {
        "centre_id": centre.id,
        "year": 2026,
        "kind": QuarterKind.SUMMER_BREAK,
        "from_on": date(2026, 7, 21),
        "until_on": date(2026, 8, 28),
        "opens": time(9),
        "closes": time(18),
        "weekdays": 31,
        **more,
    }


def test_quarters_that_share_a_day_are_refused_by_the_database(db: Database) -> None:
    with db.session(write=True) as session:
        centre, other = make_centre(session), make_centre(session)
        session.execute(insert(Quarter), [quarter(centre)])
        session.execute(insert(Quarter), [quarter(other)])
    autumn = {
        "kind": QuarterKind.SECOND_SEMESTER,
        "from_on": date(2026, 8, 28),
        "until_on": date(2026, 12, 30),
    }
    with pytest.raises(Refused, match="shares days"), db.session(write=True) as session:
        session.execute(insert(Quarter), [quarter(centre, **autumn)])
    earlier = (
        update(Quarter).where(Quarter.kind == QuarterKind.SUMMER_BREAK).values(from_on=date(2026, 7, 20))
    )
    with pytest.raises(Refused, match="shares days"), db.session(write=True) as session:
        session.execute(earlier)


def test_second_open_visit_of_a_child_is_refused_by_the_database(db: Database, booking_id: int) -> None:
    with db.session(write=True) as session:
        booking = session.get_one(Booking, booking_id)
        visit = {"child_id": booking.child_id, "centre_id": booking.centre_id, "on": MONDAY, "in_at": NOW}
        session.execute(insert(Visit), [{**visit, "is_open": True}, {**visit, "is_open": False}])
    with pytest.raises(Refused, match="already checked in"), db.session(write=True) as session:
        session.execute(insert(Visit), [{**visit, "is_open": True}])


def test_facility_id_belongs_to_one_centre(db: Database) -> None:
    with db.session(write=True) as session:
        known = make_centre(session)
    key = {"facility_id": known.facility_id, "district_id": known.district_id}
    with pytest.raises(Refused, match="facility id"), db.session(write=True) as session:
        session.add(Centre(**key, name="또 하나", type=known.type, base_seats=1))
