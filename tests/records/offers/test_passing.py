"""A freed seat goes to the first whose days all fit; who fits in part is passed over and told so."""

from datetime import timedelta

from records.offers.families import DAYS, List, at
from sqlalchemy import select
from worlds import ask, make_children, parent_of

from kium_rules.policy import Policy
from kium_rules.records import Database, audit, bookings, offers
from kium_rules.records.models import AuditLine, Offer, OutboxMessage
from kium_rules.vocabulary import CareType

MON, TUE, WED, *_ = DAYS


def test_a_freed_seat_is_offered_to_the_first_who_waits(db: Database, policy: Policy) -> None:
    town = List(db, policy)
    holder, first, second = (town.one(MON) for _ in range(3))
    town.cancel(holder)
    assert town.states(first, second) == ["offered", "waiting"]
    assert town.days(first) == {MON: "seat"}
    town.check()


def test_an_offer_names_its_deadline_and_leaves_a_line(db: Database, policy: Policy) -> None:
    town = List(db, policy)
    holder, first = town.one(MON), town.one(MON)
    town.now = at("02 20:30")
    town.cancel(holder)
    with db.session() as session:
        offer = session.scalars(select(Offer)).one()
        # Monday a week ahead: 24 hours that count; 21-08 does not.
        assert offer.until_at == policy.offer_deadline(town.now, at("09 13:00")).until_at
        message = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "offered")).one()
        assert "3월 4일(수) 18:30까지 수락해 주세요" in message.text
        line = session.scalars(select(AuditLine).where(AuditLine.action == "offer")).one()
        assert (line.noun_id, line.details["to"], line.details["rule"]) == (first, "offered", offer.rule)
        assert list(audit.broken_lines(session)) == []


def test_who_fits_only_in_part_is_passed_over_and_keeps_the_place(db: Database, policy: Policy) -> None:
    town = List(db, policy)
    monday, tuesday = town.one(MON), town.one(TUE)
    both, single = town.one(MON, TUE), town.one(MON)
    town.now += timedelta(hours=1)
    town.cancel(monday)
    assert town.states(both, single) == ["waiting", "offered"]
    place = town.place(both)
    assert (place.free_days, place.full_days, place.numbers) == ((), (MON, TUE), {MON: 1, TUE: 1})
    assert place.skipped_at == town.now
    note = town.remembered(both)
    assert note is not None
    assert (note.free_days, note.full_days) == (["2026-03-09"], ["2026-03-10"])
    town.decline(single)
    assert "아직 자리가 없는 날: 3월 10일(화)" in town.place(both).note
    town.cancel(tuesday)
    assert town.states(both) == ["offered"]
    town.check()


def test_days_gone_by_are_no_reason_to_be_passed_over(db: Database, policy: Policy) -> None:
    town = List(db, policy)
    monday, tuesday, waiting = town.one(MON), town.one(TUE), town.one(MON, TUE)
    town.now = at("09 13:00")
    town.cancel(tuesday)
    assert town.states(monday, waiting) == ["applied", "offered"]
    assert town.days(waiting) == {MON: "cancelled", TUE: "seat"}
    town.check()


def test_a_temporary_seat_beyond_the_base_is_not_offered_to_regular_care(
    db: Database, policy: Policy
) -> None:
    town = List(db, policy, seats=1, extra=1)
    with db.session(write=True) as session:
        children = make_children(session, town.centre, 2)
        regular = [ask(session, policy, town.centre_id, child, now=town.now).booking for child in children]
        assert regular[1] is not None
        town.parents[regular[1].id] = parent_of(children[1])
    holder, waiting = town.one(MON), town.one(MON)
    town.cancel(holder)
    assert town.states(regular[1].id, waiting) == ["waiting", "offered"]
    town.check()


def test_nothing_is_offered_where_nothing_is_free(db: Database, policy: Policy) -> None:
    town = List(db, policy)
    _, waiting = town.one(MON), town.one(MON)
    with db.session(write=True) as session:
        assert offers.pass_on(session, town.centre_id, now=town.now, policy=policy) == offers.Passed()
    assert town.states(waiting) == ["waiting"]


def test_freed_days_alone_are_passed_on(db: Database, policy: Policy) -> None:
    town = List(db, policy)
    holder, other, monday, tuesday = town.one(MON), town.one(TUE), town.one(MON), town.one(TUE)
    del other
    with db.session(write=True) as session:
        bookings.cancel(session, town.parents[holder], holder, now=town.now, policy=policy)
        offers.freed(session, town.centre_id, [MON], now=town.now, policy=policy)
    assert town.states(monday, tuesday) == ["offered", "waiting"]
    town.check()


def test_the_queue_of_a_day_says_who_is_next_and_why(db: Database, policy: Policy) -> None:
    town = List(db, policy)
    town.one(MON)
    first, second = town.one(MON, TUE), town.one(MON)
    with db.session() as session:
        places = offers.queue(
            session, town.staff, town.centre_id, MON, CareType.TEMPORARY, now=town.now, policy=policy
        )
        tuesday = offers.queue(
            session, town.staff, town.centre_id, TUE, CareType.TEMPORARY, now=town.now, policy=policy
        )
    assert [(place.booking.id, place.numbers[MON]) for place in places] == [(first, 1), (second, 2)]
    assert places[0].why == "우선순위 1순위, 2026-03-02 09:02 신청"
    assert [place.booking.id for place in tuesday] == [first]
