"""Which event sends which message to whom: rule word `notices`."""

from dataclasses import dataclass
from typing import Any

from kium_rules.policy.asking import Asking
from kium_rules.policy.sentences import fill


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to be sent.

    Args:
        event: What happened.
        recipient: `guardian` or `centre`.
        channel: `alimtalk`, or `task` for the centre's own list.
        for_past_days: Whether it is sent for days gone by as well.
        text: What it says.
        rule: The row behind it.
    """

    event: str
    recipient: str
    channel: str
    for_past_days: bool
    text: str
    rule: str


def notice(asking: Asking, event: str, **places: Any) -> Notice:
    """Make the message of an event.

    Args:
        asking: The tables and the day.
        event: What happened, such as `approved`.
        places: What the text names: `centre`, `child`, `care_type`, `reason`, `first_day`, `deadline`, `time`, `phone`.

    Raises:
        KeyError: The text names something that was not given.

    Source: notices.
    """
    row = asking.row("notices", event=event)
    return Notice(
        event=event,
        recipient=row.text("recipient"),
        channel=row.text("channel"),
        for_past_days=row.truth("for_past_days"),
        text=fill(row.sentence("ko"), places, "ko"),
        rule=row.rule,
    )
