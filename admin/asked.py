"""What the address bar asks for: page, dates, choices. What cannot be read is told and left out."""

from datetime import date
from enum import StrEnum
from typing import TypeVar

from flask import flash, request

from admin.labels import say

Choice = TypeVar("Choice", bound=StrEnum)
TEXT_LENGTH = 60
LARGEST_NUMBER = 2**31 - 1
"""No row has a larger one: PostgreSQL's integers end there."""
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
"""What can be a day of this system; the days around it can be worked out."""


def page() -> int:
    """Give the page number asked for, at least 1."""
    return max(1, request.args.get("page", 1, type=int) or 1)


def text(name: str) -> str | None:
    """Give a search text; None where nothing was asked."""
    return request.args.get(name, "").strip()[:TEXT_LENGTH] or None


def row_number(written: str) -> int:
    """Read the number of a row.

    Raises:
        ValueError: No row can have it.
    """
    read = int(written)
    if not 0 < read <= LARGEST_NUMBER:
        raise ValueError(written)
    return read


def number(name: str) -> int | None:
    """Give a number such as the id of a centre; None where nothing readable was asked."""
    return request.args.get(name, type=row_number)


def day(name: str) -> date | None:
    """Give a date; an unreadable one is told on the page and left out."""
    written = request.args.get(name, "").strip()
    if not written:
        return None
    try:
        read = date.fromisoformat(written)
    except ValueError:
        read = None
    if read is None or not FIRST_DAY <= read <= LAST_DAY:
        flash(say("errors.bad_date", text=written[:TEXT_LENGTH]), "warning")
        return None
    return read


def choice(name: str, words: type[Choice]) -> Choice | None:
    """Give one word of a vocabulary; an unknown one is told on the page and left out."""
    written = request.args.get(name, "").strip()
    if not written:
        return None
    try:
        return words(written)
    except ValueError:
        flash(say("errors.bad_choice", text=written[:TEXT_LENGTH]), "warning")
        return None


def as_given(*leave_out: str) -> dict[str, str]:
    """Give everything that was asked, to ask it again in a link such as "next page"."""
    return {name: value for name, value in request.args.items() if value and name not in leave_out}
