"""The demo's invented families, and what they booked, made by the same verbs everybody uses."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kium_rules.policy import Policy
from kium_rules.records import bookings, cards
from kium_rules.records.actors import Actor
from kium_rules.records.centres import as_value, get_centre
from kium_rules.records.children import register_child
from kium_rules.records.days import day_in_seoul
from kium_rules.records.demo.calendar import demo_file
from kium_rules.records.logins import load_actor, sign_up
from kium_rules.records.models import Child, Login
from kium_rules.records.passwords import Credentials
from kium_rules.values import ONE_DAY, Centre
from kium_rules.vocabulary import CareType, Role

LONGER = timedelta(days=14)
"""So much longer than the shortest the demo's regular bookings are."""


def add_people(
    session: Session, centre_id: int, password_hash: str, *, now: datetime, policy: Policy
) -> None:
    """Sign the families up, register their cards, and let them apply at a centre."""
    said = demo_file("people.yaml")
    version = said["consent_version"]
    homes: dict[str, tuple[Actor, Child]] = {}
    for family in said["families"]:
        parent = sign_up(
            session,
            Credentials(family["login_id"], password_hash),
            name=family["name"],
            phone=family["phone"],
            consents={"privacy": version},
            now=now,
            policy=policy,
        )
        for child in family["children"]:
            consents = {"child": version, "pickup": version}
            homes[child["name"]] = (
                parent,
                register_child(session, parent, **child, consents=consents, now=now),
            )
    staff = _staff_of(session, centre_id)
    for uid in said["cards"]:
        cards.register_card(session, staff, uid=uid, centre_id=centre_id, now=now, policy=policy)
    for wish in said["bookings"]:
        _book(session, staff, homes[wish["child"]], wish, now=now, policy=policy)


def _staff_of(session: Session, centre_id: int) -> Actor:
    login_id = session.scalars(
        select(Login.id).where(Login.centre_id == centre_id, Login.role == Role.CENTRE)
    ).first()
    actor = load_actor(session, login_id) if login_id is not None else None
    if actor is None:
        raise LookupError(f"centre {centre_id} has no staff; load the demo's logins first")
    return actor


def _book(
    session: Session,
    staff: Actor,
    home: tuple[Actor, Child],
    wish: Mapping[str, Any],
    *,
    now: datetime,
    policy: Policy,
) -> None:
    parent, child = home
    care_type = CareType(wish["care_type"])
    assert staff.centre_id is not None  # noqa: S101 - centre staff have a centre
    centre = as_value(get_centre(session, staff.centre_id))
    today = day_in_seoul(now)
    if care_type is CareType.REGULAR:
        from_on, until_on = regular_period(centre, today, policy)
        days = None
    else:
        first = first_open_day(centre, today)
        latest = policy.latest_day(care_type, today)
        if first is None or (latest is not None and first > latest):
            return
        from_on = until_on = first
        days = {first}
    applied = bookings.apply(
        session,
        parent,
        centre_id=staff.centre_id,
        child_id=child.id,
        care_type=care_type,
        from_on=from_on,
        until_on=until_on,
        weekdays=frozenset(range(5)) if days is None else frozenset(),
        days=days,
        starts=time.fromisoformat(wish["starts"]),
        ends=time.fromisoformat(wish["ends"]),
        now=now,
        policy=policy,
    )
    if applied.booking is None:
        raise LookupError(f"the demo's booking for {wish['child']} was refused: {applied.decision.en}")
    booking_id = applied.booking.id
    if "card" in wish:
        cards.assign_card(session, staff, uid=wish["card"], child_id=child.id, now=now, policy=policy)
    for event in wish["events"]:
        match event:
            case "approve":
                papers = {"pickup_consent", "entry_papers"}
                bookings.approve(session, staff, booking_id, documents=papers, now=now, policy=policy)
            case "start":
                bookings.start(session, staff, booking_id, now=now, policy=policy)
            case "reject":
                bookings.reject(session, staff, booking_id, reason=wish["reason"], now=now, policy=policy)


def regular_period(centre: Centre, today: date, policy: Policy) -> tuple[date, date]:
    """Choose the first period from a day on that regular care can be booked for.

    Raises:
        LookupError: No quarter of the centre has enough days left.
    """
    for quarter in sorted(centre.quarters, key=lambda quarter: quarter.from_on):
        from_on = max(today, quarter.from_on)
        shortest = timedelta(days=policy.regular_min_days(today, quarter)) - ONE_DAY
        if from_on + shortest <= quarter.until_on:
            return from_on, min(from_on + shortest + LONGER, quarter.until_on)
    raise LookupError(f"no quarter has room for regular care from {today} on")


def first_open_day(centre: Centre, today: date) -> date | None:
    """Find the first day from a day on, within its quarters, on which a centre opens."""
    last = max(quarter.until_on for quarter in centre.quarters)
    day = today
    while day <= last:
        if centre.is_open_on(day):
            return day
        day += ONE_DAY
    return None
