"""RF cards: registering them, giving them to children, and taking them back."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from kium_rules.errors import NotAllowed, NotFound, Refused
from kium_rules.policy import Policy
from kium_rules.records import audit, locks
from kium_rules.records.access import access_of, require_centre, rows_seen
from kium_rules.records.actors import Actor
from kium_rules.records.centres import LIKE_ESCAPE, escape_like
from kium_rules.records.children import get_child
from kium_rules.records.days import day_in_seoul
from kium_rules.records.models import Booking, Card, CardHistory, Child
from kium_rules.records.paging import Page, read_page
from kium_rules.uid import canonical
from kium_rules.vocabulary import BookingState, CardState


def register_card(
    session: Session,
    actor: Actor,
    *,
    uid: str,
    centre_id: int,
    now: datetime,
    policy: Policy,  # noqa: ARG001 - every verb on cards is called alike; the table says nothing of new cards yet
) -> Card:
    """Register a card at a centre; it is a spare one until a child gets it.

    Raises:
        NotAllowed: The actor does not work at the centre.
        NotFound: There is no such centre.
        Refused: The UID cannot be read, or the card is registered already.

    Source: cards.
    """
    centre = require_centre(session, actor, centre_id, "manage_cards")
    number = canonical(uid)
    locks.lock_centre(session, centre.id)
    known = session.scalars(select(Card).where(Card.uid == number)).one_or_none()
    if known is not None:
        here = known.centre_id == centre.id
        raise Refused.because("records.card_known" if here else "records.card_elsewhere")
    card = Card(uid=number, centre_id=centre.id, state=CardState.SPARE, registered_at=now)
    session.add(card)
    session.flush()
    _write(session, actor, card, "register", now=now)
    return card


def assign_card(
    session: Session, actor: Actor, *, uid: str, child_id: int, now: datetime, policy: Policy
) -> Card:
    """Give a spare card to a child.

    Raises:
        NotFound: There is no such card or child, or none this login may see.
        Refused: The table refuses: the card is taken, or the child has one.

    Source: cards.
    """
    child = get_child(session, actor, child_id)
    return _change(session, actor, "assign", uid, child=child, now=now, policy=policy)


def reset_card(session: Session, actor: Actor, *, uid: str, now: datetime, policy: Policy) -> Card:
    """Take a card from its child and make it a spare one.

    Raises:
        NotFound: There is no such card, or none this login may see.
        Refused: The table refuses, as while the child has a scheduled booking.

    Source: cards.
    """
    return _change(session, actor, "reset", uid, now=now, policy=policy)


def report_lost(session: Session, actor: Actor, *, uid: str, now: datetime, policy: Policy) -> Card:
    """Report a card lost; from then on it is dead at every reader.

    Raises:
        NotFound: There is no such card, or none this login may see.
        Refused: The table refuses.

    Source: cards.
    """
    return _change(session, actor, "report_lost", uid, now=now, policy=policy)


def return_card(session: Session, actor: Actor, *, uid: str, now: datetime, policy: Policy) -> Card:
    """Take a card back for good.

    Raises:
        NotFound: There is no such card, or none this login may see.
        Refused: The table refuses.

    Source: cards.
    """
    return _change(session, actor, "return", uid, now=now, policy=policy)


def restore_card(session: Session, actor: Actor, *, uid: str, now: datetime, policy: Policy) -> Card:
    """Put a card that was found again back among the spare ones.

    Raises:
        NotFound: There is no such card, or none this login may see.
        Refused: The table refuses.

    Source: cards.
    """
    return _change(session, actor, "restore", uid, now=now, policy=policy)


def list_cards(
    session: Session,
    actor: Actor,
    *,
    state: CardState | None = None,
    text: str | None = None,
    page: int = 1,
    per_page: int = 50,
) -> Page[Card]:
    """List the cards of the centres an actor works for or oversees; `text` is looked for in UID and child."""
    query = select(Card).join(Card.centre).outerjoin(Card.child).where(_seen(actor))
    if state:
        query = query.where(Card.state == state)
    if text and text.strip():
        like = f"%{escape_like(text.strip())}%"
        query = query.where(
            or_(Card.uid.ilike(like, escape=LIKE_ESCAPE), Child.name.ilike(like, escape=LIKE_ESCAPE))
        )
    query = query.options(joinedload(Card.child), joinedload(Card.centre))
    return read_page(session, query.order_by(Card.centre_id, Card.uid), page=page, per_page=per_page)


def get_card(session: Session, actor: Actor, uid: str) -> Card:
    """Give a card with its child.

    Raises:
        NotFound: There is no such card, or none this login may see.
        Refused: The UID cannot be read.
    """
    query = select(Card).join(Card.centre).where(Card.uid == canonical(uid), _seen(actor))
    card = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if card is None:
        raise NotFound.because("records.no_such_card")
    return card


def _seen(actor: Actor) -> ColumnElement[bool]:
    return rows_seen(actor, Card.centre_id, Card.child_id, "see_centre")


def _change(
    session: Session,
    actor: Actor,
    event: str,
    uid: str,
    *,
    now: datetime,
    policy: Policy,
    child: Child | None = None,
) -> Card:
    if not access_of(actor).relations["manage_cards"]:
        raise NotAllowed.because("records.staff_handles_cards")
    if child is not None:
        locks.lock_child(session, child.id)
    locks.lock_card(session, canonical(uid))
    card = get_card(session, actor, uid)
    require_centre(session, actor, card.centre_id, "manage_cards")
    owner = card.child_id
    change = policy.card_change(
        event,
        card.state,
        day_in_seoul(now),
        has_scheduled_booking=owner is not None and _has_scheduled_booking(session, owner),
        child_has_card=child is not None
        and bool(session.scalar(select(exists().where(Card.child_id == child.id)))),
    )
    if change.next_state is None:
        raise Refused(change.reasons[0].ko, change.reasons[0].en, change.reasons)
    card.state = change.next_state
    card.child = child if change.next_state is CardState.ASSIGNED else None
    session.flush()
    _write(session, actor, card, event, now=now)
    return card


def _has_scheduled_booking(session: Session, child_id: int) -> bool:
    scheduled = exists().where(Booking.child_id == child_id, Booking.state == BookingState.SCHEDULED)
    return bool(session.scalar(select(scheduled)))


def _write(session: Session, actor: Actor, card: Card, event: str, *, now: datetime) -> None:
    step = CardHistory(
        card_id=card.id,
        centre_id=card.centre_id,
        at=now,
        state=card.state,
        child_id=card.child_id,
        by_login_id=actor.login_id,
    )
    session.add(step)
    session.flush()
    details = {"uid": card.uid, "state": card.state.value, "child_id": card.child_id}
    audit.record(session, actor, event, "card", card.id, details, now=now, centre_id=card.centre_id)
