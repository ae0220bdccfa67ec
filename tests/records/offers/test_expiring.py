"""Offers nobody answered: the seat passes on at once, the application goes to the end of the list."""

from datetime import timedelta

import pytest
from records.offers.families import DAYS, List, at

from kium_rules.errors import Refused
from kium_rules.policy import Policy
from kium_rules.records import Database, offers
from kium_rules.records.models import Booking

MON, TUE, *_ = DAYS


@pytest.fixture
def town(db: Database, policy: Policy) -> List:
    """A seat on Monday that is offered at 10:00 on 2 March to booking 2, before booking 3."""
    made = List(db, policy, seats=1)
    holder, _, _ = (made.one(MON) for _ in range(3))
    made.now = at("02 10:00")
    made.cancel(holder)
    return made


def test_expired_offer_goes_to_the_end_and_the_seat_to_the_next(town: List) -> None:
    town.now = at("03 21:00")
    assert town.expire() == {2}
    assert town.states(2, 3) == ["waiting", "offered"]
    assert town.told(2)[-1] == "offer_expired"
    place = town.place(2)
    assert place.queued_at == town.now
    assert "자리 안내 기한이 지나 2026-03-03 21:00에 맨 뒤로 이동" in place.why
    later = town.one(MON)
    assert (town.place(2).numbers, town.place(later).numbers) == ({MON: 1}, {MON: 2})
    town.check()


def test_the_same_seat_is_not_offered_again_on_the_same_day(town: List) -> None:
    town.cancel(3)
    town.now = at("03 21:00")
    town.expire()
    assert town.states(2) == ["waiting"]
    assert "내일 다시 안내" in town.place(2).note
    for now, state in ((at("03 23:59"), "waiting"), (at("04 00:00"), "offered")):
        town.now = now
        with town.db.session(write=True) as session:
            offers.pass_on(session, town.centre_id, now=now, policy=town.policy)
        assert town.states(2) == [state]
    town.check()


def test_expired_offer_ends_where_the_list_has_filled_up(town: List) -> None:
    town.cancel(3)
    town.one(TUE)
    # Twice the one seat may wait; these two wait for Tuesday as well, and so cannot take the seat of Monday.
    both = [town.one(MON, TUE), town.one(MON, TUE)]
    town.now = at("03 21:00")
    town.expire()
    assert town.states(2, *both) == ["cancelled", "waiting", "waiting"]
    assert town.told(2)[-1] == "offer_lost"
    with town.db.session() as session:
        booking = session.get_one(Booking, 2)
        assert "대기가 모두 찼습니다" in booking.reason_text
    with pytest.raises(Refused, match="cancelled; apply again"):
        town.accept(2)
    town.check()


def test_an_offer_that_expires_as_care_begins_has_nothing_left_to_wait_for(
    db: Database, policy: Policy
) -> None:
    town = List(db, policy)
    holder, waiting = town.one(MON), town.one(MON)
    town.now = at("09 12:30")
    town.cancel(holder)
    town.now = at("09 13:00")
    assert town.expire() == {waiting}
    assert (town.states(waiting), town.told(waiting)[-1]) == (["cancelled"], "waiting_over")
    town.check()


def test_an_offer_for_more_days_goes_on_waiting_for_those_ahead(db: Database, policy: Policy) -> None:
    town = List(db, policy)
    holder, waiting = town.one(MON, TUE), town.one(MON, TUE)
    town.now = at("09 12:30")
    town.cancel(holder)
    town.now = at("09 13:00")
    town.expire()
    assert town.days(waiting) == {MON: "cancelled", TUE: "waits"}
    town.check()


def test_expiring_twice_changes_nothing(town: List) -> None:
    town.now = at("03 21:00")
    town.expire()
    before = (town.told(2), town.told(3))
    assert town.expire() == set()
    assert (town.told(2), town.told(3)) == before


def test_who_waits_for_days_that_are_past_leaves_the_list(db: Database, policy: Policy) -> None:
    town = List(db, policy)
    _, gone, stays = town.one(MON, TUE), town.one(MON), town.one(MON, TUE)
    for now, left in ((at("09 23:59"), []), (at("10 00:00"), [gone])):
        with db.session(write=True) as session:
            closed = offers.leave_list(session, town.centre_id, now=now, policy=policy)
            assert [booking.id for booking in closed] == left
    assert town.states(gone, stays) == ["cancelled", "waiting"]
    assert town.told(gone)[-1] == "waiting_over"
    town.check()


def test_a_job_that_runs_a_day_late_lets_each_deadline_count(town: List) -> None:
    town.now = at("04 21:30")
    town.expire()
    # The next one gets the full time from when the seat is offered, not from when it should have been.
    with town.db.session() as session:
        [offer] = offers.open_offers(session, town.staff, now=town.now)
    assert (offer.booking_id, offer.made_at) == (3, town.now)
    assert offer.until_at == town.policy.offer_deadline(town.now, at("09 13:00")).until_at
    assert offer.until_at > town.now + timedelta(hours=24)
