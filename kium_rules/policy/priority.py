"""Who comes first on the waiting list: rule word `priority`."""

from datetime import datetime

from kium_rules.policy.asking import Asking


def queue_key(asking: Asking, priority_class: str, applied_at: datetime) -> tuple[int, datetime]:
    """Give the key the waiting list is sorted by: the rank of the class, then the time of application.

    Source: priority.
    """
    return asking.row("priority", priority_class=priority_class).whole("rank"), applied_at
