"""The agent's settings: a flag comes before the environment, the environment before the default."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from devices.labels import plain, say
from devices.taps_api import LOOPBACK
from kium_rules.uid import UidFormat

DEFAULT_URL = "http://127.0.0.1:8000/admin/api/taps"
DEFAULT_TIMEOUT_S = 10.0
VARIABLES = {
    "url": "KIUM_READER_URL",
    "token": "KIUM_READER_TOKEN",
    "spool": "KIUM_READER_SPOOL",
    "name": "KIUM_READER_NAME",
    "only": "KIUM_READER_ONLY",
    "format": "KIUM_READER_FORMAT",
    "timeout": "KIUM_READER_TIMEOUT",
}


class SettingsError(Exception):
    """A setting is missing or cannot be used; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What one run of the agent works with.

    ``name`` goes out with each tap as the reader; empty: the name the reader gives itself. ``only`` limits
    PC/SC readers to those with this in their name. ``written_as`` is how a card number is typed.
    """

    url: str
    token: str
    spool: Path
    name: str
    only: str
    written_as: UidFormat
    timeout_s: float

    @property
    def is_readable_on_the_way(self) -> bool:
        """Does the token cross a network unencrypted?"""
        address = urlsplit(self.url)
        return address.scheme == "http" and address.hostname not in LOOPBACK

    def need_token(self) -> None:
        """Make sure that there is a token.

        Raises:
            SettingsError: There is none.
        """
        if not self.token:
            raise SettingsError(say("settings.no_token"))


def gather(flags: Mapping[str, str | None], environment: Mapping[str, str]) -> Settings:
    """The settings of this run.

    Args:
        flags: Values from the command line by the keys of ``VARIABLES``; None: not given.
        environment: The environment variables.

    Raises:
        SettingsError: A value cannot be used.
    """
    given = {key: flags.get(key) or environment.get(name, "") for key, name in VARIABLES.items()}
    return Settings(
        url=_url(given["url"] or DEFAULT_URL),
        token=_token(given["token"]),
        spool=Path(given["spool"]).expanduser() if given["spool"] else _default_spool(environment),
        name=plain(given["name"]),
        only=given["only"],
        written_as=_format(given["format"] or UidFormat.HEX),
        timeout_s=_timeout(given["timeout"]),
    )


def _url(text: str) -> str:
    try:
        address = urlsplit(text)
        is_usable = address.scheme in ("http", "https") and _is_host(address)
    except ValueError:
        is_usable = False
    if not is_usable or not text.isascii() or not text.isprintable() or " " in text:
        raise SettingsError(say("settings.url", text=plain(text), example=DEFAULT_URL))
    return text


def _is_host(address: SplitResult) -> bool:
    """Raises ValueError (UnicodeError is one) for a port or a name that no network could use."""
    return address.port != 0 and bool((address.hostname or "").encode("idna"))


def _token(text: str) -> str:
    token = text.strip()
    if not token.isascii() or not token.isprintable() or " " in token:
        raise SettingsError(say("settings.token"))
    return token


def _format(text: str) -> UidFormat:
    try:
        return UidFormat(text)
    except ValueError as error:
        known = ", ".join(UidFormat)
        raise SettingsError(say("settings.format", text=plain(text), known=known)) from error


def _timeout(text: str) -> float:
    try:
        seconds = float(text or DEFAULT_TIMEOUT_S)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 600:
        raise SettingsError(say("settings.timeout", text=plain(text)))
    return seconds


def _default_spool(environment: Mapping[str, str]) -> Path:
    if sys.platform == "win32":
        base = environment.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    else:
        base = environment.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(os.fspath(base)) / "kium-reader" / "spool.sqlite3"
