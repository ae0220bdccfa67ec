"""A parent's children."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from kium_rules.errors import Refused
from kium_rules.records import children as kept
from public.desk import actor, now, reading, writing
from public.forms.children import RegisterChild
from public.labels import say, section
from public.next_page import safe_next

blueprint = Blueprint("children", __name__)


@blueprint.get("/children")
@login_required
def children() -> ResponseReturnValue:
    """List the children of the parent who is signed in."""
    with reading() as records:
        found = kept.children_of(records, actor().guardian_id)
        return render_template("children/children.html", children=found, grades=section("grades"))


@blueprint.route("/children/new", methods=["GET", "POST"])
@login_required
def register() -> ResponseReturnValue:
    """Register a child with the guardian's consent."""
    form = RegisterChild()
    if not form.is_submitted():
        form.next.data = request.args.get("next", "")
        return _page(form)
    if not form.validate():
        return _page(form), form.status
    agreed = ("child", "pickup") if form.pickup.data else ("child",)
    texts = section("consents")
    try:
        with writing() as records:
            child = kept.register_child(
                records,
                actor(),
                name=form.name.data,
                grade=int(form.grade.data),
                school=form.school.data,
                consents={kind: texts[kind]["version"] for kind in agreed},
                now=now(),
            )
    except Refused as refused:
        form.blame(refused)
        return _page(form), form.status
    flash(say("children.done", name=child.name))
    return redirect(safe_next(form.next.data or url_for("children.children")), code=303)


def _page(form: RegisterChild) -> str:
    return render_template("children/register.html", form=form, consents=section("consents"))
