"""The roster of a day, the audit log, and lists in the order things came in."""

from datetime import timedelta

import pytest
from worlds import MONDAY, NOW, PAPERS, ask_for_days, make_centre, make_children, staff_of

from kium_rules.errors import NotAllowed
from kium_rules.records.actors import Actor
from kium_rules.records.audit_log import list_lines
from kium_rules.records.bookings import approve, list_bookings, start
from kium_rules.records.cards import assign_card, register_card
from kium_rules.records.roster import Presence, list_roster
from kium_rules.records.taps import list_taps, record_tap
from kium_rules.vocabulary import Role

AT_ONE = NOW.replace(hour=13)
CITY = Actor(None, Role.CITY, name="서견본")


def booked(session, policy, *, count=1, started=True):
    """Make a centre with children who are booked today, have cards, and may come."""
    centre = make_centre(session, base=5)
    children = make_children(session, centre, count)
    staff = staff_of(centre)
    for number, child in enumerate(children):
        booking = ask_for_days(
            session, policy, centre.id, child, MONDAY, actor=staff, documents=PAPERS
        ).booking
        approve(session, staff, booking.id, now=NOW, policy=policy)
        if started:
            start(session, staff, booking.id, now=NOW, policy=policy)
        uid = f"04A2B3{number:02X}"
        register_card(session, staff, uid=uid, centre_id=centre.id, now=NOW, policy=policy)
        assign_card(session, staff, uid=uid, child_id=child.id, now=NOW, policy=policy)
    return centre, staff


def tap(session, policy, centre, at, uid="04A2B300"):
    record_tap(
        session,
        uid=uid,
        centre_id=centre.id,
        reader="현관",
        nonce=f"{uid} {at}",
        happened_at=at,
        now=at,
        policy=policy,
    )


def test_a_child_is_expected_then_inside_then_gone(db, policy):
    with db.session(write=True) as session:
        centre, staff = booked(session, policy)

        def line():
            (only,) = list_roster(session, staff, centre_id=centre.id, on=MONDAY)
            return only.presence, only.first_in_at, only.last_out_at

        assert line() == (Presence.EXPECTED, None, None)
        tap(session, policy, centre, AT_ONE)
        assert line() == (Presence.INSIDE, AT_ONE, None)
        tap(session, policy, centre, AT_ONE + timedelta(hours=2))
        assert line() == (Presence.LEFT, AT_ONE, AT_ONE + timedelta(hours=2))
        tap(session, policy, centre, AT_ONE + timedelta(hours=3))
        assert line() == (Presence.INSIDE, AT_ONE, None)


def test_an_application_that_is_not_approved_is_not_on_the_roster(db, policy):
    with db.session(write=True) as session:
        centre = make_centre(session)
        (child,) = make_children(session, centre, 1)
        staff = staff_of(centre)
        ask_for_days(session, policy, centre.id, child, MONDAY, actor=staff)
        assert list_roster(session, staff, centre_id=centre.id, on=MONDAY) == []


def test_the_roster_of_another_centre_is_refused(db, policy):
    with db.session(write=True) as session:
        centre, _ = booked(session, policy)
        with pytest.raises(NotAllowed):
            list_roster(session, staff_of(make_centre(session)), centre_id=centre.id, on=MONDAY)


def test_taps_of_one_day_are_those_of_the_day_in_seoul(db, policy):
    with db.session(write=True) as session:
        centre, staff = booked(session, policy)
        late, early = (
            AT_ONE.replace(hour=23, minute=59),
            (AT_ONE + timedelta(days=1)).replace(hour=0, minute=1),
        )
        tap(session, policy, centre, late)
        tap(session, policy, centre, early)
        assert [each.happened_at for each in list_taps(session, staff, on=MONDAY).items] == [late]


def test_bookings_come_newest_first_or_in_the_order_they_came_in(db, policy):
    with db.session(write=True) as session:
        _, staff = booked(session, policy, count=3)
        newest = [booking.id for booking in list_bookings(session, staff).items]
        oldest = [booking.id for booking in list_bookings(session, staff, oldest_first=True).items]
        assert oldest == sorted(oldest)
        assert newest == oldest[::-1]


def test_the_city_alone_reads_the_audit_log_by_day_and_action(db, policy):
    with db.session(write=True) as session:
        _, staff = booked(session, policy, count=2)
        approvals = list_lines(session, CITY, on=MONDAY, action="approve", noun="booking")
        assert approvals.total == 2
        assert list_lines(session, CITY, on=MONDAY + timedelta(days=1)).total == 0
        with pytest.raises(NotAllowed):
            list_lines(session, staff)
