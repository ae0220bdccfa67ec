"""Siblings together or not at all, without keeping others from a seat."""

import pytest
from records.offers.families import DAYS, List, at
from sqlalchemy import select
from worlds import ask_for_days, parent_of, staff_of

from kium_rules.errors import NotAllowed, NotFound, Refused
from kium_rules.policy import Policy
from kium_rules.records import Database, offers
from kium_rules.records.actors import Actor
from kium_rules.records.children import register_child
from kium_rules.records.models import AuditLine, Booking, Centre
from kium_rules.vocabulary import Role

MON, TUE, *_ = DAYS


@pytest.fixture
def town(db: Database, policy: Policy) -> List:
    """Two seats, taken by bookings 1 and 2; siblings 3 and 4 wait to come together, then 5 alone."""
    made = List(db, policy, seats=2)
    made.apply(MON, count=2)
    made.apply(MON, count=2)
    made.one(MON)
    with db.session(write=True) as session:
        offers.keep_together(session, made.parents[3], [3, 4], now=made.now)
    return made


def test_a_single_seat_passes_siblings_and_their_place_stays(town: List) -> None:
    town.cancel(1)
    assert town.states(3, 4, 5) == ["waiting", "waiting", "offered"]
    place = town.place(3)
    assert (place.numbers, place.together_with) == ({MON: 1}, (4,))
    town.decline(5)
    assert town.states(3, 4) == ["waiting", "waiting"]
    assert "형제자매를 함께" in town.place(4).note
    town.check()


def test_siblings_are_offered_seats_together_with_one_deadline(town: List) -> None:
    town.cancel(1)
    town.decline(5)
    town.cancel(2)
    assert town.states(3, 4) == ["offered", "offered"]
    with town.db.session() as session:
        one, other = offers.open_offers(session, town.staff, now=town.now)
    assert one.until_at == other.until_at
    town.check()


def test_one_answer_counts_for_all_of_them(town: List) -> None:
    town.cancel(5)
    town.cancel(1)
    town.cancel(2)
    town.accept(4)
    assert town.states(3, 4) == ["applied", "applied"]
    town.check()


def test_declined_together(town: List) -> None:
    town.cancel(1)
    town.decline(5)
    town.cancel(2)
    town.decline(3)
    assert town.states(3, 4) == ["cancelled", "cancelled"]
    town.check()


def test_expired_together_and_still_together_afterwards(town: List) -> None:
    town.cancel(5)
    town.cancel(1)
    town.cancel(2)
    town.now = at("04 21:00")
    assert town.expire() == {3, 4}
    assert town.place(3).together_with == (4,)
    town.check()


def test_parted_siblings_are_offered_seats_one_by_one(town: List) -> None:
    town.cancel(1)
    town.decline(5)
    with town.db.session(write=True) as session:
        passed = offers.part(session, town.parents[3], 3, now=town.now, policy=town.policy)
    assert [booking_id for booking_id, _ in passed.offered] == [3]
    assert town.states(3, 4) == ["offered", "waiting"]
    assert town.place(4).together_with == ()
    town.check()


def test_joining_an_early_sibling_lifts_no_late_one_over_others(db: Database, policy: Policy) -> None:
    town = List(db, policy, seats=2)
    town.apply(MON, count=2)
    early = town.one(MON)
    stranger = town.one(MON)
    with db.session(write=True) as session:
        guardian_id = session.get_one(Booking, early).child.guardian_id
        said = {"grade": 1, "school": "견본초등학교", "consents": {"child": "1"}, "now": town.now}
        child = register_child(session, town.staff, name="김늦둥", guardian_id=guardian_id, **said)
        late = ask_for_days(session, policy, town.centre_id, child, MON, now=at("02 12:00")).booking
        assert late is not None
        offers.keep_together(session, parent_of(child), [early, late.id], now=at("02 12:01"))
    town.now = at("02 13:00")
    # Two seats at once would seat the family, were it as early as its first child.
    with db.session(write=True) as session:
        session.get_one(Centre, town.centre_id).base_seats = 4
        offers.pass_on(session, town.centre_id, now=town.now, policy=policy)
    assert town.states(early, stranger, late.id) == ["waiting", "offered", "waiting"]
    town.check()


def test_only_a_family_that_waits_is_kept_together(town: List, db: Database) -> None:
    def join(actor: Actor, *ids: int) -> None:
        with db.session(write=True) as session:
            offers.keep_together(session, actor, ids, now=town.now)

    with pytest.raises(Refused, match="two applications"):
        join(town.parents[3], 3)
    with pytest.raises(Refused, match="waiting applications"):
        join(town.staff, 1, 3)
    with pytest.raises(Refused, match="one guardian"):
        join(town.staff, 3, 5)
    with pytest.raises(NotFound):
        join(town.parents[5], 3, 4)
    with pytest.raises(NotAllowed):
        join(Actor(None, Role.CITY), 3, 4)


def test_joining_and_parting_leave_lines(town: List) -> None:
    with town.db.session(write=True) as session:
        offers.part(session, staff_of(town.centre), 4, now=town.now, policy=town.policy)
    with town.db.session() as session:
        query = select(AuditLine.action, AuditLine.noun_id).where(AuditLine.action.like("%together%"))
        assert session.execute(query.order_by(AuditLine.id)).all() == [
            ("keep_together", 3),
            ("keep_together", 4),
        ]
        assert session.scalar(select(AuditLine.noun_id).where(AuditLine.action == "part_siblings")) == 4
