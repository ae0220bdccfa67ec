"""The schema goes up and down, and is the one the models describe."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from databases import Engines
from sqlalchemy import inspect, text
from worlds import ask, make_centre, make_children

from kium_rules.policy import Policy
from kium_rules.records import Database, migrations
from kium_rules.records.models import Base

SCRIPTS = ScriptDirectory(str(Path(migrations.__file__).parent))
ALL = [script.revision for script in reversed(list(SCRIPTS.walk_revisions()))]
"""Every revision, the oldest first."""


def test_migrated_schema_is_the_one_of_the_models(db: Database) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = [
            difference
            for difference in compare_metadata(context, Base.metadata)
            # The exclusion constraints' own indexes and table, which no model can describe.
            if not (
                (difference[0] == "remove_index" and difference[1].name.startswith("ex_"))
                or (difference[0] == "remove_table" and difference[1].name == "booked_time")
            )
        ]
    assert differences == []


def test_schema_goes_down_to_nothing_and_up_again_with_data(engines: Engines, engine_name: str) -> None:
    db = Database(engines.empty_url(engine_name))
    db.migrate()
    district = text("INSERT INTO district (code, name, portal_prefix) VALUES ('00000', '견본구', 'XX')")
    with db.session(write=True) as session:
        session.execute(text("DELETE FROM district"))
        session.execute(district)
    for revision in ALL[-2::-1]:
        db.downgrade(revision)
    with db.session() as session:
        assert session.scalar(text("SELECT name FROM district WHERE code = '00000'")) == "견본구"
    db.migrate()
    with db.session() as session:
        assert session.scalar(text("SELECT count(*) FROM day_counter")) == 0
    db.downgrade("base")
    assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
    db.close()


def test_migrating_twice_changes_nothing(db: Database) -> None:
    db.migrate()
    with db.session() as session:
        assert session.scalar(text("SELECT version_num FROM alembic_version")) == ALL[-1]


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql+pymysql://host/kium"])
def test_database_that_could_not_keep_anything_is_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError, match=r"names no file|not supported"):
        Database(url)


def test_bookings_outlive_a_step_down_and_up_again(
    engines: Engines, engine_name: str, policy: Policy
) -> None:
    db = Database(engines.empty_url(engine_name))
    db.migrate()
    with db.session(write=True) as session:
        centre = make_centre(session)
        first, second = (
            ask(session, policy, centre.id, child) for child in make_children(session, centre, 2)
        )
        assert first.booking is not None
        assert second.booking is not None
        second.booking.extends_id = first.booking.id
        second.booking.is_unused = True
        days = len(second.booking.days)
    db.downgrade("0005")
    with db.session() as session:
        assert session.scalar(text("SELECT count(*) FROM booking")) == 2
        assert session.scalar(text("SELECT count(*) FROM booking_day")) == 2 * days
    db.migrate()
    with db.session() as session:
        kept = session.execute(text("SELECT priority_class, is_unused, extends_id FROM booking")).all()
        assert [tuple(row) for row in kept] == [("none", False, None)] * 2
    db.close()
