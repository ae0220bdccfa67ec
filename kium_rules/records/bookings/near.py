"""What would pass instead of an application that was refused."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from kium_rules.decision import Decision
from kium_rules.policy import NearFit, Policy
from kium_rules.records import seats
from kium_rules.records.centres import as_value, get_centre
from kium_rules.records.days import day_in_seoul


def near_fits(
    session: Session, decision: Decision, centre_id: int, *, now: datetime, policy: Policy
) -> tuple[NearFit, ...]:
    """Look for wishes near a refused one that would be admitted if they were asked for now.

    Args:
        session: The transaction.
        decision: The refusal, with the situation it was decided in.
        centre_id: Where it was asked for.
        now: When.
        policy: The rules.

    Raises:
        NotFound: There is no such centre.

    Source: admission, and every table it names.
    """
    if decision.situation is None:
        return ()
    centre = as_value(get_centre(session, centre_id))
    last = max((quarter.until_on for quarter in centre.quarters), default=day_in_seoul(now))
    load = seats.loads_between(session, centre_id, day_in_seoul(now), last)
    return policy.near_fits(replace(decision.situation.application, asked_at=now), centre, load)
