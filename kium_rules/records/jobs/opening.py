"""Opening the database of a job, with plain words where that cannot be done."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from kium_rules.errors import Busy, Unavailable
from kium_rules.records.database import Database
from kium_rules.records.models import JobLease


def open_database(url: str) -> Database:
    """Open a database and see that it can be worked with.

    Raises:
        Unavailable: The URL is none, the database cannot be reached, or its schema is not up to date.
    """
    try:
        db = Database(url)
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise Unavailable(f"{error}. A URL is sqlite:///file.db or postgresql+psycopg://host/name") from error
    if db.is_sqlite and not Path(db.url.database or "").is_file():
        # SQLite would make an empty file of that name.
        raise Unavailable(f"there is no file {db.url.database}")
    try:
        with db.session() as session:
            session.execute(select(JobLease).limit(1)).all()
    except Busy as busy:
        db.close()
        raise Unavailable(str(busy.__cause__ or busy)) from busy
    except DBAPIError as error:
        db.close()
        raise Unavailable(f"{error.orig}. Is it the right one, and is its schema up to date?") from error
    return db
