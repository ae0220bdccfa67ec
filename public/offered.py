"""Which care a centre offers, in the order a page shows it."""

from kium_rules.values import Centre
from kium_rules.vocabulary import CareType
from public.desk import policy, today


def care_offered(centre: Centre) -> tuple[CareType, ...]:
    """List the care types a centre offers today.

    Source: care_types.
    """
    return policy().care_offered(centre, today())
