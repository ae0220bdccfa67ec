"""Who is signed in: Flask-Login on the logins of the records."""

from flask import Flask, abort, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from kium_rules.records.actors import Actor
from kium_rules.records.logins import load_actor
from kium_rules.vocabulary import Role
from public.desk import now, policy, reading
from public.labels import say
from public.next_page import way_back


class Parent(UserMixin):
    """A parent who is signed in."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def get_id(self) -> str:
        """Give the number of the login, as the session keeps it."""
        return str(self.actor.login_id)


def remember(app: Flask) -> None:
    """Let the application know its parents again from one page to the next."""
    manager = LoginManager(app)

    @manager.user_loader
    def load(login_id: str) -> Parent | None:
        with reading() as records:
            found = load_actor(records, int(login_id), now=now(), policy=policy())
        return Parent(found) if found is not None and found.role is Role.PARENT else None

    @manager.unauthorized_handler
    def ask_to_sign_in() -> ResponseReturnValue:
        flash(say("sign_in.first"))
        return redirect(url_for("accounts.sign_in", next=way_back(request)), code=303)


def enter(actor: Actor) -> None:
    """Sign a parent in, in a fresh session, so that a session somebody planted is worth nothing."""
    session.clear()
    session.permanent = True
    login_user(Parent(actor))


def leave() -> None:
    """Sign the parent out and forget everything the session held."""
    if not current_user.is_authenticated:
        abort(400)
    logout_user()
    session.clear()
