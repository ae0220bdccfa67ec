"""Whether columns that cells compare with each other can have values in given ranges and a given order.

Each column is to lie in one of some ranges, each compared pair in some of the relations below, equal, above and
incomparable. The least values that obey all lower bounds are found by raising what is too low until nothing moves; a
solution exists exactly when these obey the upper bounds too. Whole numbers, days and times move in steps, texts to
the next text, exact decimals by an infinitely small step that is made a real one at the end.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import pairwise, product
from typing import TypeAlias

from kium_rules.tables.values import Key

BELOW, EQUAL, ABOVE, APART = 1, 2, 4, 8
"""How the first of two columns stands to the second; APART: one is null, or they cannot be compared."""

COMPARED = BELOW | EQUAL | ABOVE
_MOST_TRIES = 5_000
_DIGITS = 100  # more than the 34 of a cell and all steps between


class UndecidedError(Exception):
    """There are too many ways to try."""


@dataclass(frozen=True, slots=True)
class Range:
    """A range of keys.

    Attributes:
        low: Where it begins; None: nowhere.
        has_low: Whether ``low`` is in it.
        high: Where it ends; None: nowhere.
        has_high: Whether ``high`` is in it.
        usual: A key in it that a person would choose.
    """

    low: Key | None
    has_low: bool
    high: Key | None
    has_high: bool
    usual: Key


@dataclass(frozen=True, slots=True)
class Unknown:
    """A column whose value is looked for.

    Attributes:
        ranges: Where it may lie; None stands for null.
        is_dense: Whether there is a value between any two.
    """

    ranges: Sequence[Range | None]
    is_dense: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """How two unknowns, by their index, may stand to each other."""

    left: int
    right: int
    signs: int
    is_comparable: bool = True


Point: TypeAlias = tuple[Key, int]  # a key and a number of infinitely small steps above it
Edge: TypeAlias = tuple[int, int, bool]  # the second is at least the first; strictly above it


def solve(unknowns: Sequence[Unknown], relations: Sequence[Relation]) -> list[Key | None] | None:
    """Keys for all unknowns, None for null; or None when there are none.

    Raises:
        UndecidedError: There are too many combinations of ranges to try.
    """
    tries = 0
    for ranges in product(*(unknown.ranges for unknown in unknowns)):
        for edges in _orders(ranges, relations):
            tries += 1
            if tries > _MOST_TRIES:
                raise UndecidedError
            for is_usual in (True, False):
                points = _least(unknowns, ranges, edges, is_usual=is_usual)
                if points is not None:
                    return _real(points, ranges)
        tries += 1
        if tries > _MOST_TRIES:
            raise UndecidedError
    return None


def _orders(ranges: Sequence[Range | None], relations: Sequence[Relation]) -> Iterator[list[Edge]]:
    choices: list[list[list[Edge]]] = []
    for relation in relations:
        left, right = relation.left, relation.right
        if ranges[left] is None or ranges[right] is None or not relation.is_comparable:
            choices.append([[]] if relation.signs & APART else [])
        else:
            choices.append(list(_edges(left, right, relation.signs & COMPARED)))
    for choice in product(*choices):
        yield [edge for edges in choice for edge in edges]


def _edges(left: int, right: int, signs: int) -> Iterator[list[Edge]]:
    if signs == COMPARED:
        yield []
        return
    if signs & BELOW:
        yield [(left, right, not signs & EQUAL)]
    if signs & ABOVE:
        yield [(right, left, not signs & EQUAL)]
    if signs == EQUAL:
        yield [(left, right, False), (right, left, False)]


def _least(
    unknowns: Sequence[Unknown], ranges: Sequence[Range | None], edges: Sequence[Edge], *, is_usual: bool
) -> list[Point | None] | None:
    points = _starts(unknowns, ranges, is_usual=is_usual)
    for _ in range(
        4 * len(points) + 4
    ):  # in a solution nothing is raised twice by its own rise but to round up
        is_still = True
        for lower, upper, is_strict in edges:
            low, high = points[lower], points[upper]
            assert low is not None  # noqa: S101 - no edge touches a null
            assert high is not None  # noqa: S101 - likewise
            raised = _at_least(low, is_strict=is_strict, is_dense=unknowns[upper].is_dense)
            if raised > high:
                points[upper], is_still = raised, False
        if is_still:
            return points if all(map(_is_below_end, points, ranges)) else None
    return None


def _starts(
    unknowns: Sequence[Unknown], ranges: Sequence[Range | None], *, is_usual: bool
) -> list[Point | None]:
    # Below all named values one is as good as another: a start so low leaves room for all unknowns in any order.
    numbers = [
        end
        for span in ranges
        if span
        for end in (span.low, span.high, span.usual)
        if not isinstance(end, str | None)
    ]
    bottom = int(min(numbers, default=0)) - len(unknowns) - 2
    points: list[Point | None] = []
    for unknown, span in zip(unknowns, ranges, strict=True):
        if span is None:
            points.append(None)
        elif is_usual:
            points.append((span.usual, 0))
        elif span.low is None:
            points.append(("" if isinstance(span.usual, str) else bottom, 0))
        else:
            points.append(_at_least((span.low, 0), is_strict=not span.has_low, is_dense=unknown.is_dense))
    return points


def _at_least(point: Point, *, is_strict: bool, is_dense: bool) -> Point:
    key, steps = point
    if isinstance(key, str):
        return (key + "\0" if is_strict else key), 0
    if is_dense:
        return key, steps + is_strict
    floor = math.floor(key)
    return floor + (is_strict or steps > 0 or floor != key), 0


def _is_below_end(point: Point | None, span: Range | None) -> bool:
    if point is None or span is None or span.high is None:
        return True
    return point < (span.high, 0) or (span.has_high and point == (span.high, 0))


def _real(points: Sequence[Point | None], ranges: Sequence[Range | None]) -> list[Key | None]:
    """Make the infinitely small steps so small that they stay below every other named value."""
    keys = {point[0] for point in points if point}
    keys |= {span.high for span in ranges if span and span.high is not None}
    numbers = sorted(Decimal(key) for key in keys if not isinstance(key, str))
    most = max((steps for _, steps in filter(None, points)), default=0)
    with localcontext(prec=_DIGITS):
        smallest = min((high - low for low, high in pairwise(numbers)), default=Decimal(1))
        step = Decimal(1).scaleb((smallest / (most + 1)).adjusted())
        return [
            point and (point[0] if not point[1] else Decimal(point[0]) + point[1] * step) for point in points
        ]
