"""Which care a centre offers, asked through `Policy.care_offered`."""

from datetime import date

import pytest
from policy.situations import centre

from kium_rules.policy import Policy
from kium_rules.vocabulary import CareType, CentreType

POLICY, ON = Policy.load(), date(2026, 3, 2)
BOTH = (CareType.REGULAR, CareType.TEMPORARY)


@pytest.mark.parametrize(
    ("kind", "sick_child_places", "offered"),
    [
        (CentreType.GENERAL, 0, BOTH),
        (CentreType.COMBINED, 0, BOTH),
        (CentreType.GENERAL, 2, (*BOTH, CareType.SICK_CHILD)),
        (CentreType.HUB, 0, (CareType.TEMPORARY,)),
        (CentreType.HUB, 1, (CareType.TEMPORARY, CareType.SICK_CHILD)),
    ],
)
def test_a_centre_offers_what_its_type_and_places_allow(kind, sick_child_places, offered):
    assert POLICY.care_offered(centre(type=kind, sick_child_places=sick_child_places), ON) == offered
