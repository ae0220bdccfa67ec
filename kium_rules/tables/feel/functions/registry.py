"""What a built-in function is, and how one is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from typing import Any

from kium_rules.tables.feel.errors import Undefined
from kium_rules.tables.feel.values import Feel, type_of


@dataclass(frozen=True, slots=True)
class Function:
    """A built-in function.

    Attributes:
        name: Name in FEEL.
        run: What it does; `Undefined` where FEEL says null.
        parameters: Names of its parameters, for calls by name.
        needed: How many of them must be given.
        takes_many: Whether it takes a list, or the items of one as arguments.
    """

    name: str
    run: Callable[..., Feel]
    parameters: tuple[str, ...]
    needed: int
    takes_many: bool = False

    def __call__(self, arguments: Sequence[Feel], named: Mapping[str, Feel]) -> Feel:
        """The value of a call; null for arguments that do not fit."""
        if named:
            arguments = self._ordered(named)
        if self.takes_many and not (len(arguments) == 1 and isinstance(arguments[0], list)):
            arguments = [list(arguments)]
        if not self.needed <= len(arguments) <= len(self.parameters):
            return None
        try:
            return self.run(*arguments)
        except (Undefined, DecimalException, ValueError, OverflowError):
            return None

    def _ordered(self, named: Mapping[str, Feel]) -> list[Feel]:
        arguments = [named[name] for name in self.parameters if name in named]
        # A gap before a given parameter cannot be filled: no built-in function has a default there.
        return arguments if list(named) and set(named) == set(self.parameters[: len(named)]) else []


def function(
    name: str, *parameters: str, optional: int = 0, takes_many: bool = False
) -> Callable[[Callable[..., Feel]], Function]:
    """Make a Python function a built-in one.

    Args:
        name: Name in FEEL.
        parameters: Names of its parameters.
        optional: How many of the last ones may be left out.
        takes_many: As in :class:`Function`.
    """

    def make(run: Callable[..., Feel]) -> Function:
        return Function(name, run, parameters, len(parameters) - optional, takes_many)

    return make


def by_name(module: Mapping[str, Any]) -> dict[str, Function]:
    """The built-in functions of a module, by name."""
    return {item.name: item for item in module.values() if isinstance(item, Function)}


def as_number(value: Feel) -> Decimal:
    """A number.

    Raises:
        Undefined: Something else.
    """
    if type_of(value) != "number":
        raise Undefined
    return Decimal(value)  # type: ignore[arg-type]  # a number, as its type says


def as_whole(value: Feel) -> int:
    """A whole number.

    Raises:
        Undefined: Something else.
    """
    number = as_number(value)
    if number != number.to_integral_value():
        raise Undefined
    return int(number)


def as_text(value: Feel) -> str:
    """A string.

    Raises:
        Undefined: Something else.
    """
    if not isinstance(value, str):
        raise Undefined
    return value


def as_list(value: Feel) -> list[Any]:
    """A list; one value stands for the list of it, null for none.

    Raises:
        Undefined: Null.
    """
    if value is None:
        raise Undefined
    return value if isinstance(value, list) else [value]
