"""Built-in functions on numbers and truth values."""

from __future__ import annotations

from datetime import timedelta
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)

from kium_rules.tables.feel.errors import Undefined
from kium_rules.tables.feel.functions.registry import Function, as_number, as_text, as_whole, function
from kium_rules.tables.feel.values import DECIMAL128, Feel
from kium_rules.tables.values import YearsMonths, parse_number

_MAX_SCALE = 6_176  # decimal128's smallest exponent


@function("abs", "n")
def absolute(value: Feel) -> Feel:
    """Without its sign; durations too."""
    if isinstance(value, YearsMonths):
        return YearsMonths(abs(value.months))
    if isinstance(value, timedelta):
        return abs(value)
    return abs(as_number(value))


@function("modulo", "dividend", "divisor")
def modulo(dividend: Feel, divisor: Feel) -> Feel:
    """The rest of a division, with the sign of the divisor."""
    over, under = as_number(dividend), as_number(divisor)
    whole = DECIMAL128.divide(over, under).to_integral_value(ROUND_FLOOR)
    return DECIMAL128.subtract(over, DECIMAL128.multiply(under, whole))


@function("sqrt", "number")
def root(value: Feel) -> Feel:
    """The square root."""
    return DECIMAL128.sqrt(as_number(value))


@function("exp", "number")
def exponential(value: Feel) -> Feel:
    """Euler's number raised to a power."""
    return DECIMAL128.exp(as_number(value))


@function("log", "number")
def logarithm(value: Feel) -> Feel:
    """The natural logarithm."""
    number = as_number(value)
    if number <= 0:
        raise Undefined
    return DECIMAL128.ln(number)


@function("even", "number")
def even(value: Feel) -> Feel:
    """Whether two divides it."""
    return as_number(value) % 2 == 0


@function("odd", "number")
def odd(value: Feel) -> Feel:
    """Whether it is whole and two does not divide it."""
    return abs(as_number(value)) % 2 == 1


@function("number", "from", "grouping separator", "decimal separator", optional=2)
def to_number(text: Feel, grouping: Feel = None, point: Feel = None) -> Feel:
    """The number a string says; signs between thousands and before the fraction may be named."""
    if (
        grouping not in (None, " ", ",", ".")
        or point not in (None, ",", ".")
        or (grouping and grouping == point)
    ):
        raise Undefined
    plain = as_text(text).replace(str(grouping), "") if grouping else as_text(text)
    return parse_number(plain.replace(str(point), ".") if point else plain)


@function("not", "negand")
def opposite(truth: Feel) -> Feel:
    """The opposite of a truth value."""
    if not isinstance(truth, bool):
        raise Undefined
    return not truth


def _rounding(name: str, mode: str, needed: int = 2) -> Function:
    def rounded(value: Feel, scale: Feel = Decimal(0)) -> Feel:
        places = as_whole(scale)
        if abs(places) > _MAX_SCALE:
            raise Undefined
        number = as_number(value)
        return number.quantize(Decimal(1).scaleb(-places), mode, DECIMAL128) if number else number

    return function(name, "n", "scale", optional=2 - needed)(rounded)


FLOOR = _rounding("floor", ROUND_FLOOR, 1)
CEILING = _rounding("ceiling", ROUND_CEILING, 1)
DECIMAL = _rounding("decimal", ROUND_HALF_EVEN)
ROUNDED_UP = _rounding("round up", ROUND_UP)
ROUNDED_DOWN = _rounding("round down", ROUND_DOWN)
ROUNDED_HALF_UP = _rounding("round half up", ROUND_HALF_UP)
ROUNDED_HALF_DOWN = _rounding("round half down", ROUND_HALF_DOWN)
