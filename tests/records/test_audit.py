"""The audit log cannot be changed, and it shows when somebody got around that."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from worlds import NOW, ask, make_centre, make_children, parent_of

from kium_rules.policy import Policy
from kium_rules.records import Database, audit, bookings
from kium_rules.records.actors import SYSTEM
from kium_rules.records.models import AuditChain, AuditLine

TRIGGERS = {
    "sqlite": ("DROP TRIGGER audit_line_is_kept_update", "DROP TRIGGER audit_line_is_kept_delete"),
    "postgresql": ("ALTER TABLE audit_line DISABLE TRIGGER audit_line_is_kept",),
}


def write_lines(session: Session, count: int = 4) -> None:
    """Write some lines, and one into another chain."""
    for number in range(count):
        details = {"number": number, "on": NOW.date(), "word": "견본"}
        audit.record(
            session, SYSTEM, "try", "thing", number, details, now=NOW + timedelta(seconds=number), centre_id=7
        )
    audit.record(session, SYSTEM, "try", "thing", None, {}, now=NOW)


def tamper(db: Database, statement: object) -> list[tuple[int, str]]:
    """Write some lines, switch the database's guard off as an administrator could, and change them."""
    with db.session(write=True) as session:
        write_lines(session)
    with db.session(write=True) as session:
        for trigger in TRIGGERS[session.get_bind().dialect.name]:
            session.execute(text(trigger))
        session.execute(statement)
    with db.session() as session:
        return [(line.number, line.what) for line in audit.broken_lines(session)]


def test_chain_that_was_left_alone_is_whole(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        write_lines(session)
        centre = make_centre(session)
        [child] = make_children(session, centre, 1)
        booking = ask(session, policy, centre.id, child).booking
        assert booking is not None
        bookings.cancel(session, parent_of(child), booking.id, now=NOW, policy=policy)
    with db.session() as session:
        assert list(audit.broken_lines(session)) == []


@pytest.mark.parametrize("statement", [update(AuditLine).values(actor_name="x"), delete(AuditLine)])
def test_database_refuses_to_change_or_delete_lines(db: Database, statement: object) -> None:
    with db.session(write=True) as session:
        write_lines(session)
    with pytest.raises(DBAPIError, match="neither changed nor deleted"), db.session(write=True) as session:
        session.execute(statement)


def test_database_refuses_a_line_that_does_not_follow_the_last(db: Database) -> None:
    with db.session(write=True) as session:
        write_lines(session)
    columns = "at, actor_role, actor_name, action, noun, details"
    forged = text(
        f"INSERT INTO audit_line (chain_id, number, {columns}, previous_hash, hash)"  # noqa: S608 - our own names
        f" SELECT chain_id, 9, {columns}, hash, hash FROM audit_line WHERE number = 2"
    )
    with pytest.raises(DBAPIError, match="does not follow"), db.session(write=True) as session:
        session.execute(forged)


def test_changed_line_is_found(db: Database) -> None:
    changed = (
        update(AuditLine).where(AuditLine.chain_id == 7, AuditLine.number == 2).values(actor_name="아무개")
    )
    assert tamper(db, changed) == [(2, "changed")]


def test_deleted_line_is_found(db: Database) -> None:
    gone = delete(AuditLine).where(AuditLine.chain_id == 7, AuditLine.number == 2)
    assert (2, "missing") in tamper(db, gone)


def test_lines_cut_off_at_the_end_are_found(db: Database) -> None:
    gone = delete(AuditLine).where(AuditLine.chain_id == 7, AuditLine.number >= 3)
    assert tamper(db, gone) == [(4, "missing at the end")]


def test_head_that_was_set_back_is_found(db: Database) -> None:
    assert tamper(db, update(AuditChain).where(AuditChain.id == 7).values(last_number=3)) == [
        (3, "missing at the end")
    ]


def test_one_chain_can_be_checked_alone(db: Database) -> None:
    tamper(db, update(AuditLine).where(AuditLine.chain_id == 7).values(action="x"))
    with db.session() as session:
        assert list(audit.broken_lines(session, centre_id=0)) == []
        assert len(list(audit.broken_lines(session, centre_id=7))) == 4
