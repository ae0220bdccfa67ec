"""How long data is kept: rule word `retention`."""

from dataclasses import dataclass

from kium_rules.policy.asking import Asking


@dataclass(frozen=True, slots=True)
class Retention:
    """How long a kind of data is kept.

    Args:
        keep_months: In months.
        counted_from: `leaving` or `written`.
        then: `destroy` or `anonymise`.
        rule: The row that says so.
    """

    keep_months: int
    counted_from: str
    then: str
    rule: str


def retention(asking: Asking, noun: str) -> Retention:
    """Tell how long a kind of data, such as `child`, is kept.

    Source: retention.
    """
    row = asking.row("retention", noun=noun)
    return Retention(row.whole("keep_months"), row.text("counted_from"), row.text("then"), row.rule)
