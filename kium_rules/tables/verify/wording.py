"""Says values, ranges and boxes in the table's own labels (Korean) or names (English)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kium_rules.tables.axes import DAY
from kium_rules.tables.columns import Column
from kium_rules.tables.values import Key, Value, ValueType, format_value, value_of
from kium_rules.tables.verify.conditions import closed
from kium_rules.tables.verify.dimensions import Dimension, spans
from kium_rules.tables.verify.findings import say
from kium_rules.tables.verify.order import ABOVE, APART, BELOW, COMPARED, EQUAL
from kium_rules.tables.verify.space import Box, Space

_MOST_PARTS = 12  # ranges or values that are named one by one
_LISTED = frozenset({ValueType.ENUM, ValueType.BOOLEAN, ValueType.TEXT})
_SIGNS = {
    BELOW: "<",
    BELOW | EQUAL: "<=",
    EQUAL: "=",
    ABOVE: ">",
    ABOVE | EQUAL: ">=",
    BELOW | ABOVE: "!=",
}


def column_name(column: Column, language: str) -> str:
    """What a column is called."""
    if column is DAY:
        return say("day", language)
    return column.label if language == "ko" else column.name


def value_text(column: Column, value: Value, language: str) -> str:
    """What a value is called; a number with its unit."""
    if value is None:
        return say("null", language)
    if language != "ko":
        return f'"{value}"' if column.type is ValueType.TEXT else format_value(value)
    if isinstance(value, bool):
        return say("true" if value else "false", language)
    if isinstance(value, str):
        return column.values.get(value, f'"{value}"')
    return format_value(value) + (column.unit or "")


def example_text(space: Space, example: Mapping[str, Value], boxes: Iterable[Box], language: str) -> str:
    """An example by the columns that some of the boxes restrict; by all where none does."""
    restricted = {place for box in boxes for place in _restricted(space, box)}
    places = {one for place in restricted for one in _columns_of(space, place)} or set(
        range(len(space.dimensions))
    )
    columns = [dimension.column for place, dimension in enumerate(space.dimensions) if place in places]
    pairs = (
        f"{column_name(one, language)} {value_text(one, example[one.name], language)}" for one in columns
    )
    return ", ".join(pairs) or say("always", language)


def box_text(space: Space, box: Box, language: str, *, has_days: bool = True) -> str:
    """The conditions of a box, column by column where it does not hold everything."""
    texts = []
    for place in sorted(_restricted(space, box)):
        if place >= len(space.dimensions):
            texts.append(_pair_text(space, place, box[place], language))
        elif has_days or space.dimensions[place].column is not DAY:
            dimension = space.dimensions[place]
            texts.append(
                f"{column_name(dimension.column, language)} {atoms_text(dimension, box[place], language)}"
            )
    return ", ".join(texts) or say("always", language)


def atoms_text(dimension: Dimension, atoms: int, language: str) -> str:
    """A set of atoms in words, such as ``30일 이상`` or ``A, B 제외``."""
    missing = dimension.everything & ~atoms
    if not missing:
        return say("any_value", language)
    if len(spans(missing & ~dimension.null)) < len(spans(atoms & ~dimension.null)):
        return say("except", language, values=_listed(_parts(dimension, missing, language), language))
    return _listed(_parts(dimension, atoms, language), language)


def _listed(parts: Iterable[str], language: str) -> str:
    texts = list(parts)
    if len(texts) > _MOST_PARTS:
        texts[_MOST_PARTS:] = [say("more", language, count=len(texts) - _MOST_PARTS)]
    return ", ".join(texts)


def _parts(dimension: Dimension, atoms: int, language: str) -> Iterator[str]:
    is_listed = dimension.column.type in _LISTED
    yield from _values(dimension, atoms, language) if is_listed else _ranges(dimension, atoms, language)
    if atoms & dimension.null:
        yield say("null", language)


def _values(dimension: Dimension, atoms: int, language: str) -> Iterator[str]:
    found = [atom for first, last in spans(atoms & ~dimension.null) for atom in range(first, last + 1)]
    named = [dimension.sample(atom) for atom in found if dimension.states[atom] % 2]
    if dimension.column.type is ValueType.ENUM:
        order = list(dimension.column.values)
        named.sort(key=lambda value: order.index(str(value)))
    for value in named:
        yield value_text(dimension.column, value, language)
    if len(named) < len(found):
        yield say("other_value", language)


def _ranges(dimension: Dimension, atoms: int, language: str) -> Iterator[str]:
    top = (dimension.everything & ~dimension.null).bit_length() - 1
    for first, last in spans(atoms & ~dimension.null):
        low, has_low = dimension.low_end(first) if first else (None, False)
        high, has_high = dimension.high_end(last) if last < top else (None, False)
        yield _range(dimension, (low, has_low), (high, has_high), language)


def _range(
    dimension: Dimension, low: tuple[Key | None, bool], high: tuple[Key | None, bool], language: str
) -> str:
    column = dimension.column
    low, high = closed(dimension, low, 1), closed(dimension, high, -1)
    if low == high and low[0] is not None:
        return _end(dimension, low[0], language)
    kind = "day" if column.type is ValueType.DATE else "value"
    parts = []
    if low[0] is not None:
        code = f"{kind}_{'from' if low[1] else 'above'}"
        parts.append(say(code, language, value=_end(dimension, low[0], language)))
    if high[0] is not None:
        code = f"{kind}_{'to' if high[1] else 'below'}"
        parts.append(say(code, language, value=_end(dimension, high[0], language)))
    return say("both", language, low=parts[0], high=parts[1]) if len(parts) > 1 else (parts or [""])[0]


def _end(dimension: Dimension, key: Key, language: str) -> str:
    column = dimension.column
    return value_text(column, value_of(key, column.type, is_aware=bool(dimension.axis.is_aware)), language)


def _pair_text(space: Space, place: int, signs: int, language: str) -> str:
    left, right = (
        column_name(space.dimensions[index].column, language)
        for index in space.pairs[place - len(space.dimensions)]
    )
    if signs in _SIGNS:
        return f"{left} {_SIGNS[signs]} {right}"
    code = {APART: "apart", COMPARED: "known"}.get(signs, "pair")
    return say(code, language, left=left, right=right, sign=_SIGNS.get(signs & COMPARED))


def _columns_of(space: Space, place: int) -> tuple[int, ...]:
    """The columns a place of a box speaks of: one, or the two it compares."""
    own = len(space.dimensions)
    return (place,) if place < own else space.pairs[place - own]


def _restricted(space: Space, box: Box) -> Iterator[int]:
    return (place for place, atoms in enumerate(box) if atoms != space.everything[place])
