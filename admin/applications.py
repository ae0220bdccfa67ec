"""Applications (예약신청관리): what waits for a decision, oldest first, and approving several at once."""

from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from admin import asked
from admin.access import STAFF, OfficeView
from admin.labels import say
from admin.masking import name_for_me
from admin.office import actor, office
from admin.refusals import in_words
from kium_rules.errors import Refused
from kium_rules.records import bookings
from kium_rules.vocabulary import BookingState, CareType

COUNTED = (BookingState.APPLIED, BookingState.WAITING)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one application of several."""

    booking_id: int
    name: str
    text: str
    is_done: bool


class Applications(OfficeView):
    """The list of applications and the bulk approval."""

    word = "applications"
    group = "reservations"
    roles = STAFF

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Show the list; without a wish, what waits for a decision."""
        state = asked.choice("state", BookingState) if "state" in request.args else BookingState.APPLIED
        with office().db.session() as session:
            page = bookings.list_bookings(
                session,
                actor(),
                state=state,
                care_type=asked.choice("care_type", CareType),
                text=asked.text("text"),
                from_on=asked.day("from_on"),
                until_on=asked.day("until_on"),
                page=asked.page(),
                oldest_first=True,
            )
            counts = {
                str(each): bookings.list_bookings(session, actor(), state=each, per_page=1).total
                for each in COUNTED
            }
            return self.render(
                "office/applications.html",
                page=page,
                counts=counts,
                state=state or "",
                asked=asked.as_given("page"),
            )

    @expose("/approve", methods=("POST",))
    def approve(self) -> ResponseReturnValue:
        """Approve every chosen application, each in its own transaction, and say what became of each.

        The answer is the page itself, not a redirect: sending it again only repeats "already approved".
        """
        chosen = list(dict.fromkeys(request.form.getlist("booking_id", type=asked.row_number)))
        if not chosen:
            flash(say("done.none_chosen"), "warning")
            return redirect(url_for(".index"))
        results = [self._approve_one(booking_id) for booking_id in chosen]
        return self.render("office/bulk_result.html", results=results)

    def _approve_one(self, booking_id: int) -> Result:
        name = say("frame.none")
        try:
            with office().db.session() as session:
                name = name_for_me(bookings.get_booking(session, actor(), booking_id).child.name)
            with office().db.session(write=True) as session:
                bookings.approve(session, actor(), booking_id, now=office().now(), policy=office().policy)
        except Refused as refusal:
            return Result(booking_id, name, in_words(refusal), is_done=False)
        return Result(booking_id, name, say("done.approved", name=name), is_done=True)
