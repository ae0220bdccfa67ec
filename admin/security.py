"""What protects every answer: headers, a Content-Security-Policy with a nonce, CSRF tokens, a cookie of our own."""

import secrets

from flask import Flask, Response, g, render_template, request
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import CSRFError, CSRFProtect

from admin.labels import say

COOKIE = "kium_office"
MAX_REQUEST_BYTES = 256 * 1024

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class OfficeCookie(SecureCookieSessionInterface):
    """The session cookie: marked `Secure` whenever the request itself came over TLS."""

    def get_cookie_secure(self, app: Flask) -> bool:
        """Say whether the browser may send the cookie over TLS only."""
        return bool(app.config["SESSION_COOKIE_SECURE"]) or request.is_secure


def nonce() -> str:
    """Give this request's nonce, the same each time it is asked for."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def content_policy() -> str:
    """Give the Content-Security-Policy of this answer: own files only, scripts only with the nonce."""
    return (
        "default-src 'none'; "
        f"script-src 'nonce-{nonce()}'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def protect(app: Flask) -> CSRFProtect:
    """Set cookie, size limit, headers and CSRF check on the whole application."""
    app.config.update(
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        # The token lives as long as the session: a form left open over lunch must still work.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_I18N_ENABLED=False,
    )
    app.session_interface = OfficeCookie()
    csrf = CSRFProtect(app)

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", content_policy())
        if request.endpoint not in {"static", "home.static"}:
            # Names of children must not stay in a shared computer's cache.
            response.headers["Cache-Control"] = "no-store"
        return response

    @app.errorhandler(CSRFError)
    def no_token(_error: CSRFError) -> tuple[str, int]:
        return render_template(
            "office/message.html", title=say("errors.csrf_title"), text=say("errors.csrf")
        ), 400

    return csrf
