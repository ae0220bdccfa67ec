"""Small worlds for tests: a centre, its staff, families. Everybody in them is invented."""

import itertools
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from kium_rules.policy import Policy
from kium_rules.records.actors import Actor
from kium_rules.records.bookings import Applied, apply
from kium_rules.records.children import register_child, register_guardian
from kium_rules.records.days import to_mask
from kium_rules.records.districts import ensure_districts
from kium_rules.records.models import Centre, Child, ClosureDay, Quarter
from kium_rules.vocabulary import SEOUL, CareType, CentreType, QuarterKind, Role

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=SEOUL)
"""A Monday, the first day of the first semester."""
MONDAY = date(2026, 3, 2)
WEEKDAYS = frozenset(range(5))
PAPERS = frozenset({"pickup_consent", "entry_papers"})
numbers = itertools.count(1)


def make_centre(
    session: Session,
    *,
    base: int = 2,
    extra: int = 0,
    sick: int = 0,
    type: CentreType = CentreType.GENERAL,  # noqa: A002 - the column it sets
    district: str = "노원구",
    closed: tuple[date, ...] = (),
    **more: Any,
) -> Centre:
    """Make a centre that opens on weekdays 13-19 from March to 20 July 2026."""
    number = next(numbers)
    centre = Centre(
        facility_id=f"TEST-{number}",
        district_id=ensure_districts(session)[district].id,
        name=more.pop("name", f"시험센터 {number}"),
        type=type,
        base_seats=base,
        extra_seats=extra,
        sick_child_places=sick,
        area_m2=Decimal("99.50"),
        **more,
    )
    centre.quarters = [
        Quarter(
            year=2026,
            kind=QuarterKind.FIRST_SEMESTER,
            from_on=date(2026, 3, 2),
            until_on=date(2026, 7, 20),
            opens=time(13),
            closes=time(19),
            weekdays=to_mask(WEEKDAYS),
        )
    ]
    centre.closure_days = [ClosureDay(on=on, reason="개교기념일") for on in closed]
    session.add(centre)
    session.flush()
    return centre


def staff_of(centre: Centre) -> Actor:
    """Give somebody who works at a centre."""
    return Actor(None, Role.CENTRE, centre_id=centre.id, name="나견본")


def parent_of(child: Child) -> Actor:
    """Give the parent of a child."""
    return Actor(None, Role.PARENT, guardian_id=child.guardian_id, name="김샘플")


def make_children(session: Session, centre: Centre, count: int, *, grade: int = 2) -> list[Child]:
    """Register children of one guardian at a centre."""
    staff = staff_of(centre)
    guardian = register_guardian(session, staff, name="김샘플", phone="010-0000-0001", now=NOW)
    return [
        register_child(
            session,
            staff,
            name=f"김견본{next(numbers)}",
            grade=grade,
            school="견본초등학교",
            guardian_id=guardian.id,
            consents={"child": "1"},
            now=NOW,
        )
        for _ in range(count)
    ]


def ask(
    session: Session, policy: Policy, centre_id: int, child: Child, *, actor: Actor | None = None, **more: Any
) -> Applied:
    """Apply for regular care from 2 March to 10 April 2026, weekdays 13-17, unless told otherwise."""
    said: dict[str, Any] = {
        "care_type": CareType.REGULAR,
        "from_on": MONDAY,
        "until_on": date(2026, 4, 10),
        "weekdays": WEEKDAYS,
        "days": None,
        "starts": time(13),
        "ends": time(17),
        "now": NOW,
        **more,
    }
    return apply(
        session, actor or parent_of(child), centre_id=centre_id, child_id=child.id, policy=policy, **said
    )


def ask_for_days(
    session: Session, policy: Policy, centre_id: int, child: Child, *days: date, **more: Any
) -> Applied:
    """Apply for temporary care on named days, 13-17 unless told otherwise."""
    return ask(
        session,
        policy,
        centre_id,
        child,
        care_type=CareType.TEMPORARY,
        from_on=min(days),
        until_on=max(days),
        weekdays=frozenset(),
        days=days,
        **more,
    )
