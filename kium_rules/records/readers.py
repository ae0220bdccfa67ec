"""Card readers: each has a token, kept as a hash and shown once."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kium_rules.errors import NotAllowed
from kium_rules.records import audit
from kium_rules.records.access import require_centre
from kium_rules.records.actors import Actor
from kium_rules.records.models import Reader
from kium_rules.vocabulary import Role

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class NewReader:
    """A reader just registered, with the token that nobody sees again."""

    reader: Reader
    token: str


def register_reader(
    session: Session, actor: Actor, *, centre_id: int, name: str, now: datetime, token: str | None = None
) -> NewReader:
    """Register a reader at a centre and give its token.

    Args:
        session: The transaction; a writing one.
        actor: Staff of the centre, its district, or the city.
        centre_id: Where it stands.
        name: What people call it.
        now: When.
        token: A token chosen by the caller, as for a demo; None: a random one.

    Raises:
        NotAllowed: The actor has no say at this centre.
        NotFound: There is no such centre.
    """
    if actor.role is Role.PARENT:
        raise NotAllowed.because("records.not_your_centre")
    centre = require_centre(session, actor, centre_id, "edit_centre")
    token = token or secrets.token_urlsafe(TOKEN_BYTES)
    reader = Reader(centre_id=centre.id, name=name.strip(), token_hash=hash_token(token), registered_at=now)
    session.add(reader)
    session.flush()
    audit.record(
        session, actor, "register", "reader", reader.id, {"name": reader.name}, now=now, centre_id=centre.id
    )
    return NewReader(reader, token)


def reader_by_token(session: Session, token: str) -> Reader | None:
    """Find the reader that a token belongs to; None: unknown, or switched off."""
    query = select(Reader).where(Reader.token_hash == hash_token(token), Reader.is_active)
    return session.scalars(query).one_or_none()


def hash_token(token: str) -> str:
    """Hash a token. It is random and long, so that a fast hash keeps it."""
    return hashlib.sha256(token.encode()).hexdigest()
