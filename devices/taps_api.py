"""One tap over the wire: ``POST`` to the taps API, and what its answer means for the tap.

The request is JSON ``{"uid", "nonce", "happened_at", "reader"}`` with ``Authorization: Bearer <token>``;
``happened_at`` is ISO 8601 in UTC. Only an answer that is certainly the API's own settles a tap: a login page
of a wireless network, a proxy or a redirect never does.
"""

from __future__ import annotations

import http.client
import json
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum
from http import HTTPStatus
from typing import IO
from urllib.parse import urlsplit

from devices.labels import plain, say
from devices.tap import Tap

# The request itself is wrong: sending it again unchanged would be refused again.
REFUSED_FOR_GOOD = frozenset({400, 409, 413, 415, 422})
WRONG_ADDRESS = frozenset({301, 302, 303, 307, 308, 404, 405, 410})
LONGEST_ANSWER = 65_536
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Verdict(StrEnum):
    """What an attempt to send means for the tap."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    LATER = "later"
    UNAUTHORISED = "unauthorised"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one attempt; ``message`` is a sentence for people, the server's own where there is one."""

    verdict: Verdict
    message: str
    outcome: str = ""
    child: str = ""
    next_step: str = ""

    @property
    def sentence(self) -> str:
        """The message with the child's masked name before it and the next step after it."""
        named = bool(self.child) and self.child not in self.message
        return " ".join(filter(None, (self.child if named else "", self.message, self.next_step)))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Redirects are not followed: the token would go to wherever they point, and the POST become a GET."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        """Leave the redirect as the answer."""


class TapsApi:
    """The taps API at one address, with one reader's token."""

    def __init__(self, url: str, token: str, timeout_s: float) -> None:
        self._url = url
        self._token = token
        self._timeout_s = timeout_s
        # A proxy set for the whole PC must not swallow what is meant for the PC itself.
        direct = [urllib.request.ProxyHandler({})] if urlsplit(url).hostname in LOOPBACK else []
        self._opener = urllib.request.build_opener(_NoRedirect, *direct)

    def post(self, tap: Tap) -> Answer:
        """Send one tap. Never raises for what the network or the server does: that is an answer too."""
        try:
            with self._opener.open(self._request(tap), timeout=self._timeout_s) as response:
                return _accepted(response.read(LONGEST_ANSWER))
        except urllib.error.HTTPError as error:
            with error:
                return _refused(error)
        except (OSError, http.client.HTTPException) as error:
            return Answer(Verdict.LATER, _why_unreachable(error))

    def _request(self, tap: Tap) -> urllib.request.Request:
        body = {
            "uid": tap.uid,
            "nonce": tap.nonce,
            "happened_at": tap.happened_at.isoformat(timespec="milliseconds"),
            "reader": tap.reader,
        }
        headers = {
            "Authorization": f"Bearer {self._token}",
            "Content-Type": "application/json",
            "Accept": "application/json",
            "User-Agent": "kium-reader",
        }
        data = json.dumps(body).encode()
        return urllib.request.Request(self._url, data, headers, method="POST")  # noqa: S310 - settings let http(s) in only


def _accepted(body: bytes) -> Answer:
    told = _told(body)
    if not told.get("outcome") or not told.get("message"):
        return Answer(Verdict.LATER, say("later.not_the_api"))
    return Answer(
        Verdict.ACCEPTED,
        told["message"],
        outcome=told["outcome"],
        child=told.get("child", ""),
        next_step=told.get("next_step", ""),
    )


def _refused(error: urllib.error.HTTPError) -> Answer:
    if error.code == HTTPStatus.UNAUTHORIZED:
        return Answer(Verdict.UNAUTHORISED, say("unauthorised"))
    if error.code in WRONG_ADDRESS:
        return Answer(Verdict.LATER, say("later.wrong_address", status=error.code))
    if error.code not in REFUSED_FOR_GOOD:
        return Answer(Verdict.LATER, say("later.status", status=error.code))
    try:
        body = error.read(LONGEST_ANSWER)
    except (OSError, http.client.HTTPException) as broken:
        return Answer(Verdict.LATER, _why_unreachable(broken))
    told = _told(body)
    reason = told.get("message") or told.get("error") or plain(body.decode(errors="replace"))
    return Answer(Verdict.REJECTED, say("rejected", status=error.code, reason=reason))


def _told(body: bytes) -> dict[str, str]:
    """The texts of a JSON object; nothing of anything else."""
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(read, dict):
        return {}
    return {key: plain(value) for key, value in read.items() if isinstance(value, str)}


def _why_unreachable(error: Exception) -> str:
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        return say("later.certificate", detail=plain(reason.verify_message))
    if isinstance(reason, TimeoutError):
        return say("later.timed_out")
    return say("later.unreachable", detail=plain(str(reason) or type(reason).__name__))
