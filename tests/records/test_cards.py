"""The life of a card."""

import pytest
from worlds import NOW, PAPERS, ask, make_centre, make_children, parent_of, staff_of

from kium_rules.errors import NotAllowed, NotFound, Refused
from kium_rules.policy import Policy
from kium_rules.records import Database, bookings, cards
from kium_rules.records.actors import Actor
from kium_rules.vocabulary import CardState, Role

UID = "04A1B2C3"


def test_card_is_registered_assigned_and_reset_with_its_history(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        staff, [child] = staff_of(centre), make_children(session, centre, 1)
        how = {"now": NOW, "policy": policy}
        assert cards.register_card(session, staff, uid="04:a1:b2:c3", centre_id=centre.id, **how).uid == UID
        assert cards.assign_card(session, staff, uid=UID, child_id=child.id, **how).child == child
        card = cards.reset_card(session, staff, uid=UID, **how)
        assert (card.state, card.child_id) == (CardState.SPARE, None)
        session.expire(card)
        steps = [(step.state, step.child_id) for step in card.history]
        assert steps == [("spare", None), ("assigned", child.id), ("spare", None)]


@pytest.mark.faq(18)
def test_card_of_a_child_with_a_scheduled_booking_is_not_reset_until_that_is_cancelled(
    db: Database, policy: Policy
) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        staff, [child] = staff_of(centre), make_children(session, centre, 1)
        how = {"now": NOW, "policy": policy}
        cards.register_card(session, staff, uid=UID, centre_id=centre.id, **how)
        cards.assign_card(session, staff, uid=UID, child_id=child.id, **how)
        booking = ask(session, policy, centre.id, child).booking
        assert booking is not None
        bookings.approve(session, staff, booking.id, documents=PAPERS, **how)
        with pytest.raises(Refused) as refused:
            cards.reset_card(session, staff, uid=UID, **how)
        assert refused.value.reasons[0].code == "scheduled_booking"
        bookings.cancel(session, staff, booking.id, **how)
        assert cards.reset_card(session, staff, uid=UID, **how).state is CardState.SPARE


@pytest.mark.faq(20)
def test_lost_card_is_replaced_by_a_spare_one(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        staff, [child] = staff_of(centre), make_children(session, centre, 1)
        how = {"now": NOW, "policy": policy}
        for uid in (UID, "04A1B2C4"):
            cards.register_card(session, staff, uid=uid, centre_id=centre.id, **how)
        cards.assign_card(session, staff, uid=UID, child_id=child.id, **how)
        with pytest.raises(Refused) as refused:
            cards.assign_card(session, staff, uid="04A1B2C4", child_id=child.id, **how)
        assert refused.value.reasons[0].code == "child_has_card"
        cards.report_lost(session, staff, uid=UID, **how)
        assert (
            cards.assign_card(session, staff, uid="04A1B2C4", child_id=child.id, **how).child_id == child.id
        )
        assert cards.restore_card(session, staff, uid=UID, **how).state is CardState.SPARE
        assert cards.return_card(session, staff, uid=UID, **how).state is CardState.RETURNED
        found = cards.list_cards(session, staff, text=child.name)
        assert [card.uid for card in found.items] == ["04A1B2C4"]
        assert cards.list_cards(session, staff, state=CardState.RETURNED).total == 1


def test_card_is_registered_once_and_says_where_it_is(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        here, there = make_centre(session), make_centre(session)
        how = {"now": NOW, "policy": policy}
        cards.register_card(session, staff_of(here), uid=UID, centre_id=here.id, **how)
        with pytest.raises(Refused, match="registered already"):
            cards.register_card(session, staff_of(here), uid=UID, centre_id=here.id, **how)
        with pytest.raises(Refused, match="another centre"):
            cards.register_card(session, staff_of(there), uid=UID, centre_id=there.id, **how)


def test_cards_are_handled_by_the_staff_of_their_centre_only(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        here, there = make_centre(session), make_centre(session, district="강남구")
        [child] = make_children(session, here, 1)
        how = {"now": NOW, "policy": policy}
        cards.register_card(session, staff_of(here), uid=UID, centre_id=here.id, **how)
        with pytest.raises(NotAllowed):
            cards.register_card(session, staff_of(there), uid="04A1B2C4", centre_id=here.id, **how)
        with pytest.raises(NotFound):
            cards.report_lost(session, staff_of(there), uid=UID, **how)
        with pytest.raises(NotAllowed):
            cards.report_lost(session, parent_of(child), uid=UID, **how)
        assert cards.list_cards(session, staff_of(there)).total == 0
        assert cards.list_cards(session, Actor(None, Role.DISTRICT, district_id=here.district_id)).total == 1
        assert cards.list_cards(session, Actor(None, Role.CITY)).total == 1
        assert cards.list_cards(session, parent_of(child)).total == 0
