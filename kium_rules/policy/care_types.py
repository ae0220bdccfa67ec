"""Which care a centre offers: rule word `care_types`."""

from kium_rules.decision import Reason
from kium_rules.policy.asking import Asking
from kium_rules.values import Application, Centre
from kium_rules.vocabulary import CareType


def care_type_reasons(asking: Asking, application: Application, centre: Centre) -> tuple[Reason, ...]:
    """Say why the centre does not offer the wanted care; empty where it does.

    Source: care_types.
    """
    return _against(asking, application.care_type, centre)


def care_offered(asking: Asking, centre: Centre) -> tuple[CareType, ...]:
    """List the care types a centre offers, in the order of the vocabulary.

    Source: care_types.
    """
    return tuple(care_type for care_type in CareType if not _against(asking, care_type, centre))


def _against(asking: Asking, care_type: CareType, centre: Centre) -> tuple[Reason, ...]:
    facts = {
        "centre_type": centre.type.value,
        "care_type": care_type.value,
        "sick_child_places": centre.sick_child_places,
    }
    return asking.against("care_types", facts)
