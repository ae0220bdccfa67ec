"""Finds the states of a whole column of facts, by the quickest way its keys and the table's limits allow."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from decimal import Decimal
from math import ceil, floor
from typing import Any

import numpy as np

from kium_rules.tables.arrays import Array, Facts
from kium_rules.tables.axes import Axis
from kium_rules.tables.values import UNORDERED

_MAX_TABLE = 1 << 16  # whole numbers from the lowest to the highest limit that get a table of states
_FEW = 6  # limits up to which comparing with each is quicker than searching


class Ranks:
    """Finder of states on one axis.

    Args:
        axis: The axis.
    """

    def __init__(self, axis: Axis) -> None:
        self._axis = axis
        self._type: Any = np.uint8 if axis.count <= 256 else np.uint32

    def states(self, facts: Facts) -> Array:
        """The state of each fact. States of facts that fit no code of an enum lie outside the axis' domain."""
        kind = facts.keys.dtype.kind
        if kind == "O":
            states = self._of_objects(facts.keys)
        elif kind == "U":
            states = self._of_texts(facts.keys)
        elif kind == "f":
            states = self._of_doubles(facts.keys)
        else:
            states = self._of_whole(facts.keys)
        if facts.null is not None:
            states = np.where(facts.null, self._type(self._axis.null), states)
        return states

    def _of_objects(self, keys: Array) -> Array:
        cuts = self._axis.cuts
        known = {key: bisect_left(cuts, key) + bisect_right(cuts, key) for key in set(keys.tolist())}
        return np.fromiter((known[key] for key in keys), self._type, len(keys))

    def _of_texts(self, keys: Array) -> Array:
        cuts = [str(cut) for cut in self._axis.cuts]
        if any(cut.endswith("\0") for cut in cuts):  # NumPy drops zeros at the end of its texts
            return self._of_objects(keys.astype(object))
        states = np.zeros(len(keys), self._type)
        if self._axis.column.type in UNORDERED:
            for index, cut in enumerate(cuts):
                states += (keys == cut) * self._type(2 * index + 1)
            return states
        return self._compared(keys, cuts, cuts)

    def _of_doubles(self, keys: Array) -> Array:
        near = [float(cut) for cut in self._axis.cuts]
        if any(Decimal(repr(double)) != cut for double, cut in zip(near, self._axis.cuts, strict=True)):
            exact = np.empty(len(keys), object)  # a limit no double prints as
            exact[:] = [Decimal(repr(number)) for number in keys.tolist()]
            return self._of_objects(exact)
        if len(near) <= _FEW:
            return self._compared(keys, near, near)
        limits = np.array([*near, np.inf])
        below = np.searchsorted(limits, keys, "left").astype(self._type)
        states: Array = below + below + (limits[below] == keys)
        return states

    def _of_whole(self, keys: Array) -> Array:
        # v > c says the same as v > floor(c) for a whole v, and v >= c the same as v >= ceil(c).
        lows = [floor(cut) for cut in self._axis.cuts if not isinstance(cut, str)]
        highs = [ceil(cut) for cut in self._axis.cuts if not isinstance(cut, str)]
        if not lows:
            return np.zeros(len(keys), self._type)
        if keys.dtype.kind == "b":
            keys = keys.astype(np.int64)
        if lows[0] <= -(2**62) or highs[-1] >= 2**62:
            return self._of_objects(keys.astype(object))
        if highs[-1] - lows[0] > _MAX_TABLE:
            return self._searched(keys, lows, highs)
        least = lows[0] - 1
        states = [
            bisect_left(lows, value) + bisect_right(highs, value) for value in range(least, highs[-1] + 2)
        ]
        table: Array = np.array(states, self._type)
        found: Array = table[np.clip(keys, least, highs[-1] + 1) - least]
        return found

    def _searched(self, keys: Array, lows: list[int], highs: list[int]) -> Array:
        if len(lows) <= _FEW:
            return self._compared(keys, lows, highs)
        below = np.searchsorted(np.array(lows), keys, "left").astype(self._type)
        states: Array = below + np.searchsorted(np.array(highs), keys, "right").astype(self._type)
        return states

    def _compared(self, keys: Array, lows: list[Any], highs: list[Any]) -> Array:
        states = np.zeros(len(keys), self._type)
        for low, high in zip(lows, highs, strict=True):
            states += keys > low
            states += keys >= high
        return states
