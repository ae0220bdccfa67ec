"""Siblings who apply to come together or not at all: both have a seat, both wait, or neither is taken."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time
from typing import Any

import pytest
from records.offers.families import DAYS, List
from sqlalchemy import select
from sqlalchemy.orm import Session
from worlds import NOW, WEEKDAYS, ask_for_days, make_centre, make_children, parent_of, staff_of

from kium_rules.errors import NotAllowed, NotFound, Refused
from kium_rules.policy import Policy
from kium_rules.records import Database, audit, bookings, offers, recount
from kium_rules.records.bookings import Applied, Wanted, apply_together
from kium_rules.records.models import AuditLine, Booking, Centre, Child, OutboxMessage, QueuePlace
from kium_rules.vocabulary import BookingState, CareType

MON, TUE, *_ = DAYS


def on(child: Child, *days: date, **more: Any) -> Wanted:
    """Say which days of temporary care a child wants, 13-17."""
    said: dict[str, Any] = {"starts": time(13), "ends": time(17), **more}
    return Wanted(child.id, CareType.TEMPORARY, min(days), max(days), days=days, **said)


def together(
    session: Session, policy: Policy, centre: Centre, *siblings: Wanted, **more: Any
) -> tuple[Applied, ...]:
    """Let the parent apply for all of them at once."""
    child = session.get_one(Child, siblings[0].child_id)
    return apply_together(session, parent_of(child), centre.id, siblings, now=NOW, policy=policy, **more)


def states(*applied: Applied) -> list[str]:
    """Give what became of each."""
    return [each.booking.state.value if each.booking else "refused" for each in applied]


def test_both_are_admitted_where_there_are_seats_for_both(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=2)
        one, other = make_children(session, centre, 2)
        # Named in the other order than they are locked in: the answers come in the order they were named.
        applied = together(session, policy, centre, on(other, MON), on(one, MON, TUE))
        assert states(*applied) == ["applied", "applied"]
        assert [each.booking and each.booking.child_id for each in applied] == [other.id, one.id]
        assert session.scalars(select(QueuePlace)).all() == []
        assert list(recount.differences(session)) == []


@pytest.mark.parametrize("first", [True, False])
def test_both_wait_where_there_is_a_seat_for_only_one(db: Database, policy: Policy, first: bool) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=2)
        holder, one, other, single = make_children(session, centre, 4)
        ask_for_days(session, policy, centre.id, holder, MON)
        # One of them also wants Tuesday, which is free: the order in which they are named says nothing.
        siblings = (on(one, MON), on(other, MON, TUE))
        applied = together(session, policy, centre, *(siblings if first else siblings[::-1]))
        assert states(*applied) == ["waiting", "waiting"]
        assert list(recount.differences(session)) == []
        assert {each.decision.outcome.value for each in applied} == {"wait"}
        told = session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id.desc()).limit(2))
        assert told.all() == ["waiting", "waiting"]
        booking = applied[0].booking
        assert booking is not None
        place = offers.place_of(session, staff_of(centre), booking.id, now=NOW, policy=policy)
        assert place is not None
        assert len(place.together_with) == 1
        # Nobody starves: the single seat goes to whoever comes alone.
        assert states(ask_for_days(session, policy, centre.id, single, MON)) == ["applied"]
        assert list(audit.broken_lines(session)) == []


def test_waiting_siblings_are_offered_seats_together(db: Database, policy: Policy) -> None:
    town = List(db, policy, seats=2)
    town.apply(MON)
    with db.session(write=True) as session:
        siblings = make_children(session, town.centre, 2)
        applied = together(session, policy, town.centre, *(on(child, MON) for child in siblings))
        ids = [each.booking.id for each in applied if each.booking is not None]
    town.cancel(1)
    assert town.states(*ids) == ["offered", "offered"]
    town.check()


def test_one_refused_sibling_takes_the_other_along(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=5)
        one, other = make_children(session, centre, 2)
        saturday = date(2026, 3, 7)
        fits, closed = together(session, policy, centre, on(one, MON), on(other, saturday))
        assert states(fits, closed) == ["refused", "refused"]
        assert "함께 신청한" in fits.decision.ko
        assert [reason.rule.split(".")[0] for reason in closed.decision.reasons] == ["booking_window"]
        assert session.scalars(select(Booking)).all() == []
        assert list(recount.differences(session)) == []
        lines = session.scalars(select(AuditLine.noun_id).where(AuditLine.action == "apply_refused"))
        assert set(lines) == {one.id, other.id}


def test_the_last_place_in_the_queue_is_not_enough_for_two(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1)
        holder, waits, one, other = make_children(session, centre, 4)
        for child in (holder, waits):
            ask_for_days(session, policy, centre.id, child, MON)
        assert states(*together(session, policy, centre, on(one, MON), on(other, MON))) == [
            "refused",
            "refused",
        ]
        assert states(ask_for_days(session, policy, centre.id, one, MON)) == ["waiting"]
        assert list(recount.differences(session)) == []


def test_who_is_no_family_or_not_several_is_told_so(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=5)
        [one], [stranger] = make_children(session, centre, 1), make_children(session, centre, 1)
        for siblings in ([], [on(one, MON)], [on(one, MON), on(one, TUE)]):
            with pytest.raises(Refused, match="two different children"):
                apply_together(session, parent_of(one), centre.id, siblings, now=NOW, policy=policy)
        with pytest.raises(Refused, match="one guardian"):
            apply_together(
                session,
                staff_of(centre),
                centre.id,
                [on(one, MON), on(stranger, MON)],
                now=NOW,
                policy=policy,
            )
        other = make_centre(session)
        with pytest.raises((NotAllowed, NotFound)):
            apply_together(
                session, staff_of(other), centre.id, [on(one, MON), on(stranger, MON)], now=NOW, policy=policy
            )
        assert session.scalars(select(Booking)).all() == []


def test_regular_and_temporary_siblings_come_together(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=1, extra=1)
        one, other = make_children(session, centre, 2)
        regular = Wanted(
            one.id, CareType.REGULAR, MON, date(2026, 4, 10), time(13), time(17), weekdays=WEEKDAYS
        )
        applied = together(session, policy, centre, regular, on(other, MON))
        assert states(*applied) == ["applied", "applied"]
        assert list(recount.differences(session)) == []


@pytest.mark.parametrize(("taken", "most"), [(0, 2), (1, 1)])
def test_families_and_a_single_child_rush_at_the_last_seats(
    db: Database, policy: Policy, taken: int, most: int
) -> None:
    """Nobody is admitted beyond the seats, no family is torn apart, and one seat left goes to who comes alone."""
    with db.session(write=True) as session:
        centre = make_centre(session, base=2)
        for holder in make_children(session, centre, taken) if taken else []:
            ask_for_days(session, policy, centre.id, holder, MON)
        families = [make_children(session, centre, 2) for _ in range(3)]
        [single] = make_children(session, centre, 1)
    start = threading.Barrier(4, timeout=20)

    def family(children: list[Child]) -> list[str]:
        start.wait()
        with db.session(write=True) as session:
            return states(*together(session, policy, centre, *(on(child, MON) for child in children)))

    def alone(child: Child) -> list[str]:
        start.wait()
        with db.session(write=True) as session:
            return states(ask_for_days(session, policy, centre.id, child, MON))

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(family, children) for children in families]
        asked.append(pool.submit(alone, single))
        answers = [each.result() for each in asked]
    assert all(len({*answer}) == 1 for answer in answers)
    admitted = sum(answer.count("applied") for answer in answers)
    assert 1 <= admitted <= most
    if taken:
        assert answers[-1] == ["applied"]
    with db.session() as session:
        holding = session.scalars(select(Booking).where(Booking.state == BookingState.APPLIED)).all()
        assert len(holding) == admitted + taken
        assert list(recount.differences(session)) == []


def test_a_seat_that_is_free_for_the_single_child_is_never_held_back_by_waiting_siblings(
    db: Database, policy: Policy
) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session, base=2)
        holder, one, other, later = make_children(session, centre, 4)
        held = ask_for_days(session, policy, centre.id, holder, MON)
        together(session, policy, centre, on(one, MON), on(other, MON))
        taken = ask_for_days(session, policy, centre.id, later, MON)
        assert states(held, taken) == ["applied", "applied"]
        for each in (held, taken):
            assert each.booking is not None
            bookings.cancel(session, staff_of(centre), each.booking.id, now=NOW, policy=policy)
        offered = session.scalars(select(Booking.child_id).where(Booking.state == BookingState.OFFERED))
        assert set(offered) == {one.id, other.id}
