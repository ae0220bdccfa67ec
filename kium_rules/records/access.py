"""What an actor may see: one rule that answers both "which rows?" and "may I?"."""

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from kium_rules.errors import NotAllowed, NotFound
from kium_rules.records.actors import Actor
from kium_rules.records.models import Booking, Centre, Child
from kium_rules.vocabulary import Role

Key = InstrumentedAttribute[int]


def rows_seen(
    actor: Actor, centre_id: Key, child_id: Key | InstrumentedAttribute[int | None]
) -> ColumnElement[bool]:
    """Say which rows that belong to a centre and a child an actor sees.

    Parents see their own children's, staff their centre's, a district officer those of the district, the city
    all. Policy staff see nobody's.
    """
    match actor.role:
        case Role.CITY | Role.SYSTEM:
            return true()
        case Role.DISTRICT:
            return centre_id.in_(select(Centre.id).where(Centre.district_id == actor.district_id))
        case Role.CENTRE:
            return centre_id == actor.centre_id
        case Role.PARENT:
            return child_id.in_(select(Child.id).where(Child.guardian_id == actor.guardian_id))
        case _:
            return false()


def bookings_seen(actor: Actor) -> ColumnElement[bool]:
    """Say which bookings an actor sees."""
    return rows_seen(actor, Booking.centre_id, Booking.child_id)


def children_seen(actor: Actor) -> ColumnElement[bool]:
    """Say which children an actor sees: staff those with a booking at the centre, and those it registered."""
    if actor.role is Role.PARENT:
        return Child.guardian_id == actor.guardian_id
    booked = Child.id.in_(select(Booking.child_id).where(bookings_seen(actor)))
    if actor.role is Role.CENTRE:
        return or_(booked, Child.registered_by_centre_id == actor.centre_id)
    return true() if actor.role in {Role.CITY, Role.SYSTEM} else booked


def require_centre(session: Session, actor: Actor, centre_id: int) -> Centre:
    """Give a centre that the actor works for or oversees.

    Raises:
        NotAllowed: The actor has no say there.
        NotFound: There is no such centre.
    """
    centre = session.get(Centre, centre_id)
    if centre is None:
        raise NotFound.because("records.no_such_centre")
    reaches = {
        Role.CENTRE: actor.centre_id == centre_id,
        Role.DISTRICT: actor.district_id == centre.district_id,
        Role.CITY: True,
        Role.SYSTEM: True,
    }
    if not reaches.get(actor.role, False):
        raise NotAllowed.because("records.not_your_centre")
    return centre
