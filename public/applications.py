"""A parent's applications: where they stand, why, and giving them up."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from kium_rules.decision import Decision, Reason
from kium_rules.policy import Change
from kium_rules.records import bookings, offers
from kium_rules.vocabulary import BookingEvent, BookingState
from public.desk import actor, now, policy, reading, today, writing
from public.fits import fits_of
from public.forms import Press
from public.labels import say

blueprint = Blueprint("applications", __name__)
PER_PAGE = 20


@blueprint.get("/applications")
@login_required
def applications() -> ResponseReturnValue:
    """List the applications of the parent who is signed in, the newest first."""
    with reading() as records:
        page = request.args.get("page", 1, type=int)
        found = bookings.list_bookings(records, actor(), page=page, per_page=PER_PAGE)
        return render_template("applications/applications.html", found=found)


@blueprint.get("/applications/<int:booking_id>")
@login_required
def application(booking_id: int) -> ResponseReturnValue:
    """Show one application: the answer, the place in the queue, and every reason."""
    with reading() as records:
        booking = bookings.get_booking(records, actor(), booking_id)
        decision = Decision.from_json(booking.decision)
        return render_template(
            "applications/application.html",
            booking=booking,
            decision=decision,
            fits=fits_of(decision, booking.care_type),
            place=_place(records, booking),
            days=[day for day in booking.days if not day.is_cancelled],
            missing=bookings.missing_documents(records, booking, policy=policy(), today=today()),
            is_open=policy().state_effect(booking.state, today()).is_open,
            cannot_cancel=_against_cancelling(booking),
            offer=_offer(records, booking),
            extension=bookings.may_extend(records, actor(), booking, now=now(), policy=policy()),
        )


def _offer(records: Any, booking: Any) -> dict[str, Any] | None:
    """Give the offer that waits for an answer: until when, and for whom besides."""
    if booking.state is not BookingState.OFFERED:
        return None
    found = offers.offer_of(records, actor(), booking.id)
    together = offers.offered_together(records, booking)
    return {"until_at": found.until_at, "children": [one.child.name for one in together]} if found else None


def _place(records: Any, booking: Any) -> int | None:
    """Give the place in the queue that counts: the last one among the days ahead that have no seat now."""
    place = offers.place_of(records, actor(), booking.id, now=now(), policy=policy())
    if place is None:
        return None
    ahead = place.full_days or place.free_days
    return max((place.numbers[day] for day in ahead), default=None)


def _against_cancelling(booking: Any) -> tuple[Reason, ...]:
    change = Change(BookingEvent.CANCEL, booking.state, actor().role, booking.care_type)
    return policy().transition(change, today()).reasons


@blueprint.post("/applications/<int:booking_id>/extend")
@login_required
def extend(booking_id: int) -> ResponseReturnValue:
    """Ask for the next quarter with the same weekdays and hours, and show what came of it."""
    if not Press().validate():
        abort(400)
    with writing() as records:
        extended = bookings.extend(records, actor(), booking_id, now=now(), policy=policy())
    return redirect(url_for("applications.application", booking_id=extended.booking.id), code=303)


@blueprint.route("/applications/<int:booking_id>/cancel", methods=["GET", "POST"])
@login_required
def cancel(booking_id: int) -> ResponseReturnValue:
    """Ask once more, then give the application up."""
    form = Press()
    if not form.is_submitted():
        with reading() as records:
            booking = bookings.get_booking(records, actor(), booking_id)
            if _against_cancelling(booking):
                return redirect(url_for("applications.application", booking_id=booking_id))
            return render_template("applications/cancel.html", booking=booking, form=form)
    if not form.validate():
        abort(400)
    with writing() as records:
        bookings.cancel(records, actor(), booking_id, now=now(), policy=policy())
    flash(say("applications.cancelled"))
    return redirect(url_for("applications.application", booking_id=booking_id), code=303)
