"""JSON as it was meant: what Python's reader would let pass or lose in silence is an error."""

import json
from collections.abc import Sequence
from typing import Any, NoReturn

from kium_rules.exchange.fields import InputError


def read_json(text: str) -> Any:
    """Read one JSON value.

    Args:
        text: The JSON. Bytes that are no UTF-8 may stand in it as Python's `surrogateescape` leaves them.

    Raises:
        InputError: It is no JSON, gives a field twice, or holds what cannot be written out again: NaN, half a
            character, bytes that are no UTF-8, a number of thousands of digits.
    """
    if not _is_writable(text):
        raise InputError("", "is not UTF-8 text; save the file as UTF-8")
    try:
        raw = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_without_doubles)
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError("", f"is no JSON: {error}") from None
    except InputError:
        raise
    except ValueError:
        raise InputError("", "has a number of too many digits") from None
    if "\\ud" in text.lower() and not _is_writable(json.dumps(raw, ensure_ascii=False)):
        raise InputError("", "has half a character (\\ud800 to \\udfff); write the whole character")
    return raw


def _is_writable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _refuse_constant(name: str) -> NoReturn:
    raise InputError("", f"is no JSON: {name} is no number")


def _without_doubles(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(twice, "is given twice; keep one")
    return found
