"""The taps API: card readers post here. A tap that can be read is stored before anything is answered.

Answers: 200 stored (again, if the nonce is known) · 400 what in the request is wrong and where, nothing stored ·
401 unknown reader · 413 too large · 5xx not stored, so the reader keeps the tap and sends it again.
"""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from admin.labels import choices, say
from admin.office import office
from admin.tap_request import BadTap, TapRequest, read_tap
from kium_rules.errors import Busy, Refused
from kium_rules.records import readers, taps
from kium_rules.records.taps import TapAnswer

BODY_BYTES = 4096
RETRY_AFTER_S = "5"
SCHEME = "Bearer "

blueprint = Blueprint("taps_api", __name__, url_prefix="/api")


@blueprint.post("/taps")
def receive() -> tuple[Response, int]:
    """Store one tap and answer it."""
    reader = _reader()
    if reader is None:
        return _problem(401, say("taps.unknown_reader"), {"WWW-Authenticate": "Bearer"})
    request.max_content_length = BODY_BYTES
    try:
        tap = read_tap(request.get_data(cache=False), office().now(), _clock_ahead())
        answer = _store(tap, reader.centre_id)
    except RequestEntityTooLarge:
        return _problem(413, say("taps.too_large", bytes=BODY_BYTES))
    except BadTap as bad:
        return _problem(400, bad.message, problems=bad.problems)
    except Busy as busy:
        return _problem(503, busy.ko, {"Retry-After": RETRY_AFTER_S})
    except Refused as refusal:
        return _problem(400, refusal.ko, problems=[{"where": "body", "what": refusal.en}])
    return jsonify(
        outcome=answer.outcome,
        message=answer.ko,
        child=answer.child_name_masked or None,
        next_step=choices("next_steps").get(answer.next_step),
    ), 200


def _clock_ahead() -> timedelta:
    minutes = office().policy.account_setting("reader_clock_ahead_minutes", office().today())
    return timedelta(minutes=minutes)


def _reader() -> Any:
    given = request.headers.get("Authorization", "")
    if not given.startswith(SCHEME):
        return None
    with office().db.session() as session:
        return readers.reader_by_token(session, given.removeprefix(SCHEME).strip())


def _store(tap: TapRequest, centre_id: int) -> TapAnswer:
    with office().db.session(write=True) as session:
        return taps.record_tap(
            session,
            uid=tap.uid,
            centre_id=centre_id,
            reader=tap.reader,
            nonce=tap.nonce,
            happened_at=tap.happened_at,
            now=office().now(),
            policy=office().policy,
        )


def _problem(
    status: int, message: str, headers: dict[str, str] | None = None, **more: Any
) -> tuple[Response, int]:
    answer = jsonify(message=message, **more)
    answer.headers.extend(headers or {})
    return answer, status
