"""What is set for a single quarter of a centre: its shortest regular care, and when extensions are asked for."""

from datetime import datetime

from sqlalchemy.orm import Session

from kium_rules.errors import NotAllowed, NotFound, Refused
from kium_rules.policy import ExtensionRequest, Policy
from kium_rules.records import audit
from kium_rules.records.actors import Actor
from kium_rules.records.models import Centre, Quarter
from kium_rules.records.places.holding import hold_centre
from kium_rules.values import ONE_DAY
from kium_rules.vocabulary import CareType, QuarterKind, Role


def set_regular_minimum(
    session: Session,
    actor: Actor,
    centre_id: int,
    year: int,
    kind: QuarterKind,
    days: int | None,
    *,
    reason: str,
    now: datetime,
    policy: Policy,
) -> Quarter:
    """Set another shortest period of regular care for a short quarter, or take it back.

    Args:
        session: The transaction; a writing one.
        actor: The city.
        centre_id: Which centre.
        year: Of which school year.
        kind: Which quarter.
        days: The shortest period in days, both ends counted; None: the general rule again.
        reason: Why; it stays in the audit log.
        now: When.
        policy: The rules.

    Raises:
        NotAllowed: Only the city does this.
        NotFound: There is no such centre, or it has no such quarter.
        Refused: The reason is missing, or the quarter is shorter than that.

    Source: booking_window, access; A-08.
    """
    if actor.role is not Role.CITY:
        raise NotAllowed.because("places.city_sets_minimum")
    centre = hold_centre(session, actor, centre_id, "edit_centre", now=now, policy=policy)
    quarter = _quarter(centre, year, kind)
    length = _length(quarter)
    if not reason.strip():
        raise Refused.because("places.reason_missing")
    if days is not None and not 1 <= days <= length:
        raise Refused.because("places.minimum_too_long", days=days, length=length)
    details = {
        "year": year,
        "kind": kind.value,
        "from": quarter.regular_min_days,
        "to": days,
        "reason": reason.strip(),
    }
    quarter.regular_min_days = days
    centre.revision += 1
    session.flush()
    audit.record(
        session, actor, "set_regular_minimum", "centre", centre_id, details, now=now, centre_id=centre_id
    )
    return quarter


def set_extension_window(
    session: Session,
    actor: Actor,
    centre_id: int,
    year: int,
    kind: QuarterKind,
    *,
    opens_days: int | None,
    closes_days: int | None,
    now: datetime,
    policy: Policy,
) -> Quarter:
    """Set from when until when an extension out of a quarter can be asked for, or take it back.

    Args:
        session: The transaction; a writing one.
        actor: Staff of the centre, its district, or the city.
        centre_id: Which centre.
        year: Of which school year.
        kind: Which quarter: the one that ends, not the one that follows.
        opens_days: So many days before the quarter's end the window opens; None: as the table `extension` says.
        closes_days: So many days before its end it closes, that day included; None: as the table says.
        now: When.
        policy: The rules.

    Raises:
        NotAllowed: The actor may not change this centre.
        NotFound: There is no such centre, or it has no such quarter.
        Refused: The window would lie outside the quarter, or close before it opens.

    Source: extension, access; A-14.
    """
    centre = hold_centre(session, actor, centre_id, "edit_centre", now=now, policy=policy)
    quarter = _quarter(centre, year, kind)
    latest = _length(quarter) - 1
    given = [days for days in (opens_days, closes_days) if days is not None]
    # With only one of them given the other is the table's: the window must be open on both its borders.
    request = ExtensionRequest(
        CareType.REGULAR,
        quarter.until_on,
        has_next_quarter=True,
        own_opens=opens_days,
        own_closes=closes_days,
    )
    if any(
        not 0 <= days <= latest or policy.extension_reasons(request, quarter.until_on - days * ONE_DAY)
        for days in given
    ):
        raise Refused.because("places.extension_window", longest=latest)
    details = {
        "year": year,
        "kind": kind.value,
        "from": [quarter.extension_opens_days, quarter.extension_closes_days],
        "to": [opens_days, closes_days],
    }
    quarter.extension_opens_days, quarter.extension_closes_days = opens_days, closes_days
    centre.revision += 1
    session.flush()
    audit.record(
        session, actor, "set_extension_window", "centre", centre_id, details, now=now, centre_id=centre_id
    )
    return quarter


def _quarter(centre: Centre, year: int, kind: QuarterKind) -> Quarter:
    for quarter in centre.quarters:
        if (quarter.year, quarter.kind) == (year, kind):
            return quarter
    raise NotFound.because("places.no_such_quarter")


def _length(quarter: Quarter) -> int:
    return (quarter.until_on - quarter.from_on).days + 1
