"""Statements handed to the driver as they are: values go in and come out as ever, and errors are told as ever."""

from datetime import UTC, datetime, tzinfo

import pytest
from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from worlds import MONDAY, NOW, make_centre, make_children

from kium_rules.errors import Busy
from kium_rules.records import Database
from kium_rules.records.models import Base, Child, DayCounter, OutboxMessage, Task
from kium_rules.records.prepared import Prepared
from kium_rules.vocabulary import SEOUL

CHILDREN, COUNTERS, TASKS = (Base.metadata.tables[model.__tablename__] for model in (Child, DayCounter, Task))
CHILD = Prepared(select(CHILDREN).where(CHILDREN.c.id == bindparam("id")))


def test_values_come_out_as_an_object_of_the_session_has_them(db: Database) -> None:
    with db.session(write=True) as session:
        [child] = make_children(session, make_centre(session), 1)
        session.flush()
        row = CHILD.first(session, {"id": child.id})
    assert row is not None
    assert dict(zip(CHILDREN.columns.keys(), row, strict=True)) == {
        column.name: getattr(child, column.name) for column in CHILDREN.columns
    }
    assert child.registered_at.tzinfo is not None


def test_a_value_that_is_missing_is_named(db: Database) -> None:
    with db.session() as session, pytest.raises(KeyError, match="id"):
        CHILD.all(session, {"ident": 1})


def test_no_row_is_none_and_an_empty_list(db: Database) -> None:
    with db.session() as session:
        assert CHILD.first(session, {"id": 0}) is None
        assert CHILD.all(session, {"id": 0}) == []


@pytest.mark.parametrize("zone", [UTC, SEOUL])
def test_an_instant_goes_in_from_any_zone_and_comes_out_in_utc(db: Database, zone: tzinfo) -> None:
    turn = Prepared(
        update(CHILDREN)
        .where(CHILDREN.c.id == bindparam("id"))
        .values(registered_at=bindparam("at"), grade=bindparam("to"))
        .returning(CHILDREN.c.registered_at, CHILDREN.c.grade)
    )
    at = datetime(2024, 2, 29, 23, 59, 59, 1, tzinfo=zone)
    with db.session(write=True) as session:
        [child] = make_children(session, make_centre(session), 1)
        session.flush()
        assert turn.all(session, {"id": child.id, "at": at, "to": 6}) == [(at, 6)]


def test_a_value_that_stands_in_the_statement_stays(db: Database) -> None:
    more = Prepared(
        update(COUNTERS)
        .where(COUNTERS.c.centre_id == bindparam("at"))
        .values(regular_limit=COUNTERS.c.regular_limit + 3)
    )
    with db.session(write=True) as session:
        centre = make_centre(session)
        session.flush()
        counters = dict.fromkeys(COUNTERS.columns.keys(), 0)
        session.execute(insert(COUNTERS), {**counters, "centre_id": centre.id, "on": MONDAY})
        assert more.run(session, {"at": centre.id}) == 1
        assert more.run(session, {"at": centre.id}) == 1
        assert session.scalar(select(COUNTERS.c.regular_limit)) == 6


def test_many_rows_are_written_at_once(db: Database) -> None:
    columns = ("kind", "text", "centre_id", "created_at")
    write = Prepared(insert(TASKS), columns)
    with db.session(write=True) as session:
        centre = make_centre(session)
        session.flush()
        row = {"kind": "call", "centre_id": centre.id, "created_at": NOW}
        write.run_many(session, [])
        write.run_many(session, [{**row, "text": text} for text in ("하나", "둘", "셋")])
        assert set(session.scalars(select(Task.text))) == {"하나", "둘", "셋"}


def test_what_the_engine_refuses_is_told_as_for_any_statement(db: Database) -> None:
    lower = Prepared(update(CHILDREN).where(CHILDREN.c.id == bindparam("id")).values(grade=bindparam("to")))
    with db.session(write=True) as session:
        [child] = make_children(session, make_centre(session), 1)
        session.flush()
        with pytest.raises(IntegrityError, match="grade_not_negative"):
            lower.run(session, {"id": child.id, "to": -1})
        session.rollback()


def test_a_default_of_the_model_must_be_given(db: Database) -> None:
    message = Prepared(insert(Base.metadata.tables[OutboxMessage.__tablename__]), ("kind", "text"))
    with db.session(write=True) as session, pytest.raises(ValueError, match=r"key.*give the value itself"):
        message.run(session, {"kind": "offered", "text": "..."})


@pytest.mark.postgres
@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_a_connection_lost_in_the_middle_is_told_in_words_and_not_used_again(db: Database) -> None:
    def lose_it() -> None:
        with db.session(write=True) as session:
            own = session.scalar(select(func.pg_backend_pid()))
            with db.session() as other:
                other.execute(select(func.pg_terminate_backend(own)))
            CHILD.first(session, {"id": 1})

    with pytest.raises(Busy):
        lose_it()
    with db.session(write=True) as session:
        assert CHILD.first(session, {"id": 1}) is None
