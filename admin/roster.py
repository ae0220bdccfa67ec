"""Daily roster (일일이용자관리): who is expected, inside or gone on a day, to work with and to print."""

from collections import Counter
from datetime import timedelta

from flask.typing import ResponseReturnValue
from flask_admin import expose

from admin import asked
from admin.access import STAFF, OfficeView
from admin.centre_choice import chosen_centre, my_centres
from admin.office import actor, office
from kium_rules.records import roster

ONE_DAY = timedelta(days=1)


class Roster(OfficeView):
    """The roster of one day at one centre."""

    word = "roster"
    group = "reservations"
    roles = STAFF

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Show a day, today without a wish."""
        on = asked.day("on") or office().today()
        with office().db.session() as session:
            centre = chosen_centre(session)
            lines = [] if centre is None else roster.list_roster(session, actor(), centre_id=centre.id, on=on)
            return self.render(
                "office/roster.html",
                centre=centre,
                centres=my_centres(session),
                on=on,
                before=on - ONE_DAY,
                after=on + ONE_DAY,
                lines=lines,
                counts=Counter(str(line.presence) for line in lines),
            )
