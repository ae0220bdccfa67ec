"""What the policy asks about a centre, remembered as of its revision: every booking asks it, and it hardly changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from kium_rules.policy import Policy
from kium_rules.records import seats
from kium_rules.records.centres import as_value, get_centre
from kium_rules.records.held import HeldCentre
from kium_rules.records.models import CapacityChange, Centre, ClosureDay, Quarter
from kium_rules.values import Centre as CentreValue

MEMORY = "known_centres"
HAS_CHANGED = "centres_have_changed"
PARTS = (Centre, Quarter, ClosureDay, CapacityChange)


@dataclass(slots=True)
class KnownCentre:
    """A centre as the policy asks about it.

    Args:
        revision: The revision it is true of.
        value: The centre.
    """

    revision: int
    value: CentreValue
    _limits: tuple[tuple[str, date], seats.Limits] | None = None

    def limits(self, policy: Policy, today: date) -> seats.Limits:
        """Give the limits of its days' counters, as the rules of a day set them."""
        asked = policy.book.hash, today
        known = self._limits
        if known is None or known[0] != asked:
            known = self._limits = asked, seats.limits_of(self.value, policy, today)
        return known[1]


class KnownCentres(dict[int, KnownCentre]):
    """The memory that the sessions of one database share, by the centres' ids."""

    def watch(self, session: Session, *_: Any) -> None:
        """Note before a flush that its session changes centres: what it reads may yet be rolled back."""
        changed: Iterable[Any] = (*session.new, *session.dirty, *session.deleted)
        for each in changed:
            if isinstance(each, PARTS):
                session.info[HAS_CHANGED] = True
                self.pop(each.id if isinstance(each, Centre) else each.centre_id, None)


def known_centre(session: Session, centre: Centre | HeldCentre) -> KnownCentre:
    """Give a centre as the policy asks about it, read only where its revision is not known yet.

    Args:
        session: The transaction.
        centre: The centre, as it is since it was locked.
    """
    memory: KnownCentres | None = session.info.get(MEMORY)
    known = memory.get(centre.id) if memory is not None and not session.info.get(HAS_CHANGED) else None
    if known is None or known.revision != centre.revision:
        known = KnownCentre(centre.revision, as_value(get_centre(session, centre.id, fresh=True)))
        if memory is not None and not session.info.get(HAS_CHANGED):
            memory[centre.id] = known
    return known
