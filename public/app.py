"""Putting the parents' site together."""

from datetime import timedelta

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

from kium_rules.policy import Policy
from kium_rules.records import Database
from kium_rules.records.passwords import PASSWORDS, Passwords
from kium_rules.vocabulary import SEOUL
from public import (
    accounts,
    applications,
    apply,
    assets,
    centres,
    children,
    errors,
    home,
    korean,
    offers,
    rules,
    security,
    sessions,
)
from public.desk import Clock, Desk, today
from public.forms import Press

LARGEST_NUMBER = 2**31 - 1
"""No row has a larger one: PostgreSQL's integers end there."""


class RowNumber(IntegerConverter):
    """The number of a row in an address: one that no row can have leads nowhere."""

    def __init__(self, rules: Map) -> None:
        super().__init__(rules, min=1, max=LARGEST_NUMBER)


def create_app(
    db: Database,
    policy: Policy,
    *,
    clock: Clock,
    secret_key: str,
    secure_cookies: bool = False,
    passwords: Passwords = PASSWORDS,
) -> Flask:
    """Make the parents' site.

    Args:
        db: The records, migrated.
        policy: The rules in force.
        clock: Gives the instant of a request, aware, in UTC.
        secret_key: Signs the session cookie and the form tokens.
        secure_cookies: The site is reached by https only, so the cookie may say so.
        passwords: Hashes and checks passwords; something else than the default sets their cost.
    """
    app = Flask(__name__)
    app.url_map.converters["int"] = RowNumber
    app.secret_key = secret_key
    app.extensions["desk"] = Desk(db, policy, clock, passwords)
    started_on = clock().astimezone(SEOUL).date()
    app.config.update(
        SESSION_COOKIE_NAME="kium_public",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure_cookies,
        # Every page renews the cookie, so this is how long a parent may sit still.
        PERMANENT_SESSION_LIFETIME=timedelta(minutes=policy.account_setting("site_idle_minutes", started_on)),
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=365),
        MAX_CONTENT_LENGTH=64 * 1024,
        # Without Flask-Babel the forms speak through WTForms' own Korean catalogue.
        WTF_I18N_ENABLED=False,
    )
    for noun in (home, centres, accounts, children, apply, applications, offers, rules):
        app.register_blueprint(noun.blueprint)
    for part in (assets.version, korean.add_filters, security.secure, sessions.remember, errors.explain):
        part(app)
    app.context_processor(lambda: {"today": today(), "press": Press})
    return app
