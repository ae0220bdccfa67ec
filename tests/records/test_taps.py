"""Taps: always kept, answered once, and made into visits."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from worlds import NOW, PAPERS, ask, ask_for_days, make_centre, make_children, parent_of, staff_of

from kium_rules.errors import NotFound, Refused
from kium_rules.policy import Policy
from kium_rules.records import Database, bookings, cards
from kium_rules.records.models import Centre, Child, OutboxMessage, Tap, Visit
from kium_rules.records.readers import reader_by_token, register_reader
from kium_rules.records.taps import TapAnswer, list_taps, list_visits, record_tap
from kium_rules.vocabulary import SEOUL, TapOutcome

UID = "04A1B2C3"
Tapping = Callable[..., TapAnswer]


def at(hour: int, minute: int = 0, day: int = 2) -> datetime:
    """Give an instant in March 2026 in Seoul."""
    return datetime(2026, 3, day, hour, minute, tzinfo=SEOUL)


def tap(session: Session, policy: Policy, centre: Centre, happened_at: datetime, **more: object) -> TapAnswer:
    """Read the card, and let the tap come in at once."""
    said: dict[str, object] = {"uid": UID, "nonce": f"{happened_at.isoformat()}", "now": happened_at, **more}
    return record_tap(
        session,
        centre_id=centre.id,
        reader="현관",
        happened_at=happened_at,
        policy=policy,
        **said,
    )


def carded(
    session: Session, policy: Policy, *, start: bool = True, approve: bool = True
) -> tuple[Centre, Child]:
    """Make a centre, and a child with a card and a booking there, 13-17 on weekdays."""
    centre = make_centre(session)
    staff, [child] = staff_of(centre), make_children(session, centre, 1)
    how = {"now": NOW, "policy": policy}
    cards.register_card(session, staff, uid=UID, centre_id=centre.id, **how)
    cards.assign_card(session, staff, uid=UID, child_id=child.id, **how)
    booking = ask(session, policy, centre.id, child).booking
    assert booking is not None
    if approve:
        bookings.approve(session, staff, booking.id, documents=PAPERS, **how)
    if start:
        bookings.start(session, staff, booking.id, **how)
    return centre, child


def test_child_checks_in_and_out_and_the_guardian_hears_of_it(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre, child = carded(session, policy)
        came = tap(session, policy, centre, at(13, 2))
        left = tap(session, policy, centre, at(17, 1))
        assert (came.outcome, left.outcome) == (TapOutcome.CHECKED_IN, TapOutcome.CHECKED_OUT)
        assert "13:02" in came.ko
        assert child.name not in came.ko
        visit = session.scalars(select(Visit)).one()
        assert (visit.in_at, visit.out_at, visit.is_open) == (at(13, 2), at(17, 1), False)
        assert visit.booking_day is not None
        kinds = session.scalars(select(OutboxMessage.kind).where(OutboxMessage.kind.like("checked%")))
        assert sorted(kinds) == ["checked_in", "checked_out"]


def test_child_may_leave_and_come_back(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre, child = carded(session, policy)
        outcomes = [tap(session, policy, centre, at(hour)).outcome for hour in (13, 14, 15, 16)]
        assert outcomes == ["checked_in", "checked_out"] * 2
        assert list_visits(session, parent_of(child)).total == 2


def test_same_tap_uploaded_again_gets_its_first_answer_and_changes_nothing(
    db: Database, policy: Policy
) -> None:
    with db.session(write=True) as session:
        centre, _ = carded(session, policy)
        first = tap(session, policy, centre, at(13), nonce="a")
        again = tap(session, policy, centre, at(13), nonce="a", now=at(18))
        assert again == first
        assert session.scalar(select(func.count()).select_from(Tap)) == 1
        assert session.scalars(select(Visit)).one().is_open


def test_card_held_to_the_reader_twice_counts_once(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre, _ = carded(session, policy)
        first = tap(session, policy, centre, at(13))
        twice = tap(session, policy, centre, at(13) + timedelta(seconds=30))
        thrice = tap(session, policy, centre, at(13) + timedelta(seconds=59))
        assert (twice.outcome, thrice.outcome) == (TapOutcome.DUPLICATE, TapOutcome.DUPLICATE)
        assert first.ko in twice.ko
        assert tap(session, policy, centre, at(13) + timedelta(seconds=61)).outcome is TapOutcome.CHECKED_OUT


def test_every_tap_is_kept_whatever_it_meant(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre, _ = carded(session, policy)
        unknown = tap(session, policy, centre, at(13), uid="0BADCAFE", nonce="x")
        assert (unknown.outcome, unknown.child_name_masked) == (TapOutcome.UNKNOWN_CARD, "")
        assert unknown.next_step == "register_card"
        assert [each.outcome for each in list_taps(session, staff_of(centre)).items] == ["unknown_card"]


@pytest.mark.faq(17, 19)
def test_booking_that_is_only_scheduled_is_not_started_by_a_card(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre, _ = carded(session, policy, start=False)
        answer = tap(session, policy, centre, at(13))
        assert (answer.outcome, answer.next_step) == (TapOutcome.NOT_STARTED, "start_booking")
        assert session.scalars(select(Visit)).all() == []


@pytest.mark.parametrize(
    ("happened_at", "outcome"),
    [
        (at(13, 0, day=7), TapOutcome.NO_USE_TODAY),
        (at(9, 0), TapOutcome.OUTSIDE_HOURS),
        (at(16, 55), TapOutcome.NO_CHECK_IN),
        (at(19, 0), TapOutcome.NO_CHECK_IN),
    ],
)
def test_tap_at_an_odd_time_is_recorded_and_named(
    db: Database, policy: Policy, happened_at: datetime, outcome: TapOutcome
) -> None:
    with db.session(write=True) as session:
        centre, _ = carded(session, policy)
        assert tap(session, policy, centre, happened_at).outcome is outcome


@pytest.mark.faq(24)
def test_child_that_leaves_without_having_come_has_an_end_only(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre, _ = carded(session, policy)
        tap(session, policy, centre, at(17))
        visit = session.scalars(select(Visit)).one()
        assert (visit.in_at, visit.out_at, visit.is_open) == (None, at(17), False)


def test_child_booked_elsewhere_today_is_told_where(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre, _ = carded(session, policy)
        answer = tap(session, policy, make_centre(session), at(13))
        assert answer.outcome is TapOutcome.OTHER_CENTRE
        assert centre.name in answer.ko


@pytest.mark.faq(8, 20)
def test_lost_card_and_ended_booking_are_named(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre, _ = carded(session, policy)
        [booking] = bookings.list_bookings(session, staff_of(centre)).items
        bookings.cancel(session, staff_of(centre), booking.id, now=NOW, policy=policy)
        assert tap(session, policy, centre, at(13)).outcome is TapOutcome.BOOKING_ENDED
        cards.report_lost(session, staff_of(centre), uid=UID, now=NOW, policy=policy)
        assert tap(session, policy, centre, at(14)).outcome is TapOutcome.CARD_LOST


def test_of_two_bookings_on_a_day_the_one_with_the_nearer_hours_is_meant(
    db: Database, policy: Policy
) -> None:
    with db.session(write=True) as session:
        centre, child = carded(session, policy)
        evening = ask_for_days(
            session, policy, centre.id, child, at(0).date(), starts=time(17), ends=time(19)
        ).booking
        assert evening is not None
        bookings.approve(session, staff_of(centre), evening.id, documents=PAPERS, now=NOW, policy=policy)
        bookings.start(session, staff_of(centre), evening.id, now=NOW, policy=policy)
        assert tap(session, policy, centre, at(18)).outcome is TapOutcome.CHECKED_IN
        assert session.scalars(select(Visit)).one().booking_day.booking_id == evening.id


@pytest.mark.faq(24)
def test_visit_nobody_tapped_out_of_stays_without_end_and_does_not_stop_the_next_day(
    db: Database, policy: Policy
) -> None:
    with db.session(write=True) as session:
        centre, _ = carded(session, policy)
        tap(session, policy, centre, at(13))
        assert tap(session, policy, centre, at(13, day=3)).outcome is TapOutcome.CHECKED_IN
        monday, tuesday = session.scalars(select(Visit).order_by(Visit.on))
        assert (monday.out_at, monday.is_open, tuesday.is_open) == (None, False, True)


def test_taps_that_come_in_a_day_late_make_their_visit_and_no_message(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre, _ = carded(session, policy)
        today = at(13, day=3)
        tap(session, policy, centre, today)
        for hour, outcome in ((13, TapOutcome.CHECKED_IN), (17, TapOutcome.CHECKED_OUT)):
            assert tap(session, policy, centre, at(hour), now=today).outcome is outcome
        monday, tuesday = session.scalars(select(Visit).order_by(Visit.on))
        assert (monday.in_at, monday.out_at) == (at(13), at(17))
        assert tuesday.is_open
        told = select(func.count()).where(OutboxMessage.kind.like("checked%"))
        assert session.scalar(told) == 1


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"uid": "nonsense"}, "nonsense"),
        ({"nonce": ""}, "nonce has"),
        ({"nonce": "n" * 65}, "nonce has"),
        ({"happened_at": datetime(2026, 3, 2, 13)}, "no time zone"),
    ],
)
def test_what_is_no_tap_is_refused_and_not_kept(
    db: Database, policy: Policy, wrong: dict[str, object], reason: str
) -> None:
    said = {
        "uid": UID,
        "nonce": "n",
        "happened_at": at(13),
        "reader": "현관",
        "now": at(13),
        "policy": policy,
        **wrong,
    }
    with db.session(write=True) as session:
        centre = make_centre(session)
        with pytest.raises(Refused, match=reason):
            record_tap(session, centre_id=centre.id, **said)
        with pytest.raises(NotFound):
            record_tap(session, **{**said, "uid": UID, "nonce": "n", "happened_at": at(13), "centre_id": 999})
        assert session.scalar(select(func.count()).select_from(Tap)) == 0


@pytest.mark.parametrize("uid", [UID, "0BADCAFE"])
def test_same_tap_uploaded_several_times_at_once_is_kept_once(db: Database, policy: Policy, uid: str) -> None:
    with db.session(write=True) as session:
        centre, _ = carded(session, policy)

    def upload(_: int) -> TapAnswer:
        with db.session(write=True) as session:
            return tap(session, policy, centre, at(13), uid=uid)

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(upload, range(4)))) == 1
    with db.session() as session:
        assert session.scalar(select(func.count()).select_from(Tap)) == 1


def test_visits_and_taps_are_seen_by_those_they_concern_only(db: Database, policy: Policy) -> None:
    with db.session(write=True) as session:
        centre, child = carded(session, policy)
        other = make_centre(session)
        [stranger] = make_children(session, other, 1)
        tap(session, policy, centre, at(13))
        assert list_visits(session, parent_of(child), on=at(13).date(), child_id=child.id).total == 1
        assert list_visits(session, staff_of(centre), centre_id=centre.id).total == 1
        assert list_visits(session, staff_of(other)).total == list_taps(session, staff_of(other)).total == 0
        assert (
            list_visits(session, parent_of(stranger)).total
            == list_taps(session, parent_of(stranger)).total
            == 0
        )


def test_reader_is_known_by_its_token_which_is_not_kept(db: Database) -> None:
    with db.session(write=True) as session:
        centre = make_centre(session)
        made = register_reader(session, staff_of(centre), centre_id=centre.id, name="현관", now=NOW)
        assert reader_by_token(session, made.token) is made.reader
        assert made.token not in made.reader.token_hash
        assert reader_by_token(session, made.reader.token_hash) is None
        made.reader.is_active = False
        session.flush()
        assert reader_by_token(session, made.token) is None
