"""Where a parent goes on after signing in: only ever a page of this site."""

from urllib.parse import urlencode, urlsplit

from flask import Request, url_for

# What an application form says about days and hours. A name or a phone number never goes into an address.
REPEATED = ("child", "quarter", "from_on", "until_on", "weekdays", "days", "starts", "ends")


def safe_next(target: str | None) -> str:
    r"""Give the address to go on to; anything that is not a path of this site becomes the first page.

    A backslash or a control character is refused because browsers read `/\\host` as another site.
    """
    home = url_for("home.home")
    if not target or not target.startswith("/"):
        return home
    if "\\" in target or any(ord(sign) < ord(" ") for sign in target):
        return home
    parts = urlsplit(target)
    return home if parts.scheme or parts.netloc else target


def way_back(request: Request) -> str:
    """Give the address that shows this request again after a sign-in.

    The application forms fill themselves from their address too, so a session that ran out costs no input.
    """
    if request.method == "GET":
        return request.full_path.removesuffix("?")
    pairs = [(name, value) for name in REPEATED for value in request.form.getlist(name) if value]
    return f"{request.path}?{urlencode(pairs)}" if pairs else request.path
