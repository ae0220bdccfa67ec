"""Leases: one worker at a time runs a job, and one that died holds it no longer than its lease.

The lease keeps two workers from doing the same work; it is not what keeps the records right. For that every job may
run twice at once: it locks centres, asks again under the lock, and claims messages.
"""

import os
import socket
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from kium_rules.records.models import JobLease

LEASE = timedelta(minutes=2)
"""How long a job that died is left alone. A job at work renews its lease."""
LONGEST_SAID = 2000


@dataclass(frozen=True, slots=True)
class Standing:
    """How a job stands.

    Args:
        name: Which job.
        holder: Who runs it now; empty: nobody.
        finished_at: When it was last done to the end; None: never.
        said: What it said then.
    """

    name: str
    holder: str
    finished_at: datetime | None
    said: str


def new_holder() -> str:
    """Make a name for whoever holds leases: machine, process, and what makes it the only one."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"


def take(session: Session, name: str, holder: str, *, now: datetime) -> bool:
    """Take a job's lease, unless somebody else has it.

    Args:
        session: A writing transaction of its own.
        name: Which job.
        holder: Who takes it.
        now: When.

    Returns:
        Whether it was taken.
    """
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    first = {"name": name, "holder": "", "said": ""}
    session.execute(dialect.insert(JobLease).values(first).on_conflict_do_nothing())
    free = or_(JobLease.held_until_at.is_(None), JobLease.held_until_at <= now)
    return _write(session, name, free, {"holder": holder, "held_until_at": now + LEASE})


def renew(session: Session, name: str, holder: str, *, now: datetime) -> bool:
    """Hold a lease for longer.

    Returns:
        Whether the holder still had it.
    """
    return _write(session, name, JobLease.holder == holder, {"held_until_at": now + LEASE})


def release(session: Session, name: str, holder: str, *, now: datetime, said: str | None) -> None:
    """Give a lease back.

    Args:
        session: A writing transaction of its own.
        name: Which job.
        holder: Who had it.
        now: When.
        said: What the job said at its end; None: it did not come to its end.
    """
    values: dict[str, object] = {"holder": "", "held_until_at": None}
    if said is not None:
        values |= {"finished_at": now, "said": said[:LONGEST_SAID]}
    _write(session, name, JobLease.holder == holder, values)


def standings(session: Session, *, now: datetime) -> dict[str, Standing]:
    """Tell how the jobs stand that have ever been run, by name."""
    rows = session.execute(
        select(
            JobLease.name, JobLease.holder, JobLease.held_until_at, JobLease.finished_at, JobLease.said
        ).order_by(JobLease.name)
    )
    return {
        name: Standing(name, holder if until_at and until_at > now else "", finished_at, said)
        for name, holder, until_at, finished_at, said in rows
    }


def _write(session: Session, name: str, where: ColumnElement[bool], values: dict[str, object]) -> bool:
    statement = update(JobLease).where(JobLease.name == name, where).values(values)
    written = session.scalars(
        statement.returning(JobLease.name), execution_options={"synchronize_session": False}
    )
    return written.one_or_none() is not None
