"""Which care a centre offers: rule word `care_types`."""

from kium_rules.decision import Reason
from kium_rules.policy.asking import Asking
from kium_rules.values import Application, Centre


def care_type_reasons(asking: Asking, application: Application, centre: Centre) -> tuple[Reason, ...]:
    """Say why the centre does not offer the wanted care; empty where it does.

    Source: care_types.
    """
    facts = {
        "centre_type": centre.type.value,
        "care_type": application.care_type.value,
        "sick_child_places": centre.sick_child_places,
    }
    return asking.against("care_types", facts)
