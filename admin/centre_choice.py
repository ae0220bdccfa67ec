"""Which centre a page is about: staff have one, district and city choose among theirs."""

from typing import Any

from admin import asked
from admin.office import actor
from kium_rules.records import centres
from kium_rules.records.access import require_centre
from kium_rules.records.models import Centre
from kium_rules.vocabulary import Role

ALL_AT_ONCE = 500


def district_of_mine(session: Any) -> str | None:
    """Give the code of the district the person works for; None: no single one."""
    mine = actor().district_id
    return next((district.code for district in centres.list_districts(session) if district.id == mine), None)


def my_centres(session: Any) -> list[Centre]:
    """List the centres a district or the city may choose from; staff have nothing to choose."""
    if actor().role is Role.CENTRE:
        return []
    return list(centres.list_centres(session, district=district_of_mine(session), per_page=ALL_AT_ONCE).items)


def chosen_centre(session: Any) -> Centre | None:
    """Give the centre the page is about; None: none chosen yet.

    Raises:
        NotAllowed: The centre asked for is not theirs.
        NotFound: There is no such centre.
    """
    wanted = asked.number("centre_id")
    if wanted is None:
        wanted = actor().centre_id
    return None if wanted is None else require_centre(session, actor(), wanted)
