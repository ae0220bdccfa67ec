"""Centre settings (우리동네키움센터), to read: the facility, its seats, its quarters and closure days."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from admin.access import STAFF, OfficeView
from admin.office import actor, office
from kium_rules.records import centres
from kium_rules.records.access import require_centre


class CentreSettings(OfficeView):
    """The page of one centre."""

    word = "centre"
    group = "website"
    roles = STAFF

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Send staff to their own centre, everybody else to the list."""
        mine = actor().centre_id
        return redirect(url_for("facilities.index") if mine is None else url_for(".show", centre_id=mine))

    @expose("/<int:centre_id>")
    def show(self, centre_id: int) -> ResponseReturnValue:
        """Show a centre as the booking policy sees it, with what the tables make of it."""
        policy, today = office().policy, office().today()
        with office().db.session() as session:
            require_centre(session, actor(), centre_id)
            centre = centres.get_centre(session, centre_id)
            value = centres.as_value(centre)
            proposal = policy.capacity(centre.type, centre.area_m2, today) if centre.area_m2 else None
            return self.render(
                "office/centre.html",
                centre=centre,
                proposal=proposal,
                problems=policy.check_quarters(value.quarters, today),
            )
