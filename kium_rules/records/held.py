"""A centre and a child as an application needs them, held until the transaction ends.

They are plain values, read in a statement each: an object of the session costs several times as much, and no
application changes a centre or a child.
"""

from dataclasses import dataclass

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from kium_rules.records.models import Base, Centre, Child, Consent, ConsentKind, Guardian
from kium_rules.records.prepared import Prepared

CENTRES, CHILDREN, GUARDIANS, CONSENTS = (
    Base.metadata.tables[model.__tablename__] for model in (Centre, Child, Guardian, Consent)
)
_CENTRE = Prepared(
    select(CENTRES.c.id, CENTRES.c.name, CENTRES.c.is_open, CENTRES.c.revision)
    .where(CENTRES.c.id == bindparam("id"))
    .with_for_update(key_share=True)
)
# A row for each consent. Who waited for the child may see them as they were before: who gives one does not hold it.
_CHILD = Prepared(
    select(
        CHILDREN.c.id,
        CHILDREN.c.guardian_id,
        CHILDREN.c.name,
        CHILDREN.c.grade,
        GUARDIANS.c.phone,
        CONSENTS.c.kind,
    )
    .select_from(
        CHILDREN.join(GUARDIANS).outerjoin(
            CONSENTS,
            and_(
                CONSENTS.c.guardian_id == CHILDREN.c.guardian_id,
                or_(CONSENTS.c.child_id == CHILDREN.c.id, CONSENTS.c.child_id.is_(None)),
            ),
        )
    )
    .where(CHILDREN.c.id == bindparam("id"))
    .with_for_update(key_share=True, of=CHILDREN)
)


@dataclass(frozen=True, slots=True)
class HeldCentre:
    """A centre: its name, whether it takes bookings, and the revision of what decisions about it depend on."""

    id: int
    name: str
    is_open: bool
    revision: int


@dataclass(frozen=True, slots=True)
class HeldChild:
    """A child, its guardian's phone, and what was agreed to for it."""

    id: int
    guardian_id: int
    name: str
    grade: int
    phone: str
    consents: frozenset[ConsentKind]


def hold_centre(session: Session, centre_id: int) -> HeldCentre | None:
    """Lock a centre as `locks.lock_centre` does, and give it as it is now; None: there is no such centre."""
    session.flush()
    row = _CENTRE.first(session, {"id": centre_id})
    return None if row is None else HeldCentre(*row)


def hold_child(session: Session, child_id: int) -> HeldChild | None:
    """Lock a child as `locks.lock_child` does, and give it as it is now; None: there is no such child."""
    rows = _CHILD.all(session, {"id": child_id})
    if not rows:
        return None
    child, guardian, name, grade, phone, _ = rows[0]
    return HeldChild(child, guardian, name, grade, phone, frozenset(row[-1] for row in rows if row[-1]))
