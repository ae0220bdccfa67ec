"""Signing up, in and out."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from kium_rules.errors import NotAllowed, Refused
from kium_rules.records import logins
from kium_rules.records.actors import Actor
from kium_rules.vocabulary import Role
from public import sessions
from public.desk import desk, now, policy, today, writing
from public.forms import Press
from public.forms.accounts import SignIn, SignUp
from public.labels import say, section
from public.next_page import safe_next

blueprint = Blueprint("accounts", __name__)


@blueprint.route("/sign-up", methods=["GET", "POST"])
def sign_up() -> ResponseReturnValue:
    """Make a guardian's login; the next thing to do is to register a child."""
    form = SignUp()
    form.password_shortest = policy().account_setting("password_min_length", today())
    if not form.is_submitted():
        form.next.data = request.args.get("next", "")
        return _sign_up_page(form)
    if not form.validate():
        return _sign_up_page(form), form.status
    try:
        credentials = desk().passwords.choose(
            form.login_id.data, form.password.data, now=now(), policy=policy()
        )
        with writing() as records:
            actor = logins.sign_up(
                records,
                credentials,
                name=form.name.data,
                phone=form.phone.data,
                consents={"privacy": section("consents")["privacy"]["version"]},
                now=now(),
                policy=policy(),
            )
    except Refused as refused:
        form.blame(refused)
        return _sign_up_page(form), form.status
    sessions.enter(actor)
    flash(say("sign_up.done"))
    return redirect(url_for("children.register", next=form.next.data or None), code=303)


def _sign_up_page(form: SignUp) -> str:
    return render_template("accounts/sign_up.html", form=form, consents=section("consents"))


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Let a parent in, and on to where they were going."""
    form = SignIn()
    if not form.is_submitted():
        if current_user.is_authenticated:
            return redirect(safe_next(request.args.get("next")))
        form.next.data = request.args.get("next", "")
        return render_template("accounts/sign_in.html", form=form)
    if not form.validate():
        return render_template("accounts/sign_in.html", form=form), form.status
    try:
        actor = logins.sign_in(
            desk().db,
            form.login_id.data,
            form.password.data,
            now=now(),
            policy=policy(),
            passwords=desk().passwords,
            may_enter=_turn_staff_away,
        )
    except Refused as refused:
        form.blame(refused)
        return render_template("accounts/sign_in.html", form=form), form.status
    sessions.enter(actor)
    return redirect(safe_next(form.next.data), code=303)


def _turn_staff_away(actor: Actor) -> None:
    if actor.role is not Role.PARENT:
        raise NotAllowed(say("sign_in.not_a_parent"), "this login belongs to the back office")


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Let a parent out."""
    if not Press().validate():
        abort(400)
    sessions.leave()
    flash(say("sign_in.signed_out"))
    return redirect(url_for("home.home"), code=303)
