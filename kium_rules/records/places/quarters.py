"""A centre's quarters: set at once at first opening, changed during the year after a look at what falls outside."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from kium_rules import values
from kium_rules.errors import Refused
from kium_rules.labels import sentence
from kium_rules.policy import Policy
from kium_rules.records import audit, offers
from kium_rules.records.actors import Actor
from kium_rules.records.centres import as_value, get_centre
from kium_rules.records.days import day_in_seoul, to_mask
from kium_rules.records.models import Centre, Quarter
from kium_rules.records.places.holding import hold_centre
from kium_rules.records.places.impact import Impact, NeedsConfirmation, impact_of
from kium_rules.records.places.releasing import settle
from kium_rules.records.places.restoring import restore
from kium_rules.values import Hours
from kium_rules.vocabulary import QuarterKind

LONGEST_TEXT = 200
OWN = ("regular_min_days", "extension_opens_days", "extension_closes_days")
"""What is set for a quarter by itself, and stays when its dates change."""
Own = dict[str, int | None]


@dataclass(frozen=True, slots=True)
class QuarterPlan:
    """A quarter as a centre sets it.

    Args:
        year: The school year.
        kind: Which part of it.
        from_on: First day.
        until_on: Last day, included.
        hours: Opening hours.
        weekdays: Days of the week it opens, 0 = Monday.
        meals: What there is to eat, and when.
        snacks: The same for snacks.
    """

    year: int
    kind: QuarterKind
    from_on: date
    until_on: date
    hours: Hours
    weekdays: frozenset[int]
    meals: str = ""
    snacks: str = ""


def set_quarters(
    session: Session,
    actor: Actor,
    centre_id: int,
    quarters: Sequence[QuarterPlan],
    *,
    now: datetime,
    policy: Policy,
    confirmed: bool = False,
) -> Impact:
    """Set quarters of a centre. A quarter of the same year and kind is replaced, every other one stays.

    Days of regular care on which the centre would not open any more are given back, and nobody waits for them any
    longer; granted days of other care, and those outside the new hours, go onto the staff's list. Days that went
    earlier and on which it opens now come back. What becomes free is offered at once.

    Args:
        session: The transaction; a writing one.
        actor: Staff of the centre, its district, or the city.
        centre_id: Which centre.
        quarters: The quarters; all four of a year where the centre has none yet.
        now: When.
        policy: The rules.
        confirmed: Whether the actor has seen what falls outside.

    Returns:
        What fell outside.

    Raises:
        NeedsConfirmation: Bookings fall outside and nobody has confirmed it; nothing was changed.
        NotAllowed: The actor may not change this centre.
        NotFound: There is no such centre.
        Refused: The quarters cannot stand like this; with every reason.

    Source: quarters, access, booking_states (A-32).
    """
    centre = hold_centre(session, actor, centre_id, "edit_centre", now=now, policy=policy)
    today = day_in_seoul(now)
    before = as_value(centre)
    named = {(plan.year, plan.kind) for plan in quarters}
    if (
        not quarters
        or len(named) < len(quarters)
        or any(len(text) > LONGEST_TEXT for plan in quarters for text in (plan.meals, plan.snacks))
    ):
        raise Refused.because("places.quarters_unreadable", longest=LONGEST_TEXT)
    own = {(each.year, each.kind): {name: getattr(each, name) for name in OWN} for each in centre.quarters}
    new = [_as_value(plan, own.get((plan.year, plan.kind), {})) for plan in quarters]
    kept = [each for each in before.quarters if (each.year, each.kind) not in named]
    reasons = policy.check_quarters([*kept, *new], today, first_opening=not centre.quarters)
    if reasons:
        told = (" ".join(each.ko for each in reasons), " ".join(each.en for each in reasons))
        raise Refused(*told, reasons)
    after = replace(before, quarters=(*kept, *new))
    impact = impact_of(session, centre_id, before, after, today)
    if impact and not confirmed:
        raise NeedsConfirmation(impact)
    old = {f"{each.year} {each.kind}": f"{each.from_on} - {each.until_on}" for each in centre.quarters}
    _write(session, centre, quarters, own)
    # First: it locks children, and what settles writes the audit log, which is locked last.
    restored = restore(session, actor, centre_id, before, after, now=now, policy=policy)
    settle(
        session,
        actor,
        impact,
        centre_id=centre_id,
        reason=sentence("places.quarters_changed"),
        now=now,
        policy=policy,
    )
    offers.pass_on(session, centre_id, now=now, policy=policy)
    details: dict[str, Any] = {
        "before": old,
        "quarters": [{**asdict(plan), "weekdays": sorted(plan.weekdays)} for plan in quarters],
        "bookings_outside": [each.booking_id for each in impact.bookings],
        "restored": restored.back,
        "not_restored": restored.left,
    }
    audit.record(session, actor, "set_quarters", "centre", centre_id, details, now=now, centre_id=centre_id)
    get_centre(session, centre_id, fresh=True)
    return impact


def _as_value(plan: QuarterPlan, own: Own) -> values.Quarter:
    return values.Quarter(
        kind=plan.kind,
        from_on=plan.from_on,
        until_on=plan.until_on,
        hours=plan.hours,
        weekdays=plan.weekdays,
        regular_min_days=own.get("regular_min_days"),
        year=plan.year,
    )


def _write(
    session: Session,
    centre: Centre,
    quarters: Sequence[QuarterPlan],
    own: dict[tuple[int, QuarterKind], Own],
) -> None:
    """Write the quarters anew: two that move their common border would overlap for a moment if each moved alone."""
    ids = {(each.year, each.kind): each.id for each in centre.quarters}
    rows = [
        {
            "centre_id": centre.id,
            "year": plan.year,
            "kind": plan.kind,
            "from_on": plan.from_on,
            "until_on": plan.until_on,
            "opens": plan.hours.starts,
            "closes": plan.hours.ends,
            "weekdays": to_mask(plan.weekdays),
            **dict.fromkeys(OWN),
            **own.get((plan.year, plan.kind), {}),
            "meals": plan.meals,
            "snacks": plan.snacks,
        }
        for plan in quarters
    ]
    by_id = [(ids.get((plan.year, plan.kind)), row) for plan, row in zip(quarters, rows, strict=True)]
    known = [{**row, "id": quarter_id} for quarter_id, row in by_id if quarter_id is not None]
    new = [row for quarter_id, row in by_id if quarter_id is None]
    if known:
        session.execute(
            delete(Quarter).where(Quarter.id.in_([row["id"] for row in known])),
            execution_options={"synchronize_session": False},
        )
    for some in (known, new):
        if some:
            session.execute(insert(Quarter), some)
    centre.revision += 1
    session.flush()
