"""Regular care goes on in the next quarter only where somebody asks in time."""

from datetime import date, datetime, time

import pytest
from sqlalchemy import select
from worlds import (
    MONDAY,
    NOW,
    PAPERS,
    WEEKDAYS,
    ask,
    ask_for_days,
    make_centre,
    make_children,
    parent_of,
    staff_of,
)

from kium_rules.errors import NotFound, Refused
from kium_rules.policy import Policy
from kium_rules.records import Database, bookings, recount
from kium_rules.records.actors import Actor
from kium_rules.records.days import to_mask
from kium_rules.records.models import Centre, OutboxMessage, Quarter
from kium_rules.vocabulary import SEOUL, BookingState, QuarterKind, Role

QUARTER_END = date(2026, 7, 20)
SUMMER_END = date(2026, 8, 25)


def at(month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SEOUL)


def add_summer(session, centre: Centre, *, opens: time = time(9)) -> None:
    session.add(
        Quarter(
            centre_id=centre.id,
            year=2026,
            kind=QuarterKind.SUMMER_BREAK,
            from_on=date(2026, 7, 21),
            until_on=SUMMER_END,
            opens=opens,
            closes=time(18),
            weekdays=to_mask(WEEKDAYS),
        )
    )
    session.flush()


def in_use(session, policy: Policy, *, base: int = 1, summer: bool = True, **more):
    centre = make_centre(session, base=base)
    if summer:
        add_summer(session, centre)
    [child] = make_children(session, centre, 1)
    booking = ask(session, policy, centre.id, child, until_on=QUARTER_END, **more).booking
    assert booking is not None
    staff = staff_of(centre)
    bookings.approve(session, staff, booking.id, documents=PAPERS, now=NOW, policy=policy)
    bookings.start(session, staff, booking.id, now=NOW, policy=policy)
    return booking, parent_of(child), staff


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_extension_is_a_new_application_for_the_next_quarter(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        booking, parent, staff = in_use(session, policy, weekdays={0, 2})
        asked = bookings.extend(session, parent, booking.id, now=at(7, 1), policy=policy)
        new = asked.booking
        assert new is not None
        assert (new.state, new.extends_id, booking.state) == ("applied", booking.id, "in_use")
        assert (new.from_on, new.until_on) == (date(2026, 7, 21), SUMMER_END)
        assert {day.on.weekday() for day in new.days} == {0, 2}
        assert list(recount.differences(session)) == []
        assert session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id.desc())).first() == (
            "extension_asked"
        )
        approved = bookings.approve(session, staff, new.id, now=at(7, 2), policy=policy)
        assert approved.state is BookingState.SCHEDULED
        actions = [line.action for line in bookings.history(session, parent, booking.id)]
        assert actions == ["apply", "approve", "start", "extend"]


@pytest.mark.faq(8)
def test_window_is_open_from_thirty_to_seven_days_before_the_end(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        booking, parent, _ = in_use(session, policy)
        with pytest.raises(Refused) as refused:
            bookings.extend(session, parent, booking.id, now=at(6, 19, 23, 59), policy=policy)
        assert codes(refused) == ["too_early"]
        assert "6월 20일" in refused.value.ko
        with pytest.raises(Refused) as refused:
            bookings.extend(session, parent, booking.id, now=at(7, 14, 0, 0), policy=policy)
        assert codes(refused) == ["too_late"]
        last_moment = at(7, 13, 23, 59)
        assert bookings.extend(session, parent, booking.id, now=last_moment, policy=policy).booking


def test_second_request_is_told_when_and_by_whom_the_first_was_made(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        booking, parent, staff = in_use(session, policy)
        new = bookings.extend(session, parent, booking.id, now=at(7, 1), policy=policy).booking
        with pytest.raises(Refused) as refused:
            bookings.extend(session, staff, booking.id, now=at(7, 2), policy=policy)
        assert codes(refused) == ["already_extended"]
        assert "2026-07-01 10:00, 김샘플" in refused.value.ko
        bookings.cancel(session, parent, new.id, now=at(7, 2), policy=policy)
        assert bookings.extend(session, staff, booking.id, now=at(7, 3), policy=policy).booking


def test_next_quarter_must_have_been_set(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        booking, parent, _ = in_use(session, policy, summer=False)
        with pytest.raises(Refused) as refused:
            bookings.extend(session, parent, booking.id, now=at(7, 1), policy=policy)
        assert codes(refused) == ["no_next_quarter"]


def test_hours_that_do_not_fit_the_next_quarter_are_named_and_can_be_changed(
    db: Database, policy: Policy
) -> None:
    with db.session(write=True) as session:
        booking, parent, _ = in_use(session, policy, starts=time(15), ends=time(19))
        with pytest.raises(Refused) as refused:
            bookings.extend(session, parent, booking.id, now=at(7, 1), policy=policy)
        assert codes(refused) == ["outside_opening_hours"]
        asked = bookings.extend(
            session, parent, booking.id, starts=time(9), ends=time(13), now=at(7, 1), policy=policy
        )
        assert asked.booking is not None
        bookings.cancel(session, parent, asked.booking.id, now=at(7, 1), policy=policy)
        with pytest.raises(Refused, match="2026-07-21 to 2026-08-25"):
            bookings.extend(
                session, parent, booking.id, until_on=date(2026, 9, 30), now=at(7, 1), policy=policy
            )


def test_extension_without_a_seat_waits(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        booking, parent, _ = in_use(session, policy)
        [other] = make_children(session, booking.centre, 1)
        summer = {"from_on": date(2026, 7, 21), "until_on": SUMMER_END}
        assert ask(session, policy, booking.centre_id, other, now=at(6, 1), **summer).booking
        asked = bookings.extend(session, parent, booking.id, now=at(7, 1), policy=policy)
        assert (asked.booking.state, booking.state) == ("waiting", "in_use")
        assert list(recount.differences(session)) == []


def test_only_regular_care_in_use_is_extended_and_only_by_family_and_staff(
    db: Database, policy: Policy
) -> None:
    with db.session(write=True) as session:
        booking, _, staff = in_use(session, policy, base=3)
        first, second = make_children(session, booking.centre, 2)
        day = ask_for_days(session, policy, booking.centre_id, first, MONDAY).booking
        bookings.approve(session, staff, day.id, documents=PAPERS, now=NOW, policy=policy)
        bookings.start(session, staff, day.id, now=NOW, policy=policy)
        applied = ask(session, policy, booking.centre_id, second).booking
        for one, actor, code in (
            (day, staff, "not_extendable"),
            (applied, staff, "not_in_this_state"),
            (booking, Actor(None, Role.CITY), "not_in_this_state"),
        ):
            with pytest.raises(Refused) as refused:
                bookings.extend(session, actor, one.id, now=at(7, 1), policy=policy)
            assert codes(refused) == [code]
        with pytest.raises(NotFound):
            bookings.extend(session, parent_of(second), booking.id, now=at(7, 1), policy=policy)


@pytest.mark.faq(8)
def test_missed_extension_ends_with_the_quarter_and_a_new_application_helps(
    db: Database, policy: Policy
) -> None:
    with db.session(write=True) as session:
        booking, parent, _ = in_use(session, policy)
        before = bookings.close_day(session, now=at(7, 20, 23, 59), policy=policy, batch=10)
        assert before.count == 0
        after = bookings.close_day(session, now=at(7, 21, 0, 0), policy=policy, batch=10)
        assert (after.ended, booking.state) == (1, BookingState.ENDED)
        with pytest.raises(Refused, match="Not possible"):
            bookings.extend(session, parent, booking.id, now=at(7, 21), policy=policy)
        again = ask(
            session,
            policy,
            booking.centre_id,
            booking.child,
            from_on=date(2026, 7, 21),
            until_on=SUMMER_END,
            now=at(7, 21),
        )
        assert again.booking is not None
