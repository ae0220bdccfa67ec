"""Who may extend regular care into the next quarter, and when: rule word `extension`."""

from dataclasses import dataclass
from datetime import date, timedelta

from kium_rules.decision import Reason
from kium_rules.policy.asking import Asking, bounds, reason
from kium_rules.vocabulary import CareType


@dataclass(frozen=True, slots=True)
class ExtensionRequest:
    """What is known when an extension is asked for.

    Args:
        care_type: What the booking is for.
        quarter_ends_on: Last day of the quarter in use.
        has_next_quarter: Whether the centre has set the next quarter.
        already_extended: Whether an extension was asked for before.
        own_opens: So many days before the end this centre opens the window; None: the usual.
        own_closes: So many days before the end it closes it; None: the usual.
    """

    care_type: CareType
    quarter_ends_on: date
    has_next_quarter: bool
    already_extended: bool = False
    own_opens: int | None = None
    own_closes: int | None = None


def extension_reasons(asking: Asking, request: ExtensionRequest) -> tuple[Reason, ...]:
    """Give every reason for which the booking cannot be extended today; none: it can.

    Source: extension.
    """
    facts = {
        "care_type": request.care_type.value,
        "days_before_end": (request.quarter_ends_on - asking.on).days,
        "own_opens": request.own_opens,
        "own_closes": request.own_closes,
        "has_next_quarter": request.has_next_quarter,
        "already_extended": request.already_extended,
    }
    found = []
    for row in asking.rows("extension", **facts):
        opens = bounds(row, facts).get("days_before_end.limit", request.own_opens)
        places = {} if opens is None else {"opens_on": request.quarter_ends_on - timedelta(days=opens)}
        found.append(reason(row, facts, **places))
    return tuple(found)
