"""When a page cannot be given: plain Korean, and a way on."""

import logging

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from kium_rules.errors import Busy, NotAllowed, NotFound, Refused

log = logging.getLogger(__name__)
RETRY_S = 3
"""A browser or proxy that honours Retry-After comes back after so many seconds."""


def _page(template: str, status: int, **facts: object) -> tuple[str, int]:
    return render_template(f"errors/{template}.html", **facts), status


def explain(app: Flask) -> None:
    """Give the application its error pages."""

    @app.errorhandler(NotFound)
    @app.errorhandler(404)
    def missing(_error: Exception) -> ResponseReturnValue:
        return _page("missing", 404)

    @app.errorhandler(NotAllowed)
    def not_allowed(error: NotAllowed) -> ResponseReturnValue:
        return _page("not_allowed", 403, sentence=error.ko)

    @app.errorhandler(403)
    def forbidden(_error: HTTPException) -> ResponseReturnValue:
        return _page("not_allowed", 403, sentence="")

    @app.errorhandler(Busy)
    def busy(error: Busy) -> ResponseReturnValue:
        return (*_page("busy", 503, sentence=error.ko), {"Retry-After": str(RETRY_S)})

    @app.errorhandler(Refused)
    def refused(error: Refused) -> ResponseReturnValue:
        return _page("refused", 409, refused=error)

    @app.errorhandler(400)
    def lapsed(_error: HTTPException) -> ResponseReturnValue:
        return _page("lapsed", 400)

    @app.errorhandler(HTTPException)
    def other(error: HTTPException) -> ResponseReturnValue:
        if error.code is None or error.code < 400:
            return error
        return _page("missing" if error.code == 405 else "lapsed", error.code)

    @app.errorhandler(500)
    def broken(error: HTTPException) -> ResponseReturnValue:
        log.error(
            "%s %s failed", request.method, request.path, exc_info=getattr(error, "original_exception", error)
        )
        return _page("broken", 500)
