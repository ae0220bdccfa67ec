"""Facilities (전체시설관리): the centres of a district, or of the city, with their seats."""

from flask.typing import ResponseReturnValue
from flask_admin import expose

from admin import asked
from admin.access import OVERSIGHT, OfficeView
from admin.centre_choice import district_of_mine
from admin.office import actor, office
from kium_rules.records import centres
from kium_rules.vocabulary import CentreType, Role


class Facilities(OfficeView):
    """The list of centres."""

    word = "facilities"
    group = "website"
    roles = OVERSIGHT

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """List centres by district and name."""
        with office().db.session() as session:
            is_city = actor().role is Role.CITY
            page = centres.list_centres(
                session,
                district=asked.text("district") if is_city else district_of_mine(session),
                type=asked.choice("type", CentreType),
                text=asked.text("text"),
                page=asked.page(),
            )
            districts = centres.list_districts(session) if is_city else []
            return self.render(
                "office/facilities.html", page=page, districts=districts, asked=asked.as_given("page")
            )
