"""Answering the offer of a seat: a parent takes it, or leaves it to others."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from kium_rules.records import offers
from public.desk import actor, now, policy, writing
from public.forms import Press
from public.labels import say

blueprint = Blueprint("offers", __name__)


@blueprint.post("/applications/<int:booking_id>/accept")
@login_required
def accept(booking_id: int) -> ResponseReturnValue:
    """Take the offered seat."""
    return _answer(offers.accept, booking_id, "offers.accepted")


@blueprint.post("/applications/<int:booking_id>/decline")
@login_required
def decline(booking_id: int) -> ResponseReturnValue:
    """Leave the offered seat to others."""
    return _answer(offers.decline, booking_id, "offers.declined")


def _answer(verb: Any, booking_id: int, said: str) -> ResponseReturnValue:
    if not Press().validate():
        abort(400)
    with writing() as records:
        verb(records, actor(), booking_id, now=now(), policy=policy())
    flash(say(said))
    return redirect(url_for("applications.application", booking_id=booking_id), code=303)
