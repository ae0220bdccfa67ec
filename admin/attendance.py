"""Attendance (출결관리): the taps of a day with what each meant, and the one thing to do about it."""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from admin import asked
from admin.access import STAFF, OfficeView
from admin.centre_choice import chosen_centre, my_centres
from admin.labels import choices
from admin.office import actor, office
from kium_rules.errors import NotFound
from kium_rules.records import bookings, cards, taps
from kium_rules.records.models import Tap
from kium_rules.vocabulary import BookingState, CardState, Role

ALL_OF_A_DAY = 500


@dataclass(frozen=True, slots=True)
class Step:
    """The one next step of a tap: a sentence, and where a button can do it, its address.

    Args:
        text: What to do.
        button: What the button says; empty: there is none.
        address: Where the button leads.
        is_post: Whether pressing it does the thing at once.
    """

    text: str
    button: str = ""
    address: str = ""
    is_post: bool = False


class Attendance(OfficeView):
    """The taps and visits of a day."""

    word = "attendance"
    group = "reservations"
    roles = STAFF

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Show a day, today without a wish."""
        on = asked.day("on") or office().today()
        with office().db.session() as session:
            centre = chosen_centre(session)
            found: Any = []
            visits: Any = []
            if centre is not None:
                found = taps.list_taps(session, actor(), centre_id=centre.id, on=on, page=asked.page())
                visits = taps.list_visits(
                    session, actor(), centre_id=centre.id, on=on, per_page=ALL_OF_A_DAY
                ).items
            lines = [(tap, self._step(session, tap)) for tap in found.items] if found else []
            return self.render(
                "office/attendance.html",
                centre=centre,
                centres=my_centres(session),
                on=on,
                page=found,
                lines=lines,
                visits=visits,
                asked=asked.as_given("page"),
            )

    def _step(self, session: Any, tap: Tap) -> Step | None:
        """Find the next step; only the centre's own staff get buttons."""
        code = tap.answer.get("next_step", "")
        text = choices("next_steps").get(code)
        if text is None:
            return None
        if actor().role is not Role.CENTRE:
            return Step(text)
        if code in {"register_card", "assign_card"}:
            return self._card_step(session, tap)
        address = self._address(session, code, tap)
        if not address:
            return Step(choices("steps_done").get(code, text))
        return Step(text, choices("tap_buttons")[code], address, code == "start_booking")

    def _card_step(self, session: Any, tap: Tap) -> Step:
        """Look how far the card has come since it was read: unknown, spare, or a child's by now."""
        try:
            card = cards.get_card(session, actor(), tap.uid)
        except NotFound:
            code = "register_card"
        else:
            if card.state is not CardState.SPARE:
                return Step(choices("steps_done")["register_card"])
            code = "assign_card"
        address = url_for("cards.index", uid=tap.uid, _anchor=code.removesuffix("_card"))
        return Step(choices("next_steps")[code], choices("tap_buttons")[code], address)

    def _address(self, session: Any, code: str, tap: Tap) -> str:
        match code:
            case "new_application" if tap.child_id:
                return url_for("new_application.index", child_id=tap.child_id)
            case "start_booking":
                scheduled = self._booking(session, tap, BookingState.SCHEDULED)
                return url_for("bookings.start", booking_id=scheduled) if scheduled else ""
            case "check_days":
                running = self._booking(session, tap, BookingState.IN_USE)
                return url_for("bookings.show", booking_id=running) if running else ""
        return ""

    def _booking(self, session: Any, tap: Tap, state: BookingState) -> int | None:
        """Find the child's booking in a state here: the one that begins first."""
        if tap.child_id is None:
            return None
        found = bookings.list_bookings(session, actor(), state=state, child_id=tap.child_id).items
        return min(found, key=lambda booking: booking.from_on).id if found else None
