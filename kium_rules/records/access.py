"""What an actor may see: the rule table `access` answers both "which rows?" and "may I?"."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, not_, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from kium_rules.errors import NotAllowed, NotFound
from kium_rules.policy.access import Access, packaged_access
from kium_rules.records.actors import Actor
from kium_rules.records.held import HeldChild
from kium_rules.records.models import Booking, Centre, Child
from kium_rules.vocabulary import Role

Key = InstrumentedAttribute[int]
Rows = ColumnElement[bool]

NEAREST_FIRST: Mapping[Role, tuple[str, ...]] = {
    Role.PARENT: ("own_child",),
    Role.CENTRE: ("own_centre", "own_district"),
    Role.DISTRICT: ("own_district",),
}
"""In which relations of the table a login can stand to something, by what it belongs to; all else lies elsewhere."""


def access_of(actor: Actor) -> Access:
    """Give what an actor may do: as the rules said at sign-in, or as those that come with the library say."""
    return actor.access or packaged_access(actor.role)


def rows_seen(
    actor: Actor,
    centre_id: Key,
    child_id: Key | InstrumentedAttribute[int | None],
    action: str = "see_booking",
) -> Rows:
    """Say which rows that belong to a centre and a child an actor sees.

    The relation decides which rows are meant, the table whether they are seen: by the rules as they come, parents see
    their own children's, staff their centre's, a district officer those of the district, the city all.

    Args:
        actor: Who looks.
        centre_id: The column that names the centre.
        child_id: The column that names the child.
        action: What for, in the words of the table.

    Source: access.
    """
    relations: dict[str, Callable[[], Rows]] = {
        "own_child": lambda: child_id.in_(select(Child.id).where(Child.guardian_id == actor.guardian_id)),
        "own_centre": lambda: centre_id == actor.centre_id,
        "own_district": lambda: centre_id.in_(_centres_of_district(actor)),
    }
    return _seen(actor, action, relations)


def bookings_seen(actor: Actor) -> Rows:
    """Say which bookings an actor sees.

    Source: access.
    """
    return rows_seen(actor, Booking.centre_id, Booking.child_id)


def children_seen(actor: Actor) -> Rows:
    """Say which children an actor sees: staff those with a booking at the centre, and those it registered.

    Source: access.
    """
    relations: dict[str, Callable[[], Rows]] = {
        "own_child": lambda: Child.guardian_id == actor.guardian_id,
        "own_centre": lambda: or_(
            Child.id.in_(select(Booking.child_id).where(Booking.centre_id == actor.centre_id)),
            Child.registered_by_centre_id == actor.centre_id,
        ),
        "own_district": lambda: Child.id.in_(
            select(Booking.child_id).where(Booking.centre_id.in_(_centres_of_district(actor)))
        ),
    }
    return _seen(actor, "see_child", relations)


def sees_child(session: Session, actor: Actor, child: Child | HeldChild) -> bool:
    """Say whether an actor sees a child: of the own one that is known without asking the database.

    Source: access.
    """
    if actor.role is Role.PARENT and child.guardian_id == actor.guardian_id:
        return access_of(actor).may("see_child", "own_child")
    return session.scalar(select(Child.id).where(Child.id == child.id, children_seen(actor))) is not None


def relation_to(session: Session, actor: Actor, centre: Centre) -> str:
    """Say in the words of the table `access` where a centre lies for an actor."""
    if actor.role is Role.CENTRE and actor.centre_id == centre.id:
        return "own_centre"
    if actor.role is Role.DISTRICT and actor.district_id == centre.district_id:
        return "own_district"
    if actor.role is Role.CENTRE and actor.centre_id is not None:
        own = session.get(Centre, actor.centre_id)
        if own is not None and own.district_id == centre.district_id:
            return "own_district"
    return "elsewhere"


def require_centre(session: Session, actor: Actor, centre_id: int, action: str = "see_centre") -> Centre:
    """Give a centre with which the actor may do something.

    Args:
        session: The transaction.
        actor: Who acts.
        centre_id: Which centre.
        action: What, in the words of the table.

    Raises:
        NotAllowed: The actor may not do that there.
        NotFound: There is no such centre.

    Source: access.
    """
    centre = session.get(Centre, centre_id)
    if centre is None:
        raise NotFound.because("records.no_such_centre")
    if not access_of(actor).may(action, relation_to(session, actor, centre)):
        raise NotAllowed.because("records.not_your_centre")
    return centre


def _seen(actor: Actor, action: str, relations: Mapping[str, Callable[[], Rows]]) -> Rows:
    """Join the rows of every relation in which the table allows the action; the nearest relation of a row counts."""
    access, possible = access_of(actor), NEAREST_FIRST.get(actor.role, ())
    denied = [relation for relation in possible if not access.may(action, relation)]
    if access.may(action, "elsewhere"):
        return and_(true(), *(not_(relations[relation]()) for relation in denied))
    seen = []
    for number, relation in enumerate(possible):
        if relation not in denied:
            nearer = (not_(relations[other]()) for other in possible[:number] if other in denied)
            seen.append(and_(relations[relation](), *nearer))
    return or_(false(), *seen)


def _centres_of_district(actor: Actor) -> Select[Any]:
    """Select the centres of the actor's district; that of staff is their centre's."""
    if actor.role is not Role.CENTRE:
        return select(Centre.id).where(Centre.district_id == actor.district_id)
    own = select(Centre.district_id).where(Centre.id == actor.centre_id).scalar_subquery()
    return select(Centre.id).where(Centre.district_id == own)
