"""Who may use a centre: rule word `eligibility`."""

from kium_rules.decision import Reason
from kium_rules.policy.asking import Asking
from kium_rules.values import Child


def eligibility_reasons(asking: Asking, child: Child) -> tuple[Reason, ...]:
    """Say why the child may not use a centre; empty where it may.

    Source: eligibility.
    """
    return asking.against("eligibility", {"grade": child.grade})
