"""Whether a rule book is one that the records can keep to."""

from datetime import date

from kium_rules.errors import Refused
from kium_rules.policy import Policy

COUNTED_HERE = "whole_day"
"""How the counters of a day count: one child, one seat, all day."""


def require_fit(policy: Policy, today: date) -> Policy:
    """See that a rule book asks for nothing the records cannot keep; before they work by it, or before it is published.

    The counters hold the children of a whole day. A rule book that counts the moment of greatest overlap would have
    them refuse who, by its rules, has a seat; so it is refused itself, from whatever day it would count so.

    Args:
        policy: The rules.
        today: Rows whose time is over before this day do no harm.

    Returns:
        The same policy.

    Raises:
        Refused: A row asks for what the records cannot keep; it is named.

    Source: seat_counting (A-04).
    """
    for row in policy.book["seat_counting"].rows:
        is_over = row.valid_until is not None and row.valid_until < today
        if not is_over and row.outputs["counting"] != COUNTED_HERE:
            raise Refused.because("records.counts_whole_days", row=row.id)
    return policy
