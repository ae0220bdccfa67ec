"""Reading the fields of a JSON object, each with an error that names its path."""

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")
MISSING = object()
MOST_DIGITS = 12
"""Of a size, before or behind the point; 1e999999 only keeps the machine busy."""


class InputError(ValueError):
    """A field cannot be read.

    Args:
        path: Where it stands, such as `quarters[0].from`.
        problem: What is wrong and what is wanted.
    """

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}: {problem}" if path else problem)
        self.path = path
        self.problem = problem


class Fields:
    """A JSON object that knows where it stands.

    Args:
        value: The object.
        path: Where it stands; empty for the whole line.
        names: The fields it may have; another one is an error, so that a typo is not lost.

    Raises:
        InputError: It is no object, or has an unknown field.
    """

    def __init__(self, value: Any, path: str, names: frozenset[str]) -> None:
        if not isinstance(value, Mapping):
            raise InputError(path, f"expected an object, got {_short(value)}")
        for name in value:
            if name not in names:
                raise InputError(_join(path, name), f"unknown field; known are {', '.join(sorted(names))}")
        self.value = value
        self.path = path

    def at(self, name: str) -> str:
        """Give the path of a field."""
        return _join(self.path, name)

    def get(self, name: str, default: Any = MISSING) -> Any:
        """Give a field's raw value; null counts as left out where a default is given."""
        found = self.value.get(name, MISSING)
        if found is MISSING or (found is None and default is not MISSING):
            if default is MISSING:
                raise InputError(self.at(name), "is missing")
            return default
        return found

    def read(self, name: str, read: Callable[[Any], T], wanted: str, default: Any = MISSING) -> T:
        """Read a field through a function that raises ValueError or TypeError on anything else."""
        raw = self.get(name, default)
        if raw is default:
            return default  # type: ignore[no-any-return]  # the caller's own default
        try:
            return read(raw)
        except (ValueError, TypeError, InvalidOperation):
            raise InputError(self.at(name), f"{_short(raw)} is not {wanted}") from None

    def date(self, name: str, default: Any = MISSING) -> dt.date:
        """Read a date such as 2026-03-02."""
        return self.read(name, read_date, "a date such as 2026-03-02", default)

    def time(self, name: str) -> dt.time:
        """Read a time of day such as 13:00."""
        return self.read(name, read_time, "a time of day such as 13:00")

    def instant(self, name: str) -> dt.datetime:
        """Read an instant with its zone, such as 2026-03-02T10:00:00+09:00."""
        return self.read(name, read_instant, "an instant with its zone such as 2026-03-02T10:00:00+09:00")

    def count(self, name: str, default: Any = MISSING) -> int:
        """Read a whole number that is not negative."""
        return self.read(name, read_count, "a whole number of 0 or more", default)

    def integer(self, name: str) -> int:
        """Read a whole number."""
        return self.read(name, read_integer, "a whole number")

    def truth(self, name: str, *, default: bool) -> bool:
        """Read true or false."""
        return self.read(name, read_truth, "true or false", default)

    def code(self, name: str, kind: type[E]) -> E:
        """Read one of a closed list of codes."""
        return self.read(name, kind, f"one of {', '.join(kind)}")

    def size(self, name: str, default: Any = MISSING) -> Decimal:
        """Read a decimal number of 0 or more, as text ("99.0") or as a number."""
        return self.read(name, read_size, 'a number of 0 or more such as "99.0"', default)

    def items(self, name: str, default: Any = MISSING) -> list[tuple[str, Any]]:
        """Give the items of a list, each with its path."""
        raw = self.get(name, default)
        if not isinstance(raw, (list, tuple)):
            raise InputError(self.at(name), f"expected a list, got {_short(raw)}")
        return [(f"{self.at(name)}[{number}]", item) for number, item in enumerate(raw)]

    def dates(self, name: str, default: Any = MISSING) -> frozenset[dt.date]:
        """Read a list of dates."""
        return frozenset(
            _each(path, item, read_date, "a date such as 2026-03-02")
            for path, item in self.items(name, default)
        )

    def weekdays(self, name: str, default: Any = MISSING) -> frozenset[int]:
        """Read a list of days of the week, 0 = Monday."""
        return frozenset(
            _each(path, item, read_weekday, "a day of the week, 0 = Monday to 6 = Sunday")
            for path, item in self.items(name, default)
        )


def read_date(raw: Any) -> dt.date:
    """Read `YYYY-MM-DD` and nothing else."""
    if not isinstance(raw, str) or len(raw) != len("2026-03-02"):
        raise ValueError(raw)
    read = dt.date.fromisoformat(raw)
    if read.isoformat() != raw:  # Python also reads 2026-W10-1
        raise ValueError(raw)
    return read


def read_time(raw: Any) -> dt.time:
    """Read `HH:MM` or `HH:MM:SS` without a zone."""
    if not isinstance(raw, str):
        raise TypeError(raw)
    read = dt.time.fromisoformat(raw)
    is_plain = raw in (read.isoformat("minutes"), read.isoformat())  # Python also reads 13, 1300 and T13:00
    if read.tzinfo is not None or not is_plain:
        raise ValueError(raw)
    return read


def read_instant(raw: Any) -> dt.datetime:
    """Read an instant that names its zone."""
    read = dt.datetime.fromisoformat(raw)
    if read.tzinfo is None:
        raise ValueError(raw)
    return read


def read_truth(raw: Any) -> bool:
    """Read true or false, and no 0, 1 or text for them."""
    if not isinstance(raw, bool):
        raise TypeError(raw)
    return raw


def read_integer(raw: Any) -> int:
    """Read a whole number; a boolean is none."""
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise TypeError(raw)
    return raw


def read_count(raw: Any) -> int:
    """Read a whole number of 0 or more."""
    if read_integer(raw) < 0:
        raise ValueError(raw)
    return int(raw)


def read_weekday(raw: Any) -> int:
    """Read a day of the week, 0 = Monday."""
    if read_integer(raw) not in range(7):
        raise ValueError(raw)
    return int(raw)


def read_size(raw: Any) -> Decimal:
    """Read a decimal number of 0 or more, of a size that something can have."""
    if isinstance(raw, bool) or not isinstance(raw, (str, int, float, Decimal)):
        raise TypeError(raw)
    number = Decimal(str(raw))
    if not number.is_finite() or number < 0 or abs(number.adjusted()) > MOST_DIGITS:
        raise ValueError(raw)
    return number


def _each(path: str, raw: Any, read: Callable[[Any], T], wanted: str) -> T:
    try:
        return read(raw)
    except (ValueError, TypeError):
        raise InputError(path, f"{_short(raw)} is not {wanted}") from None


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
