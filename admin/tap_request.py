"""What a card reader sends, read strictly: every field there, none besides, each in its form."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from admin.labels import say
from kium_rules.uid import UidError, canonical

LENGTHS = {"uid": 40, "nonce": 64, "happened_at": 40, "reader": 100}


class BadTap(Exception):  # noqa: N818 - an answer to the reader, not a fault of the program
    """The request is no tap.

    Args:
        problems: What is wrong, each with the field it is in (`where`) and a sentence (`what`).
    """

    def __init__(self, *problems: dict[str, str]) -> None:
        self.problems = list(problems)
        self.message = say("taps.bad", problems=" ".join(problem["what"] for problem in problems))
        super().__init__(self.message)


@dataclass(frozen=True, slots=True)
class TapRequest:
    """One reading of a card, as the reader sends it."""

    uid: str
    nonce: str
    happened_at: datetime
    reader: str


def read_tap(body: bytes, now: datetime, clock_ahead: timedelta) -> TapRequest:
    """Read the body of a request. A tap from ahead of our clock counts as of now.

    Args:
        body: JSON `{"uid", "nonce", "happened_at", "reader"}`, all of them texts.
        now: The present instant, to tell what lies in the future.
        clock_ahead: How far the reader's clock may run ahead of ours.

    Raises:
        BadTap: It is not that; every problem is named.
    """
    fields = _object(body)
    unknown = [_problem(name, "unknown") for name in fields if name not in LENGTHS]
    missing = [_problem(name, "missing") for name in LENGTHS if name not in fields]
    present = {name: fields[name] for name in LENGTHS if name in fields}
    latest = now + clock_ahead
    wrong = [problem for name, value in present.items() if (problem := _check(name, value, latest))]
    if problems := unknown + missing + wrong:
        raise BadTap(*problems)
    happened_at = datetime.fromisoformat(fields["happened_at"])
    return TapRequest(fields["uid"], fields["nonce"], min(happened_at, now), fields["reader"])


def _object(body: bytes) -> dict[str, Any]:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadTap(_problem("body", "not_json", detail=str(error)[: LENGTHS["uid"]])) from error
    if not isinstance(read, dict):
        raise BadTap(_problem("body", "not_object"))
    return read


def _check(name: str, value: Any, latest: datetime) -> dict[str, str] | None:
    if not isinstance(value, str) or not value.strip():
        return _problem(name, "not_text")
    if len(value) > LENGTHS[name] or not value.isprintable():
        return _problem(name, "too_long", longest=LENGTHS[name])
    checks: dict[str, Callable[[str, datetime], dict[str, str] | None]] = {
        "uid": _check_uid,
        "happened_at": _check_instant,
    }
    return checks[name](value, latest) if name in checks else None


def _check_uid(value: str, _latest: datetime) -> dict[str, str] | None:
    try:
        canonical(value)
    except UidError as refusal:
        return {"where": "uid", "what": refusal.ko}
    return None


def _check_instant(value: str, latest: datetime) -> dict[str, str] | None:
    try:
        happened_at = datetime.fromisoformat(value)
    except ValueError:
        return _problem("happened_at", "no_instant", value=value)
    if happened_at.tzinfo is None:
        return _problem("happened_at", "no_zone", value=value)
    if happened_at > latest:
        return _problem("happened_at", "future", value=value)
    return None


def _problem(where: str, key: str, **facts: object) -> dict[str, str]:
    return {"where": where, "what": say(f"taps.{key}", where=where, **facts)}
