"""Files a browser may keep for a year, because a changed file gets a changed address."""

import gzip
import hashlib
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

PACKED = frozenset({"text/css", "text/javascript", "image/svg+xml"})
KEPT_WITHOUT_MARK = timedelta(days=1)
"""How long a browser keeps what a style sheet names by itself: fonts, icons and the tokens."""


@cache
def _mark(path: Path, changed: float) -> str:  # noqa: ARG001 - a changed file is another key of the cache
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


@cache
def _packed(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)


def version(app: Flask) -> None:
    """Give every static file's address a mark of its content, and send the texts among them compressed."""
    folder = Path(app.static_folder or "")

    @app.url_defaults
    def mark(endpoint: str, values: dict[str, Any]) -> None:
        path = folder / values.get("filename", "")
        if endpoint == "static" and path.is_file():
            values.setdefault("v", _mark(path, path.stat().st_mtime))

    @app.after_request
    def pack(response: Response) -> Response:
        """Compress the style sheets: a phone then loads a tenth of the design system's half megabyte."""
        if request.endpoint != "static" or response.status_code != 200:
            return response
        if "v" not in request.args:
            response.cache_control.max_age = int(KEPT_WITHOUT_MARK.total_seconds())
        if response.mimetype not in PACKED:
            return response
        response.headers["Vary"] = "Accept-Encoding"
        if "gzip" in request.accept_encodings:
            response.direct_passthrough = False
            response.set_data(_packed(response.get_data()))
            response.headers["Content-Encoding"] = "gzip"
            response.set_etag(f"{response.get_etag()[0]}-gzip")
        return response
