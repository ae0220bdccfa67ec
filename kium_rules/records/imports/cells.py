"""Reading single cells. An empty cell says nothing."""

import re
from datetime import date, time
from decimal import Decimal, InvalidOperation

from kium_rules.records.imports.problems import UnreadableCellError

DAY = re.compile(r"(\d{4})[-./]?(\d{1,2})[-./]?(\d{1,2})\.?")
CLOCK = re.compile(r"(\d{1,2}):?(\d{2})(?::00)?")
SLOT = re.compile(r"\s*(\S+?)\s*[-~]\s*(\S+)\s*")


def required(text: str, column: str) -> str:
    """Give a text that has to be there.

    Raises:
        UnreadableCellError: It is empty.
    """
    if not text:
        raise UnreadableCellError("missing", column=column)
    return text


def whole(text: str, column: str) -> int | None:
    """Read a whole number that is not negative, such as 20, 20.0 or 50,000.

    Raises:
        UnreadableCellError: It is no such number.
    """
    number = decimal(text, column)
    if number is None:
        return None
    if number != number.to_integral_value():
        raise UnreadableCellError("not_whole", column=column, text=text)
    return int(number)


def decimal(text: str, column: str) -> Decimal | None:
    """Read a number that is not negative.

    Raises:
        UnreadableCellError: It is no such number.
    """
    if not text:
        return None
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise UnreadableCellError("not_number", column=column, text=text) from None
    if not number.is_finite():
        raise UnreadableCellError("not_number", column=column, text=text)
    if number < 0:
        raise UnreadableCellError("negative", column=column, text=text)
    return number


def area(text: str, column: str) -> Decimal | None:
    """Read an area in square metres, to two decimals.

    Raises:
        UnreadableCellError: It is no number above zero.
    """
    number = decimal(text, column)
    if number is not None and number == 0:
        raise UnreadableCellError("negative", column=column, text=text)
    return None if number is None else number.quantize(Decimal("0.01"))


def clock(text: str, column: str) -> time | None:
    """Read a time of day: 09:00, or the number 900 of the open data.

    Raises:
        UnreadableCellError: There is no such time.
    """
    if not text:
        return None
    digits = text.removesuffix(".0")
    match = CLOCK.fullmatch(digits.zfill(4) if digits.isdigit() else digits)
    try:
        return time(int(match[1]), int(match[2])) if match else _no_time(text, column)
    except ValueError:
        return _no_time(text, column)


def slot(starts: str, ends: str, column: str) -> tuple[time | None, time | None]:
    """Read opening hours from two cells; twice zero says nothing.

    Raises:
        UnreadableCellError: There is no such time, only one of the two is there, or they end before they start.
    """
    if {starts, ends} <= {"", "0", "0000", "00:00"}:
        return None, None
    opens, closes = clock(starts, column), clock(ends, column)
    if opens is None or closes is None or opens >= closes:
        raise UnreadableCellError("hours", column=column, text=f"{starts}-{ends}")
    return opens, closes


def hours(text: str, column: str) -> tuple[time | None, time | None]:
    """Read opening hours from one cell, such as 13:00-19:00.

    Raises:
        UnreadableCellError: It is no such slot.
    """
    if not text:
        return None, None
    match = SLOT.fullmatch(text)
    if match is None:
        raise UnreadableCellError("hours", column=column, text=text)
    return slot(match[1], match[2], column)


def day(text: str, column: str) -> date | None:
    """Read a date: 2019-05-01, 2019.05.01 or 20190501.

    Raises:
        UnreadableCellError: There is no such day.
    """
    if not text:
        return None
    match = DAY.fullmatch(text)
    try:
        return date(*map(int, match.groups())) if match else _no_day(text, column)
    except ValueError:
        return _no_day(text, column)


def _no_time(text: str, column: str) -> time:
    raise UnreadableCellError("no_time", column=column, text=text)


def _no_day(text: str, column: str) -> date:
    raise UnreadableCellError("no_day", column=column, text=text)
