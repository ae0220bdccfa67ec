"""Accepting and declining, by the parent or by staff; in time, twice and too late."""

from datetime import timedelta

import pytest
from records.offers.families import DAYS, List, at
from sqlalchemy import select
from worlds import PAPERS

from kium_rules.errors import NotFound, Refused
from kium_rules.policy import Policy
from kium_rules.records import Database, bookings, offers
from kium_rules.records.actors import Actor
from kium_rules.records.models import AuditLine, Offer
from kium_rules.vocabulary import Role

MON, TUE, *_ = DAYS


@pytest.fixture
def town(db: Database, policy: Policy) -> List:
    """A seat on Monday that is offered to the first of two who wait (bookings 2 and 3)."""
    made = List(db, policy)
    holder, _, _ = (made.one(MON) for _ in range(3))
    made.now = at("02 10:00")
    made.cancel(holder)
    return made


def test_accepted_booking_is_applied_for_and_carries_the_decision(town: List) -> None:
    booking = town.accept(2)
    assert (booking.state, booking.decision["outcome"]) == ("applied", "admit")
    assert booking.decision["days"] == ["2026-03-09"]
    assert town.told(2) == ["waiting", "offered", "applied"]
    with town.db.session(write=True) as session:
        approved = bookings.approve(
            session, town.staff, 2, now=town.now, policy=town.policy, documents=PAPERS
        )
        assert approved.state == "scheduled"
    town.check()


def test_declined_seat_passes_on_at_once(town: List) -> None:
    town.decline(2)
    assert town.states(2, 3) == ["cancelled", "offered"]
    assert town.told(2)[-1] == "cancelled"
    town.check()


def test_staff_answer_for_a_parent(town: List) -> None:
    town.accept(2, town.staff)
    with town.db.session() as session:
        line = session.scalars(select(AuditLine).where(AuditLine.action == "accept")).one()
        assert (line.actor_role, line.actor_name) == (Role.CENTRE, "나견본")


def test_nobody_else_answers(town: List) -> None:
    with pytest.raises(NotFound):
        town.accept(2, town.parents[3])
    with pytest.raises(Refused):
        town.accept(2, Actor(None, Role.CITY, name="시견본"))
    assert town.states(2) == ["offered"]


def test_second_press_is_told_when_and_by_whom(town: List) -> None:
    town.accept(2)
    with pytest.raises(Refused, match="accepted already") as refused:
        town.accept(2)
    assert refused.value.ko == "이미 수락한 자리입니다 (2026-03-02 10:00, 김샘플)."
    assert town.states(2) == ["applied"]


def test_second_refusal_is_told_too(town: List) -> None:
    town.decline(2)
    with pytest.raises(Refused) as refused:
        town.decline(2)
    assert refused.value.ko == "이미 거절한 자리입니다 (2026-03-02 10:00, 김샘플)."


@pytest.mark.parametrize("expired", [False, True])
def test_late_answer_is_told_the_deadline(town: List, *, expired: bool) -> None:
    town.now = at("03 21:00")
    if expired:
        town.expire()
    with pytest.raises(Refused) as refused:
        town.accept(2)
    assert refused.value.ko.startswith("기한이 지났습니다. 3월 3일(화) 21:00까지였습니다.")
    assert town.states(2, 3) == (["waiting", "offered"] if expired else ["offered", "waiting"])


def test_answer_in_the_last_moment_counts(town: List) -> None:
    town.now = at("03 21:00") - timedelta(microseconds=1)
    assert town.expire() == set()
    assert town.accept(2).state == "applied"


def test_open_offers_are_listed_until_they_are_over(town: List) -> None:
    with town.db.session() as session:
        [offer] = offers.open_offers(session, town.parents[2], now=town.now)
        assert (offer.booking_id, offer.until_at) == (2, at("03 21:00"))
        assert offers.open_offers(session, town.parents[3], now=town.now) == []
        assert offers.open_offers(session, town.staff, now=at("03 21:00")) == []


def test_cancelled_offer_is_withdrawn_and_passes_on(town: List) -> None:
    town.cancel(2)
    assert town.states(2, 3) == ["cancelled", "offered"]
    with town.db.session() as session:
        answers = dict(session.execute(select(Offer.booking_id, Offer.answer)).all())
    assert answers == {2: "withdrawn", 3: None}
    town.check()
