"""Applying for care at a centre, and the answer where it is refused."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from kium_rules.errors import Refused
from kium_rules.records import bookings, centres, children
from kium_rules.vocabulary import CareType
from public.desk import actor, now, policy, reading, writing
from public.labels import say
from public.next_page import way_back
from public.offered import care_offered
from public.sheets import Sheet
from public.sheets.days import days_sheet
from public.sheets.regular import regular_sheet
from public.wishes import ask

blueprint = Blueprint("apply", __name__)


@blueprint.route("/centres/<int:centre_id>/apply/<care>", methods=["GET", "POST"])
@login_required
def apply(centre_id: int, care: str) -> ResponseReturnValue:
    """Fill in an application, send it, and read the answer."""
    with reading() as records:
        centre = centres.get_centre(records, centre_id)
        care_type = _offered(centre, care)
        own = children.children_of(records, actor().guardian_id)
        if not own:
            return redirect(url_for("children.register", next=way_back(request)), code=303)
        sheet = _sheet(records, centre, care_type, own)
    if sheet is None:
        return render_template("apply/closed.html", centre=centre, care=care_type)
    if not sheet.form.is_submitted():
        return sheet.page()
    if not sheet.form.validate():
        return sheet.page(), sheet.form.status
    try:
        with writing() as records:
            answer = ask(records, actor(), sheet.wish(), now=now(), policy=policy())
    except Refused as refused:
        sheet.form.blame(refused)
        return sheet.page(), sheet.form.status
    if answer.booking_id is None:
        with reading() as records:
            near = bookings.near_fits(records, answer.decision, centre_id, now=now(), policy=policy())
        return sheet.page(answer.decision, near), 422
    if answer.is_repeated:
        flash(say("apply.same_again"))
    return redirect(url_for("applications.application", booking_id=answer.booking_id), code=303)


def _offered(centre: Any, care: str) -> CareType:
    """Give the care type of an address; what the centre does not offer has no page."""
    if not centre.is_open or care not in care_offered(centres.as_value(centre)):
        abort(404)
    return CareType(care)


def _sheet(records: Any, centre: Any, care_type: CareType, own: list[Any]) -> Sheet | None:
    if care_type is CareType.REGULAR:
        return regular_sheet(centre, own)
    return days_sheet(records, centre, care_type, own)
