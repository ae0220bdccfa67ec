"""Locks on rows, each in a statement of its own.

A subquery beside `FOR UPDATE` would read what was there before the wait. Whoever needs several locks takes
them in this order, each kind by rising id: centres, children, cards, the audit chain last. SQLite needs none
of them: its writers are one at a time from the first statement on. `FOR NO KEY UPDATE` lets rows that only
refer to the locked one be written meanwhile.
"""

from collections.abc import Collection

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from kium_rules.records.models import Card, Centre, Child

# Made once: making a statement costs several times as much as sending it.
_CENTRE = (
    select(Centre)
    .where(Centre.id == bindparam("id"))
    .with_for_update(key_share=True, of=Centre)
    .execution_options(populate_existing=True)
)


def lock_centre(session: Session, centre_id: int) -> Centre | None:
    """Hold a centre: its seats, its queue, its bookings' states.

    Returns:
        The centre as it is now, whatever the session knew of it before; None: there is no such centre.
    """
    return session.scalars(_CENTRE, {"id": centre_id}).one_or_none()


def lock_centres(session: Session, centre_ids: Collection[int]) -> None:
    """Hold several centres, by rising id."""
    query = select(Centre.id).where(Centre.id.in_(sorted(centre_ids))).order_by(Centre.id)
    session.execute(query.with_for_update(key_share=True, of=Centre))


def lock_child(session: Session, child_id: int) -> None:
    """Hold a child, whose bookings at all centres are about to be compared."""
    session.execute(select(Child.id).where(Child.id == child_id).with_for_update(key_share=True))


def lock_card(session: Session, uid: str) -> int | None:
    """Hold a card, so that its taps are judged one after another.

    Returns:
        Its id; None: no such card is registered.
    """
    return session.scalar(select(Card.id).where(Card.uid == uid).with_for_update(key_share=True))
