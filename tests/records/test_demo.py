"""The demo: real centres, invented people, and nothing twice."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from databases import CHEAP, DEMO_NOW
from sqlalchemy import func, select

from kium_rules.policy import Policy
from kium_rules.records import Database, audit, bookings, recount
from kium_rules.records.actors import Actor
from kium_rules.records.centres import as_value, get_centre
from kium_rules.records.demo import load_demo
from kium_rules.records.logins import load_actor, sign_in
from kium_rules.records.models import Base, Booking, Centre, Login, Quarter
from kium_rules.records.readers import reader_by_token
from kium_rules.records.taps import record_tap
from kium_rules.vocabulary import SEOUL, BookingState, CentreType, Role, TapOutcome


def rows(db: Database) -> dict[str, int]:
    """Count the rows of every table."""
    with db.session() as session:
        tables = Base.metadata.sorted_tables
        return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_demo_has_the_real_centres_with_origin_and_what_was_made_up(demo_db: Database) -> None:
    with demo_db.session() as session:
        centres = session.scalars(select(Centre)).all()
    assert len(centres) == 52
    assert Counter(centre.type for centre in centres)[CentreType.HUB] == 4
    assert all(centre.origin and "facility_id" in centre.sample_fields for centre in centres)
    nowon = [centre for centre in centres if centre.origin == "노원구 공공데이터 2026-04-14"]
    assert len(nowon) == 29
    assert all(centre.phone and centre.address for centre in nowon)


def test_area_of_every_demo_centre_allows_its_seats(demo_db: Database, policy: Policy) -> None:
    with demo_db.session() as session:
        for centre in session.scalars(select(Centre)):
            assert centre.area_m2 is not None
            assert (
                centre.base_seats <= policy.capacity(centre.type, centre.area_m2, date(2026, 9, 1)).base_seats
            )


def test_loading_the_demo_again_changes_nothing(demo_db: Database, policy: Policy) -> None:
    before = rows(demo_db)
    with demo_db.session(write=True) as session:
        again = load_demo(session, now=DEMO_NOW + timedelta(hours=5), policy=policy)
    assert rows(demo_db) == before
    assert [login.login_id for login in again.logins] == [
        "parent1", "nowon1", "nowon2", "nowon-gu", "seoul", "policy1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("engine_name", "today"),
    [
        ("sqlite", "2026-03-01"),
        ("sqlite", "2026-07-19"),
        ("sqlite", "2026-12-31"),
        ("sqlite", "2027-02-27"),
        ("sqlite", "2028-02-29"),
        pytest.param("postgresql", "2026-11-23", marks=pytest.mark.postgres),
    ],
)
def test_demo_can_be_loaded_on_any_day_of_the_year(db: Database, policy: Policy, today: str) -> None:
    now = datetime.fromisoformat(f"{today}T21:30+09:00")
    with db.session(write=True) as session:
        shown = load_demo(session, now=now, policy=policy, passwords=CHEAP)
        centre = session.scalars(select(Centre).where(Centre.name == shown.small_centre)).one()
        quarters = as_value(get_centre(session, centre.id)).quarters
        assert policy.check_quarters(quarters, now.date()) == ()
        assert max(quarter.until_on for quarter in quarters) >= now.date() + timedelta(days=30)
        assert session.scalar(select(func.count()).select_from(Booking)) in {4, 5}
        assert list(recount.differences(session)) == []
        assert list(audit.broken_lines(session)) == []


def test_time_brings_the_next_school_year_into_a_demo_that_was_loaded_before(
    demo_db: Database, policy: Policy
) -> None:
    with demo_db.session(write=True) as session:
        load_demo(session, now=datetime(2027, 2, 1, 9, tzinfo=SEOUL), policy=policy)
        assert set(session.scalars(select(Quarter.year))) == {2026, 2027}
        assert session.scalar(select(func.count()).select_from(Quarter)) == 52 * 8


def test_demo_logins_sign_in_as_what_they_say(demo_db: Database, policy: Policy) -> None:
    with demo_db.session(write=True) as session:
        shown = load_demo(session, now=DEMO_NOW, policy=policy)
    for login in shown.logins:
        actor = sign_in(demo_db, login.login_id, shown.password, now=DEMO_NOW, policy=policy, passwords=CHEAP)
        assert (actor.role, actor.name) == (login.role, login.name)
        assert bool(login.place) == (login.role in {Role.CENTRE, Role.DISTRICT})


def test_demo_card_works_at_the_demo_reader(demo_db: Database, policy: Policy) -> None:
    with demo_db.session(write=True) as session:
        shown = load_demo(session, now=DEMO_NOW, policy=policy)
        reader = reader_by_token(session, shown.reader_token)
        assert reader is not None
        at = datetime(2026, 9, 1, 13, 5, tzinfo=SEOUL)
        answer = record_tap(
            session,
            uid=shown.card_uid,
            centre_id=reader.centre_id,
            reader=reader.name,
            nonce="demo-1",
            happened_at=at,
            now=at,
            policy=policy,
        )
    assert answer.outcome is TapOutcome.CHECKED_IN


def test_demo_shows_bookings_in_several_states_to_its_own_staff_only(demo_db: Database) -> None:
    def seen(login_id: str) -> Counter[BookingState]:
        with demo_db.session() as session:
            actor = load_actor(
                session, session.scalars(select(Login.id).where(Login.login_id == login_id)).one()
            )
            assert isinstance(actor, Actor)
            return Counter(booking.state for booking in bookings.list_bookings(session, actor).items)

    assert seen("nowon1") == {"applied": 2, "scheduled": 1, "in_use": 1, "rejected": 1}
    assert seen("nowon-gu").total() == 5
    assert seen("nowon2").total() == 0
