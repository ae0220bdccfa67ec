"""Guardians and children: registering them, and finding those an actor may see."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import insert, or_, select
from sqlalchemy.orm import Session, joinedload

from kium_rules.errors import NotAllowed, NotFound, Refused
from kium_rules.records import audit
from kium_rules.records.access import access_of, children_seen, sees_child
from kium_rules.records.actors import Actor
from kium_rules.records.centres import LIKE_ESCAPE, escape_like
from kium_rules.records.models import Child, Consent, ConsentKind, Guardian
from kium_rules.records.paging import Page, read_page
from kium_rules.records.phones import canonical_phone
from kium_rules.vocabulary import Role


def register_guardian(session: Session, actor: Actor, *, name: str, phone: str, now: datetime) -> Guardian:
    """Register a guardian who is no member, as staff do for an application by phone or visit.

    Raises:
        NotAllowed: The actor is not centre staff.
        Refused: Name or phone cannot be used.
    """
    if not access_of(actor).may("register_child", "own_centre"):
        raise NotAllowed.because("records.staff_registers_guardians")
    guardian = Guardian(
        name=require_name(name),
        phone=canonical_phone(phone),
        registered_at=now,
        registered_by_centre_id=actor.centre_id,
    )
    session.add(guardian)
    session.flush()
    audit.record(session, actor, "register", "guardian", guardian.id, {}, now=now, centre_id=actor.centre_id)
    return guardian


def register_child(
    session: Session,
    actor: Actor,
    *,
    name: str,
    grade: int,
    school: str,
    consents: Mapping[str, str],
    now: datetime,
    born_on: date | None = None,
    guardian_id: int | None = None,
) -> Child:
    """Register a child with its guardian's consent.

    Args:
        session: The transaction.
        actor: A parent for the own child, or centre staff for a guardian's.
        name: The child's name.
        grade: Grade of school, 1 = first year of elementary school.
        school: The school's name.
        consents: What the guardian agreed to, with the version of each text; `child` is needed.
        now: When.
        born_on: Date of birth, where it is given.
        guardian_id: Whose child, when staff register it.

    Raises:
        NotAllowed: The actor may not register children for this guardian.
        NotFound: There is no such guardian.
        Refused: A value cannot be used, or the consent for the child is missing.
    """
    guardian = _guardian_for(session, actor, guardian_id)
    if grade < 0:
        raise Refused.because("records.bad_grade", grade=grade)
    if born_on is not None and born_on > now.date():
        raise Refused.because("records.born_in_future", on=born_on)
    if ConsentKind.CHILD not in consents:
        raise Refused.because("records.child_consent_missing")
    child = Child(
        guardian_id=guardian.id,
        name=require_name(name),
        grade=grade,
        school=school.strip(),
        born_on=born_on,
        registered_at=now,
        registered_by_centre_id=actor.centre_id if actor.role is Role.CENTRE else None,
    )
    session.add(child)
    session.flush()
    record_consents(session, actor, guardian_id=guardian.id, child_id=child.id, consents=consents, now=now)
    details = {"consents": dict(consents)}
    audit.record(session, actor, "register", "child", child.id, details, now=now, centre_id=actor.centre_id)
    return child


def record_consents(
    session: Session,
    actor: Actor,
    *,
    guardian_id: int,
    child_id: int | None,
    consents: Mapping[str, str],
    now: datetime,
) -> None:
    """Keep what a guardian agreed to: online by the parent, on paper where staff enter it.

    Raises:
        ValueError: There is no such kind of consent.
    """
    rows = [
        {
            "guardian_id": guardian_id,
            "child_id": child_id,
            "kind": ConsentKind(kind),
            "text_version": version,
            "given_at": now,
            "how": "online" if actor.role is Role.PARENT else "paper",
        }
        for kind, version in consents.items()
    ]
    if rows:
        session.execute(insert(Consent), rows)


def consents_of(session: Session, child: Child) -> frozenset[ConsentKind]:
    """Tell what was agreed to for a child, by itself or for all of the guardian's children."""
    query = select(Consent.kind).where(
        Consent.guardian_id == child.guardian_id,
        or_(Consent.child_id == child.id, Consent.child_id.is_(None)),
    )
    return frozenset(session.scalars(query))


def children_of(session: Session, guardian_id: int) -> list[Child]:
    """List a guardian's children in the order they were registered."""
    return list(session.scalars(select(Child).where(Child.guardian_id == guardian_id).order_by(Child.id)))


def get_child(session: Session, actor: Actor, child_id: int) -> Child:
    """Give a child that the actor may see.

    Raises:
        NotFound: There is none, or none this login may see.
    """
    query = select(Child).where(Child.id == child_id).options(joinedload(Child.guardian))
    child = session.scalars(query).one_or_none()
    if child is None or not sees_child(session, actor, child):
        raise NotFound.because("records.no_such_child")
    return child


def list_children(
    session: Session, actor: Actor, *, text: str | None = None, page: int = 1, per_page: int = 50
) -> Page[Child]:
    """List the children an actor may see, by name; `text` is looked for in child, guardian and phone."""
    query = select(Child).join(Child.guardian).where(children_seen(actor)).options(joinedload(Child.guardian))
    if text and text.strip():
        like = f"%{escape_like(text.strip())}%"
        fields = (Child.name, Guardian.name, Guardian.phone)
        query = query.where(or_(*(field.ilike(like, escape=LIKE_ESCAPE) for field in fields)))
    return read_page(session, query.order_by(Child.name, Child.id), page=page, per_page=per_page)


def require_name(name: str) -> str:
    """Give a name without blanks around it.

    Raises:
        Refused: It is empty or longer than names are.
    """
    name = " ".join(name.split())
    if not name or len(name) > 60:
        raise Refused.because("records.bad_name")
    return name


def _guardian_for(session: Session, actor: Actor, guardian_id: int | None) -> Guardian:
    relation = "own_child" if actor.role is Role.PARENT else "own_centre"
    if not access_of(actor).may("register_child", relation):
        raise NotAllowed.because("records.staff_registers_children")
    if actor.role is Role.PARENT:
        if guardian_id not in (None, actor.guardian_id):
            raise NotAllowed.because("records.own_children_only")
        guardian_id = actor.guardian_id
    guardian = session.get(Guardian, guardian_id) if guardian_id is not None else None
    if guardian is None:
        raise NotFound.because("records.no_such_guardian")
    return guardian
