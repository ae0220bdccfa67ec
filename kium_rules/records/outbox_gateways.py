"""Gateways: what takes a message and sees to it that a phone gets it. The wire format stands in docs/messages.md."""

import fcntl
import http.client
import json
import os
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from kium_rules.vocabulary import SEOUL

FILE_SCHEME = "file:"
REFUSED_FOR_GOOD = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY})
"""The message itself is wrong; anything else may be over in a while."""
LONGEST_ANSWER = 65_536


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message on its way.

    Args:
        key: The same with every attempt, so that the far end can tell a second attempt from a second message.
        to: Korean phone number.
        kind: Which message, as the event of the table `notices`.
        text: What it says.
        created_at: When what it tells of happened.
    """

    key: str
    to: str
    kind: str
    text: str
    created_at: datetime

    def to_json(self) -> dict[str, str]:
        """Give the message as it goes over the wire."""
        created_at = self.created_at.astimezone(SEOUL).isoformat(timespec="seconds")
        return {
            "key": self.key,
            "to": self.to,
            "kind": self.kind,
            "text": self.text,
            "created_at": created_at,
        }


class TryLater(Exception):  # noqa: N818 - an answer of the gateway, not a fault of the program
    """The message was not taken, and may be in a while.

    Args:
        why: For the log and for staff.
        after: How long to wait at least, where the gateway said so.
    """

    def __init__(self, why: str, after: timedelta = timedelta()) -> None:
        super().__init__(why)
        self.after = after


class RefusedForGood(Exception):  # noqa: N818 - an answer of the gateway, not a fault of the program
    """The gateway will never take this message, such as one to a number that does not exist."""


class Gateway(Protocol):
    """Something that takes messages."""

    def send(self, message: Outgoing) -> None:
        """Take a message; return only when it is certain that it was taken.

        Raises:
            RefusedForGood: It will never be taken.
            TryLater: It was not taken, or nobody knows whether it was.
        """


class HttpGateway:
    """A gateway reached with HTTP POST, one message a request.

    Args:
        url: Where, `http` or `https`.
        token: Sent as bearer token; empty: none is.
        timeout_s: How long to wait for an answer, in seconds.

    Raises:
        ValueError: The address is none.
    """

    def __init__(self, url: str, *, token: str = "", timeout_s: float = 10.0) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"{url} is no address of a gateway; give http://host/path or https://host/path")
        self._parts = parts
        self._target = parts.path or "/"
        if parts.query:
            self._target += f"?{parts.query}"
        self._headers = {"Content-Type": "application/json; charset=utf-8", "Accept": "application/json"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._timeout_s = timeout_s

    def send(self, message: Outgoing) -> None:
        """Post a message. It was taken where the answer repeats its key.

        Raises:
            RefusedForGood: 400 or 422: the message itself is wrong.
            TryLater: Any other answer, or none.
        """
        try:
            status, retry_after, body = self._post(message)
        except (OSError, http.client.HTTPException) as error:
            raise TryLater(f"the gateway cannot be reached: {error or type(error).__name__}") from error
        told = _told(body)
        if status in REFUSED_FOR_GOOD:
            raise RefusedForGood(str(told.get("error") or f"the gateway answered {status}"))
        # A proxy or a login page answers 200, too; only the gateway knows the key. 409: it has had it before.
        taken = HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES or status == HTTPStatus.CONFLICT
        if not taken or told.get("key") != message.key:
            raise TryLater(str(told.get("error") or f"the gateway answered {status}"), after=retry_after)

    def _post(self, message: Outgoing) -> tuple[int, timedelta, bytes]:
        host, port = self._parts.hostname or "", self._parts.port
        connection = (
            http.client.HTTPSConnection(
                host, port, timeout=self._timeout_s, context=ssl.create_default_context()
            )
            if self._parts.scheme == "https"
            else http.client.HTTPConnection(host, port, timeout=self._timeout_s)
        )
        try:
            body = json.dumps(message.to_json(), ensure_ascii=False).encode()
            connection.request("POST", self._target, body, {**self._headers, "Idempotency-Key": message.key})
            answer = connection.getresponse()
            wait = answer.headers.get("Retry-After", "")
            return (
                answer.status,
                timedelta(seconds=int(wait) if wait.isdecimal() else 0),
                answer.read(LONGEST_ANSWER),
            )
        finally:
            connection.close()


class FileGateway:
    """A gateway that appends messages to a file, one JSON object a line; for demos, where nobody has a phone.

    A key that stands in the file already is not written again. Several processes may use the same file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._keys: set[str] = set()
        self._read_to = 0

    def send(self, message: Outgoing) -> None:
        """Append a message, unless it is there.

        Raises:
            TryLater: The file cannot be written.
        """
        try:
            with _Locked(self._path) as file:
                self._read_on(file)
                if message.key in self._keys:
                    return
                line = json.dumps(message.to_json(), ensure_ascii=False) + "\n"
                # Who was killed while writing left half a line; it ends here.
                os.write(file, (b"" if self._ends_whole(file) else b"\n") + line.encode())
                os.fsync(file)
        except OSError as error:
            raise TryLater(f"{self._path} cannot be written: {error.strerror}") from error

    def _read_on(self, file: int) -> None:
        """Take in the lines that came since the last time, up to the last whole one."""
        new = os.pread(file, os.fstat(file).st_size - self._read_to, self._read_to)
        whole = new[: new.rfind(b"\n") + 1]
        self._read_to += len(whole)
        self._keys |= {str(key) for line in whole.splitlines() if (key := _told(line).get("key"))}

    def _ends_whole(self, file: int) -> bool:
        return os.fstat(file).st_size == self._read_to


class _Locked:
    """A file open for appending that no other process appends to meanwhile."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = -1

    def __enter__(self) -> int:
        self._file = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        return self._file

    def __exit__(self, *_: object) -> None:
        os.close(self._file)


def gateway_at(where: str, *, token: str = "") -> Gateway:
    """Give the gateway that an address names: `file:PATH`, or `http://...`.

    Raises:
        ValueError: It is neither.
    """
    if where.startswith(FILE_SCHEME) and (path := where.removeprefix(FILE_SCHEME)):
        return FileGateway(Path(path))
    return HttpGateway(where, token=token)


def _told(body: bytes) -> dict[str, Any]:
    """Give a JSON object; nothing of anything else."""
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}
