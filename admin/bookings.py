"""One booking: everything a decision needs on one page, and the decision itself."""

from collections.abc import Callable
from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from werkzeug.utils import redirect

from admin.access import STAFF, OfficeView
from admin.booking_page import facts_of
from admin.labels import choices, say
from admin.masking import name_for_me
from admin.office import actor, office
from admin.refusals import told_on
from kium_rules.records import bookings, offers

REASON_LENGTH = 500


def page_of(booking_id: int) -> str:
    """Give the address of a booking's page."""
    return url_for("bookings.show", booking_id=booking_id)


def reason_given(group: str) -> str:
    """Give the reason from the form: the quick pick, the free text, or both."""
    picked = choices(group).get(request.form.get("quick", ""), "")
    written = request.form.get("reason", "").strip()[:REASON_LENGTH]
    return " ".join(part for part in (picked, written) if part)


class Bookings(OfficeView):
    """The page of one booking with its actions."""

    word = "bookings"
    roles = STAFF
    in_menu = False

    @expose("/<int:booking_id>")
    def show(self, booking_id: int) -> ResponseReturnValue:
        """Show the booking, its decision, the seats of its days, its history and what may be done now."""
        with office().db.session() as session:
            return self.render("office/booking.html", **facts_of(session, booking_id))

    # An address without a view of its own is needed as the default page by Flask-Admin.
    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Send to the list of applications."""
        return redirect(url_for("applications.index"))

    @expose("/<int:booking_id>/approve", methods=("POST",))
    @told_on(page_of)
    def approve(self, booking_id: int) -> ResponseReturnValue:
        """Approve it, with the documents that were ticked as seen on paper."""
        return self._do(
            booking_id, "done.approved", bookings.approve, documents=request.form.getlist("document")
        )

    @expose("/<int:booking_id>/documents", methods=("POST",))
    @told_on(page_of)
    def documents(self, booking_id: int) -> ResponseReturnValue:
        """Keep which documents came in, without deciding yet."""
        given = request.form.getlist("document")
        return self._do(booking_id, "done.received_documents", bookings.receive_documents, documents=given)

    @expose("/<int:booking_id>/reject", methods=("POST",))
    @told_on(page_of)
    def reject(self, booking_id: int) -> ResponseReturnValue:
        """Reject it, with a reason the parent reads."""
        return self._do(booking_id, "done.rejected", bookings.reject, reason=reason_given("reject_reasons"))

    @expose("/<int:booking_id>/start", methods=("POST",))
    @told_on(page_of)
    def start(self, booking_id: int) -> ResponseReturnValue:
        """Set it to in use, so that the child's card works."""
        return self._do(booking_id, "done.started", bookings.start)

    @expose("/<int:booking_id>/extend", methods=("POST",))
    @told_on(page_of)
    def extend(self, booking_id: int) -> ResponseReturnValue:
        """Ask for the next quarter for a parent who said so, and open the new booking."""
        with office().db.session(write=True) as session:
            extended = bookings.extend(
                session, actor(), booking_id, now=office().now(), policy=office().policy
            )
            name, new_id = name_for_me(extended.booking.child.name), extended.booking.id
        flash(say("done.extended", name=name), "success")
        return redirect(page_of(new_id))

    @expose("/<int:booking_id>/end", methods=("POST",))
    @told_on(page_of)
    def end(self, booking_id: int) -> ResponseReturnValue:
        """End it before its last day, with a reason."""
        return self._do(booking_id, "done.ended", bookings.end, reason=reason_given("end_reasons"))

    @expose("/<int:booking_id>/accept", methods=("POST",))
    @told_on(page_of)
    def accept(self, booking_id: int) -> ResponseReturnValue:
        """Take the offered seat for a parent who said so by phone."""
        return self._do(booking_id, "done.accepted", offers.accept)

    @expose("/<int:booking_id>/decline", methods=("POST",))
    @told_on(page_of)
    def decline(self, booking_id: int) -> ResponseReturnValue:
        """Leave the offered seat to others, as the parent said by phone."""
        return self._do(booking_id, "done.declined", offers.decline)

    @expose("/<int:booking_id>/lift-rejection", methods=("POST",))
    @told_on(page_of)
    def lift_rejection(self, booking_id: int) -> ResponseReturnValue:
        """Take a rejection back; the city alone may."""
        return self._do(booking_id, "done.lifted", bookings.lift_rejection)

    @expose("/<int:booking_id>/cancel", methods=("POST",))
    @told_on(page_of)
    def cancel(self, booking_id: int) -> ResponseReturnValue:
        """Cancel it, with a reason."""
        return self._do(booking_id, "done.cancelled", bookings.cancel, reason=reason_given("cancel_reasons"))

    def _do(self, booking_id: int, done: str, verb: Callable[..., Any], **words: Any) -> ResponseReturnValue:
        with office().db.session(write=True) as session:
            booking = verb(session, actor(), booking_id, **words, now=office().now(), policy=office().policy)
            name = name_for_me(booking.child.name)
        flash(say(done, name=name), "success")
        return redirect(self._way_back(booking_id))

    def _way_back(self, booking_id: int) -> str:
        """Give the list the button was pressed in, where it says so; else the booking's own page."""
        lists = {"roster": "roster.index", "attendance": "attendance.index"}
        endpoint = lists.get(request.form.get("from", ""))
        if endpoint is None:
            return page_of(booking_id)
        return url_for(endpoint, on=request.form.get("on") or None)
