"""A centre where everything has happened goes down revision by revision and up again, and what remains is the same."""

from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from databases import Engines
from records.offers.families import DAYS, List
from sqlalchemy import MetaData, select, text
from sqlalchemy.exc import DBAPIError
from worlds import MONDAY, NOW, PAPERS, ask, ask_for_days, make_children

from kium_rules.policy import Policy
from kium_rules.records import Database, audit, bookings, cards, migrations, offers, places, recount
from kium_rules.records.actors import Actor
from kium_rules.records.models import Base, OutboxMessage, OutboxState
from kium_rules.records.readers import register_reader
from kium_rules.records.taps import record_tap
from kium_rules.vocabulary import QuarterKind, Role

SCRIPTS = ScriptDirectory(str(Path(migrations.__file__).parent))
MON, TUE, WED, *_ = DAYS
ALL = [script.revision for script in reversed(list(SCRIPTS.walk_revisions()))]
BEFORE_DELIVERY = "0006"
Rows = dict[str, list[dict[str, Any]]]
UID = "04A1B2C3"


def fill(db: Database, policy: Policy) -> List:
    """Let everything happen at a centre that leaves rows behind."""
    town = List(db, policy, seats=2, extra=1)
    how: dict[str, Any] = {"now": NOW, "policy": policy}
    holders = town.apply(MON, TUE, count=3)
    together = town.apply(MON, count=2)
    town.one(MON, WED)
    with db.session(write=True) as session:
        offers.keep_together(session, town.parents[together[0]], together, now=town.now)
        [child] = make_children(session, town.centre, 1)
        cards.register_card(session, town.staff, uid=UID, centre_id=town.centre_id, **how)
        cards.assign_card(session, town.staff, uid=UID, child_id=child.id, **how)
        register_reader(session, town.staff, centre_id=town.centre_id, name="현관", now=NOW)
        early = time(9)
        assert ask(session, policy, town.centre_id, child, starts=early).booking is None
        used = ask_for_days(session, policy, town.centre_id, child, MONDAY, WED).booking
        assert used is not None
        bookings.approve(session, town.staff, used.id, documents=PAPERS, **how)
        bookings.start(session, town.staff, used.id, **how)
        tap_at = NOW + timedelta(hours=4)
        seen = {"uid": UID, "nonce": "1", "reader": "현관", "happened_at": tap_at, "now": tap_at}
        record_tap(session, centre_id=town.centre_id, policy=policy, **seen)
        seats = {"base_seats": 3, "extra_seats": 0, "sick_child_places": 0, "effective_on": date(2026, 3, 20)}
        asked = places.ask_capacity_change(
            session, town.staff, town.centre_id, reason="확장", confirmed=True, **seats, **how
        )
        officer = Actor(None, Role.DISTRICT, district_id=town.centre.district_id, name="구담당")
        places.approve_capacity_change(session, officer, asked.id, confirmed=True, **how)
        window = {"opens_days": 40, "closes_days": 5}
        places.set_extension_window(
            session, town.staff, town.centre_id, 2026, QuarterKind.FIRST_SEMESTER, **window, **how
        )
        places.close_days(session, town.staff, town.centre_id, [WED], reason="방역", confirmed=True, **how)
        first = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).first()
        assert first is not None
        first.state = OutboxState.WITHHELD
    town.cancel(holders[0])
    return town


def everything(db: Database) -> Rows:
    """Read every row of every table as the database has it now."""
    found = MetaData()
    found.reflect(db.engine)
    with db.session() as session:
        return {
            name: [
                dict(row._mapping)
                for row in session.execute(text(f'SELECT * FROM "{name}" ORDER BY 1, 2'))  # noqa: S608 - own names
            ]
            for name in found.tables
            if name != "alembic_version"
        }


def require_kept(older: Rows, newer: Rows, revision: str) -> None:
    """See that what both schemas have room for is the same."""
    for name in older.keys() & newer.keys():
        assert len(older[name]) == len(newer[name]), (revision, name)
        for was, now in zip(older[name], newer[name], strict=True):
            both = was.keys() & now.keys()
            assert {key: now[key] for key in both} == {key: was[key] for key in both}, (revision, name)


def without_withheld(rows: Rows) -> Rows:
    """Say of withheld messages what a schema says that knows no such state."""
    for message in rows["outbox_message"]:
        message["state"] = message["state"].replace("withheld", "failed")
    return rows


def test_what_happened_outlives_every_revision_down_and_up(
    engines: Engines, engine_name: str, policy: Policy
) -> None:
    db = Database(engines.empty_url(engine_name))
    db.migrate()
    fill(db, policy)
    rows = everything(db)
    untried = {name for name, some in rows.items() if not some}
    assert untried <= {"login", "job_lease"}
    for revision in ALL[-2::-1]:
        if revision == BEFORE_DELIVERY:
            rows = without_withheld(rows)
        db.downgrade(revision)
        now = everything(db)
        require_kept(rows, now, revision)
        rows = now
    assert rows["centre"]
    for revision in ALL[1:]:
        db.migrate(revision)
        now = everything(db)
        require_kept(rows, now, revision)
        rows = now
    # PostgreSQL keeps one table more, for the guard of one place.
    assert set(rows) - {"booked_time"} == {table.name for table in Base.metadata.sorted_tables}
    db.close()


def test_the_ledger_goes_on_after_a_step_down_and_up(
    engines: Engines, engine_name: str, policy: Policy
) -> None:
    db = Database(engines.empty_url(engine_name))
    db.migrate()
    town = fill(db, policy)
    db.downgrade(BEFORE_DELIVERY)
    db.migrate()
    with db.session() as session:
        assert list(recount.differences(session)) == []
        assert list(audit.broken_lines(session)) == []
        keys = session.scalars(select(OutboxMessage.key)).all()
        assert len(set(keys)) == len(keys) > len(town.parents)
    with db.session(write=True) as session:
        [child] = make_children(session, town.centre, 1)
        asked = ask_for_days(session, policy, town.centre_id, child, TUE)
        later = ask_for_days(session, policy, town.centre_id, child, TUE, starts=time(17), ends=time(18))
        assert asked.booking is not None
        assert later.booking is not None
        with pytest.raises(DBAPIError, match="one_place"):
            session.execute(text("UPDATE booking_day SET starts = '16:00:00' WHERE starts >= '17:00:00'"))
        session.rollback()
    db.close()
