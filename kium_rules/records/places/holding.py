"""Who may change a centre, and the centre itself, locked and as it is now."""

from datetime import datetime

from sqlalchemy.orm import Session

from kium_rules.errors import NotAllowed
from kium_rules.policy import Policy
from kium_rules.records import locks
from kium_rules.records.access import relation_to, require_centre
from kium_rules.records.actors import Actor
from kium_rules.records.centres import get_centre
from kium_rules.records.days import day_in_seoul
from kium_rules.records.models import Centre


def hold_centre(
    session: Session, actor: Actor, centre_id: int, action: str, *, now: datetime, policy: Policy
) -> Centre:
    """Lock a centre that the actor may change, and read it anew.

    Raises:
        NotAllowed: The actor may not do this there.
        NotFound: There is no such centre.

    Source: access.
    """
    centre = require_centre(session, actor, centre_id)
    if not policy.may(actor.role, action, relation_to(session, actor, centre), day_in_seoul(now)):
        raise NotAllowed.because("places.may_not_change")
    locks.lock_centre(session, centre_id)
    return get_centre(session, centre_id, fresh=True)
