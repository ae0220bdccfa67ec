"""The back office as a Flask application: Flask-Admin's frame, our own pages."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from flask import Flask
from flask_admin import Admin
from flask_admin.theme import Bootstrap4Theme
from werkzeug.routing import IntegerConverter, Map

from admin import filters, menu, refusals, sign_in, taps_api
from admin.asked import LARGEST_NUMBER
from admin.dashboard import Dashboard
from admin.labels import say
from admin.office import EXTENSION, Office
from admin.security import nonce, protect
from kium_rules.policy import Policy
from kium_rules.records import Database
from kium_rules.records.passwords import PASSWORDS, Passwords

HERE = Path(__file__).parent


class RowNumber(IntegerConverter):
    """The number of a row in an address: one that no row can have leads nowhere."""

    def __init__(self, rules: Map) -> None:
        super().__init__(rules, min=1, max=LARGEST_NUMBER)


def create_app(
    db: Database,
    policy: Policy,
    *,
    clock: Callable[[], datetime],
    secret_key: str,
    passwords: Passwords = PASSWORDS,
) -> Flask:
    """Make the back office.

    It expects to be mounted below a prefix such as `/admin`; every address it gives follows the mount point.

    Args:
        db: The records, migrated.
        policy: The rule tables.
        clock: Tells the present instant, with its zone.
        secret_key: Signs session cookies and CSRF tokens.
        passwords: Checks passwords; something else than the default sets their cost.
    """
    app = Flask("kium_office", root_path=str(HERE), template_folder="templates", static_folder="static")
    app.url_map.converters["int"] = RowNumber
    app.secret_key = secret_key
    app.extensions[EXTENSION] = Office(db, policy, clock, passwords)
    csrf = protect(app)
    sign_in.install(app)
    filters.install(app)
    refusals.install(app)
    app.register_blueprint(taps_api.blueprint)
    csrf.exempt(taps_api.blueprint)
    frame = Admin(
        app,
        name=say("frame.name"),
        index_view=Dashboard(),
        theme=Bootstrap4Theme(base_template="office/frame.html"),
        csp_nonce_generator=nonce,
    )
    menu.fill(frame)
    app.jinja_env.globals["menu_groups"] = menu.groups
    return app
