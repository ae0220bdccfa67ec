"""A database that goes away in the middle, or cannot be reached at all: a plain sentence, and the next try works."""

from pathlib import Path

import pytest
from databases import Engines
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from worlds import make_centre

from kium_rules.errors import Busy
from kium_rules.records import Database
from kium_rules.records.models import Centre

UNREACHABLE = "cannot be reached"


def read(db: Database, statement: str) -> None:
    """Let the database read."""
    with db.session() as session:
        session.execute(text(statement))


def cut_off(db: Database, other: Database, *, goes_on: bool) -> None:
    """Write something, while somebody ends the connection; go on writing, or come to the commit at once."""
    with db.session(write=True) as session:
        make_centre(session)
        number = session.scalar(text("SELECT pg_backend_pid()"))
        with other.session(write=True) as killer:
            killer.execute(text("SELECT pg_terminate_backend(:number)"), {"number": number})
        if goes_on:
            make_centre(session)


@pytest.mark.postgres
@pytest.mark.parametrize("goes_on", [True, False])
def test_a_connection_cut_in_the_middle_is_told_and_the_next_try_works(
    engines: Engines, goes_on: bool
) -> None:
    with engines.database("postgresql") as db, engines.database("postgresql") as other:
        with pytest.raises(Busy, match=UNREACHABLE) as busy:
            cut_off(db, other, goes_on=goes_on)
        assert "연결할 수 없습니다" in busy.value.ko
        with db.session(write=True) as session:
            assert session.scalars(select(Centre)).all() == []
            make_centre(session)


@pytest.mark.parametrize(
    "url", ["postgresql+psycopg://nobody@127.0.0.1:9/nothing", "sqlite:///{folder}/gone/kium.db"]
)
def test_a_database_that_is_not_there_is_told(tmp_path: Path, url: str) -> None:
    db = Database(url.format(folder=tmp_path))
    with pytest.raises(Busy, match=UNREACHABLE):
        read(db, "SELECT 1")
    db.close()


def test_a_mistake_in_a_statement_stays_a_fault(db: Database) -> None:
    with pytest.raises(DBAPIError, match="no_such_table"):
        read(db, "SELECT * FROM no_such_table")
