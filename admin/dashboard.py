"""Centre dashboard (우리동네키움센터현황): what waits, and where to go for it."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_admin import AdminIndexView, expose

from admin.access import EVERYONE, Guarded
from admin.labels import say
from admin.office import actor, office
from kium_rules.records import bookings, centres, roster
from kium_rules.vocabulary import BookingState, Role


def until_sunday(day: date) -> date:
    """Give the last day of the week a day lies in."""
    return day + timedelta(days=6 - day.weekday())


class Dashboard(Guarded, AdminIndexView):  # type: ignore[misc]  # Flask-Admin ships no types
    """The first page after signing in."""

    roles = EVERYONE

    def __init__(self) -> None:
        super().__init__(
            name=say("menu.dashboard"),
            category=say("menu_groups.website"),
            endpoint="home",
            url="/",
        )

    def is_visible(self) -> bool:
        """Say whether the menu names this view: policy staff have nothing on it."""
        return actor().role is not Role.POLICY

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Show the counts; policy staff, who see no children, go to the rule tables."""
        if actor().role is Role.POLICY:
            return redirect(url_for("rules.index"))
        today = office().today()
        with office().db.session() as session:
            counts = {str(state): self._count(session, state=state) for state in BookingState}
            overdue = self._count(session, state=BookingState.SCHEDULED, until_on=today)
            coming = (
                self._count(session, state=BookingState.SCHEDULED, until_on=until_sunday(today)) - overdue
            )
            return self.render(
                "office/dashboard.html",
                counts=counts,
                overdue=overdue,
                coming=coming,
                **self._today(session, today),
            )

    def _count(self, session: Any, **wanted: Any) -> int:
        return bookings.list_bookings(session, actor(), per_page=1, **wanted).total

    def _today(self, session: Any, today: date) -> dict[str, Any]:
        """Gather what only a single centre has: its children and seats of today."""
        centre_id = actor().centre_id
        if centre_id is None:
            return {"seats": None, "presence": None}
        (seats,) = centres.seats_by_day(session, centre_id, today, today, policy=office().policy)
        lines = roster.list_roster(session, actor(), centre_id=centre_id, on=today)
        return {"seats": seats, "presence": Counter(str(line.presence) for line in lines)}
