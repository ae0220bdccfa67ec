"""Sign-in, sign-out and the idle log-out of the back office."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import Blueprint, Flask, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, login_user, logout_user

from admin.labels import say
from admin.office import Member, is_signed_in, office
from kium_rules.errors import Busy, Refused
from kium_rules.records import centres, logins
from kium_rules.records.actors import Actor
from kium_rules.vocabulary import Role

SEEN_AT = "seen_at"
PLACE = "place"
LOGIN_ID_LENGTH = 64
PASSWORD_LENGTH = 256

blueprint = Blueprint("sign_in", __name__)


def safe_target(wanted: str | None) -> str:
    """Give the page to go to after signing in: the wanted one if it is ours, else the first page."""
    home = url_for("home.index")
    if not wanted:
        return home
    parts = urlsplit(wanted)
    is_ours = (
        not parts.scheme
        and not parts.netloc
        and wanted.startswith("/")
        and not wanted.startswith(("//", "/\\"))
    )
    # `next` holds the path below the mount point; the mount point comes from the request itself.
    return f"{request.script_root}{wanted}" if is_ours and wanted.isprintable() else home


@blueprint.get("/sign-in")
def form() -> ResponseReturnValue:
    """Show the sign-in form."""
    if is_signed_in():
        return redirect(url_for("home.index"))
    return render_template("office/sign_in.html", login_id="")


@blueprint.post("/sign-in")
def enter() -> ResponseReturnValue:
    """Check login id and password; a refusal is one sentence and keeps the login id in the form."""
    login_id = request.form.get("login_id", "").strip()[:LOGIN_ID_LENGTH]
    password = request.form.get("password", "")
    try:
        person = _check(login_id, password)
    except Refused as refusal:
        status = 503 if isinstance(refusal, Busy) else 401
        return render_template("office/sign_in.html", login_id=login_id, problem=refusal.ko), status
    session.clear()
    session[SEEN_AT] = office().now().timestamp()
    session[PLACE] = place_of(person)
    login_user(person)
    return redirect(safe_target(request.args.get("next")))


@blueprint.post("/sign-out")
def leave() -> ResponseReturnValue:
    """End the session."""
    logout_user()
    session.clear()
    flash(say("sign_in.signed_out"), "info")
    return redirect(url_for("sign_in.form"))


def place_of(person: Member) -> str:
    """Name the place the person works for, as the head of every page shows it."""
    who = person.actor
    with office().db.session() as records:
        if who.centre_id is not None:
            return centres.get_centre(records, who.centre_id).name
        districts = {district.id: district.name for district in centres.list_districts(records)}
    return districts.get(who.district_id, say("frame.city"))


def _check(login_id: str, password: str) -> Member:
    if not login_id or not password:
        raise Refused(say("sign_in.empty"), "login id and password are both needed")
    if len(password) > PASSWORD_LENGTH:
        raise Refused(say("sign_in.too_long"), "password too long")
    person = logins.sign_in(
        office().db,
        login_id,
        password,
        now=office().now(),
        policy=office().policy,
        passwords=office().passwords,
        may_enter=_turn_parents_away,
    )
    return Member(person)


def _turn_parents_away(person: Actor) -> None:
    if person.role is Role.PARENT:
        raise Refused(say("sign_in.parent"), "a parent's login does not open the back office")


def _is_idle(now: datetime) -> bool:
    seen = datetime.fromtimestamp(float(session.get(SEEN_AT, 0)), tz=now.tzinfo)
    limit = timedelta(minutes=office().policy.account_setting("office_idle_minutes", office().today()))
    return now - seen > limit


def _end_idle_session() -> ResponseReturnValue | None:
    """Sign out who has not asked for anything for the set time."""
    if not is_signed_in() or request.endpoint == "static":
        return None
    now = office().now()
    if _is_idle(now):
        logout_user()
        session.clear()
        flash(say("sign_in.idle"), "warning")
        wanted = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("sign_in.form", next=wanted))
    session[SEEN_AT] = now.timestamp()
    return None


def _load(login_key: str) -> Member | None:
    with office().db.session() as records:
        person = logins.load_actor(records, int(login_key), now=office().now(), policy=office().policy)
    if person is None or person.role is Role.PARENT:
        return None
    return Member(person)


def install(app: Flask) -> None:
    """Put sign-in on the application."""
    manager = LoginManager(app)
    manager.user_loader(_load)
    app.before_request(_end_idle_session)
    app.register_blueprint(blueprint)
