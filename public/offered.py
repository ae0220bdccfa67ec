"""Which care a centre offers, in the order a page shows it."""

from kium_rules.policy import Policy
from kium_rules.values import Centre
from kium_rules.vocabulary import CareType
from public.desk import policy, today


def care_offered(centre: Centre) -> tuple[CareType, ...]:
    """List the care types a centre offers today.

    Source: care_types.
    """
    return tuple(care_type for care_type in CareType if _offers(policy(), centre, care_type))


def _offers(rules: Policy, centre: Centre, care_type: CareType) -> bool:
    facts = {
        "centre_type": centre.type.value,
        "care_type": care_type.value,
        "sick_child_places": centre.sick_child_places,
    }
    answer = rules.book.decide("care_types", facts, on=today())
    return all(hit.outputs["verdict"] == "ok" for hit in answer.hits)
