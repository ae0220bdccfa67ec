"""Where the house is put together: `/` is the parents' site, `/admin/` the back office.

`wsgi:make_application()` is what a WSGI server loads; `python wsgi.py` sets up the database with demo data and serves.

Environment:
    KIUM_DATABASE_URL: SQLAlchemy URL; default: a SQLite file in `var/`.
    KIUM_SECRET_KEY: Signs the session cookies; default: a key made once and kept in `var/`.
    KIUM_HTTPS: `1` behind HTTPS, so that cookies are only sent over it.
    PORT: Port of `python wsgi.py`; default 8000. KIUM_WORKERS: its processes; default 2.
"""

import os
import secrets
import socket
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

import admin
import public
from kium_rules.errors import Refused, Unavailable
from kium_rules.policy import Policy
from kium_rules.records import Database
from kium_rules.records.days import day_in_seoul
from kium_rules.records.demo import DemoLogins, load_demo
from kium_rules.records.fitting import require_fit

HERE = Path(__file__).parent
HOST = "127.0.0.1"


def database_url() -> str:
    """Give the URL of the database, by default a SQLite file beside this module."""
    return os.environ.get("KIUM_DATABASE_URL") or f"sqlite:///{HERE / 'var' / 'kium.sqlite'}"


def secret_key() -> str:
    """Give the key that signs the cookies; made once, so that a restart signs nobody out."""
    if key := os.environ.get("KIUM_SECRET_KEY"):
        return key
    kept = HERE / "var" / "secret_key"
    kept.parent.mkdir(exist_ok=True)
    try:
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return kept.read_text()


def now() -> datetime:
    """Tell the time, in UTC."""
    return datetime.now(UTC)


def make_application() -> Flask:
    """Give what a WSGI server loads."""
    return join(Database(database_url()), Policy.load().remembering(), clock=now, key=secret_key())


def join(database: Database, policy: Policy, *, clock: Callable[[], datetime], key: str) -> Flask:
    """Join the two surfaces over one database and one policy.

    Args:
        database: Where everything is kept.
        policy: The rules.
        clock: Tells the time, in UTC.
        key: Signs the session cookies.

    Raises:
        Refused: The rules ask for something the records cannot keep.
    """
    require_fit(policy, day_in_seoul(clock()))
    site: Any = public.create_app(database, policy, clock=clock, secret_key=key)
    office = admin.create_app(database, policy, clock=clock, secret_key=key)
    for app in (site, office):
        app.config["SESSION_COOKIE_SECURE"] = os.environ.get("KIUM_HTTPS") == "1"
    site.wsgi_app = DispatcherMiddleware(site.wsgi_app, {"/admin": office.wsgi_app})
    return site


def prepare() -> DemoLogins:
    """Bring the database up to date and load the demo data where they are not there yet."""
    (HERE / "var").mkdir(exist_ok=True)
    database = Database(database_url())
    database.migrate()
    with database.session(write=True) as session:
        logins = load_demo(session, now=now(), policy=require_fit(Policy.load(), day_in_seoul(now())))
    database.engine.dispose()
    return logins


def port_is_free(port: int) -> bool:
    """Say whether nobody listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def main() -> None:
    """Serve the demo; one plain sentence where that cannot be."""
    try:
        port = int(os.environ.get("PORT", "8000"))
    except ValueError:
        sys.exit(f"PORT must be a number, not {os.environ['PORT']!r}.")
    if not port_is_free(port):
        sys.exit(
            f"Port {port} is taken by another program. Stop it, or choose another one: make run PORT={port + 1}"
        )
    try:
        logins = prepare()
    except PermissionError as error:
        sys.exit(f"{error.filename} cannot be written. Clone the project where you may write.")
    except Unavailable as error:
        sys.exit(
            f"The database cannot be opened: {error}. Look at KIUM_DATABASE_URL, and whether its server runs."
        )
    except Refused as refused:
        sys.exit(refused.en)
    print(announcement(port, logins), flush=True)  # noqa: T201 - this is what the person who typed make run reads
    os.environ["PORT"] = str(port)
    gunicorn = Path(sys.executable).with_name("gunicorn")
    workers = os.environ.get("KIUM_WORKERS", "2")
    words = [
        "--bind",
        f"{HOST}:{port}",
        "--workers",
        workers,
        "--no-control-socket",
        "--log-level",
        "warning",
    ]
    os.chdir(HERE)
    os.execv(gunicorn, [str(gunicorn), *words, "wsgi:make_application()"])  # noqa: S606 - our own words only


def announcement(port: int, logins: DemoLogins) -> str:
    """Say where to look and how to sign in."""
    address = f"http://{HOST}:{port}"
    people = "\n".join(f"  {login.role:9} {login.login_id:12} {login.place}" for login in logins.logins)
    return f"""
kium-rules runs with demo data. Stop it with Ctrl-C.

  parents' site   {address}/
  back office     {address}/admin/

Demo logins, password {logins.password}:
{people}

A card tap without a reader:
  export KIUM_READER_URL={address}/admin/api/taps KIUM_READER_TOKEN={logins.reader_token}
  {sys.executable} -m devices tap {logins.card_uid}
"""


if __name__ == "__main__":
    main()
