"""The audit log: lines that each carry the hash of the one before.

There is one chain per centre and one for what belongs to no centre, so that centres do not queue behind each
other. The database lets lines be added only at the end of a chain and never changed; `broken_lines`
recomputes them.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from kium_rules.records.actors import Actor
from kium_rules.records.canonical import Written, canonical
from kium_rules.records.models import NO_CENTRE, AuditChain, AuditLine, Base
from kium_rules.records.prepared import Prepared

FIRST_HASH = "0" * 64
CHAINS = Base.metadata.tables[AuditChain.__tablename__]
LINES = Base.metadata.tables[AuditLine.__tablename__]
_HEAD = Prepared(
    select(CHAINS.c.last_number, CHAINS.c.last_hash).where(CHAINS.c.id == bindparam("id")).with_for_update()
)
_INSERT = Prepared(insert(LINES), [column.name for column in LINES.columns if not column.primary_key])


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A line that is not what was written, or not where it was written; `what` says in what way."""

    chain_id: int
    number: int
    what: str


def record(
    session: Session,
    actor: Actor,
    action: str,
    noun: str,
    noun_id: int | None,
    details: Mapping[str, Any],
    *,
    now: datetime,
    centre_id: int | None = None,
) -> None:
    """Write what was done, in the same transaction as the doing. Call it last: it holds the chain until the
    end.

    Args:
        session: The transaction.
        actor: Who did it.
        action: What, such as `approve`.
        noun: To what kind of thing, such as `booking`.
        noun_id: Which one.
        details: What else a reader will ask; plain values, dates and times.
        now: When.
        centre_id: Whose chain it joins; None: the chain of what belongs to no centre.
    """
    record_many(session, actor, action, noun, [(noun_id, details)], now=now, centre_id=centre_id)


def record_many(
    session: Session,
    actor: Actor,
    action: str,
    noun: str,
    things: Sequence[tuple[int | None, Mapping[str, Any]]],
    *,
    now: datetime,
    centre_id: int | None = None,
) -> None:
    """Write that the same was done to several things, a line for each, in one go.

    Args:
        session: The transaction.
        actor: Who did it.
        action: What, such as `end`.
        noun: To what kind of thing.
        things: To which ones, each with what else a reader will ask.
        now: When.
        centre_id: Whose chain the lines join; None: the chain of what belongs to no centre.
    """
    chain_id = NO_CENTRE if centre_id is None else centre_id
    number, previous = _head(session, chain_id)
    lines = []
    for noun_id, details in things:
        number += 1
        line: dict[str, Any] = {
            "chain_id": chain_id,
            "number": number,
            "at": now,
            "actor_login_id": actor.login_id,
            "actor_role": actor.role,
            "actor_name": actor.name,
            "action": action,
            "noun": noun,
            "noun_id": noun_id,
            "details": Written(details, canonical(details)),
        }
        lines.append(line | {"previous_hash": previous, "hash": _hash(line, previous)})
        previous = lines[-1]["hash"]
    _INSERT.run_many(session, lines)


def broken_lines(session: Session, *, centre_id: int | None = None) -> Iterator[BrokenLine]:
    """Recompute the chains and give every line that is not as it was written.

    Args:
        session: The transaction.
        centre_id: Only this centre's chain; None: all of them.
    """
    heads = select(AuditChain).order_by(AuditChain.id)
    if centre_id is not None:
        heads = heads.where(AuditChain.id == centre_id)
    for head in session.scalars(heads).all():
        number, previous = 0, FIRST_HASH
        lines = select(AuditLine).where(AuditLine.chain_id == head.id).order_by(AuditLine.number)
        for line in session.scalars(lines.execution_options(yield_per=1000)):
            number += 1
            if line.number != number:
                yield BrokenLine(head.id, number, "missing")
                number = line.number
            elif line.previous_hash != previous:
                yield BrokenLine(head.id, number, "does not follow the line before")
            if line.hash != _hash({name: getattr(line, name) for name in HASHED}, line.previous_hash):
                yield BrokenLine(head.id, number, "changed")
            previous = line.hash
        if (head.last_number, head.last_hash) != (number, previous):
            yield BrokenLine(head.id, head.last_number, "missing at the end")


HASHED = (
    "chain_id",
    "number",
    "at",
    "actor_login_id",
    "actor_role",
    "actor_name",
    "action",
    "noun",
    "noun_id",
    "details",
)


def _head(session: Session, chain_id: int) -> tuple[int, str]:
    head = _HEAD.first(session, {"id": chain_id})
    if head is None:
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        first = {"id": chain_id, "last_number": 0, "last_hash": FIRST_HASH}
        session.execute(dialect.insert(AuditChain).values(first).on_conflict_do_nothing())
        head = _HEAD.first(session, {"id": chain_id})
    last_number, last_hash = head or (0, FIRST_HASH)
    return last_number, last_hash


def _hash(line: Mapping[str, Any], previous: str) -> str:
    """Hash a line's canonical JSON together with the hash before it."""
    at: datetime = line["at"]
    plain = {**line, "at": at.astimezone(UTC).isoformat(timespec="microseconds"), "previous_hash": previous}
    return hashlib.sha256(canonical(plain).encode()).hexdigest()
