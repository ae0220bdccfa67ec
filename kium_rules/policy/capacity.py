"""How many seats an area gives: rule word `capacity`."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kium_rules.policy.asking import Asking
from kium_rules.vocabulary import CentreType


@dataclass(frozen=True, slots=True)
class Capacity:
    """The seats the formula proposes; for base seats also the upper bound.

    Args:
        base_seats: Seats for regular and temporary care together.
        extra_seats: Seats outside the base, for temporary care.
        rules: The rows that said so.
    """

    base_seats: int
    extra_seats: int
    rules: tuple[str, ...]


def capacity_of(asking: Asking, centre_type: CentreType, area_m2: Decimal) -> Capacity:
    """Work out the seats of a floor area.

    Args:
        asking: The tables and the day.
        centre_type: The type of centre.
        area_m2: Floor area, not negative.

    Raises:
        TypeError: The area is a float, whose digits are not those that were measured.
        ValueError: The area is negative or no finite number, or there is no such type of centre.

    Source: capacity.
    """
    if not isinstance(area_m2, (Decimal, int)):
        raise TypeError(f'area_m2 {area_m2!r} is no Decimal; give it as Decimal("99.0")')
    area_m2, centre_type = Decimal(area_m2), CentreType(centre_type)
    if not area_m2.is_finite() or area_m2 < 0:
        raise ValueError(f"area_m2 {area_m2} is no area; give square metres such as 99.0")
    row = asking.row("capacity", centre_type=centre_type.value)
    how = row.text("rounding")
    base = _rounded(Fraction(area_m2) / Fraction(row.number("m2_per_child")), how)
    extra = _rounded(base * Fraction(row.number("extra_share")), how)
    return Capacity(base, extra, (row.rule,))


def extra_of(asking: Asking, centre_type: CentreType, base_seats: int) -> int:
    """Work out the extra seats that belong to a number of base seats.

    Source: capacity.
    """
    row = asking.row("capacity", centre_type=centre_type.value)
    return _rounded(base_seats * Fraction(row.number("extra_share")), row.text("rounding"))


def _rounded(exact: Fraction, how: str) -> int:
    whole, rest = divmod(exact.numerator, exact.denominator)
    if how == "down" or not rest:
        return whole
    if how == "up":
        return whole + 1
    return whole + (2 * rest >= exact.denominator)
