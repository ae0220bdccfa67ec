"""Who may do what, and where: rule word `access`."""

from kium_rules.policy.asking import Asking
from kium_rules.vocabulary import Role


def may(asking: Asking, role: Role, action: str, relation: str) -> bool:
    """Say whether a role may do something to a thing it stands in some relation to.

    Args:
        asking: The tables and the day.
        role: Who acts.
        action: What, such as `decide_booking`.
        relation: `own_child`, `own_centre`, `own_district` or `elsewhere`.

    Source: access.
    """
    return asking.row("access", role=role.value, action=action, relation=relation).truth("allowed")
