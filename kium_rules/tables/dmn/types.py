"""Checks values against the types of a model, and makes the conversions DMN allows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kium_rules.tables.dmn.model import ItemType, Model, Text
from kium_rules.tables.feel import Feel, FeelError, parse_tests, satisfies, type_of

_SAME = {
    "dateTime": "date and time",
    "dateandtime": "date and time",
    "dayTimeDuration": "days and time duration",
    "days and time duration": "days and time duration",
    "daysAndTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "yearsAndMonthsDuration": "years and months duration",
    "integer": "number",
    "decimal": "number",
    "double": "number",
    "long": "number",
}
_BASIC = frozenset(
    {
        "number",
        "string",
        "boolean",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
        "context",
        "list",
        "range",
    }
)
_MAX_DEPTH = 50


class NotOfTypeError(ValueError):
    """A value does not have the type it must have."""


class Types:
    """The types of a model.

    Args:
        model: The model.
    """

    def __init__(self, model: Model) -> None:
        self._types: Mapping[str, ItemType] = model.types

    def basic(self, name: str) -> str | None:
        """FEEL's own type behind a name; None for structures, lists and any type."""
        for _ in range(_MAX_DEPTH):
            item = self._types.get(name)
            if item is None:
                kind = _SAME.get(name, name)
                return kind if kind in _BASIC else None
            if item.is_collection or item.components:
                return None
            name = item.base
        return None

    def part(self, name: str, path: list[str]) -> str:
        """Name of the type a path into a type ends in; empty where it is not known."""
        for step in path:
            item = self._types.get(name)
            component = item.components.get(step) if item else None
            if component is None or component.is_collection or component.components:
                return ""
            name = component.base
        return name

    def parts(self, name: str) -> dict[str, str]:
        """Types of the parts of a structure, by dotted name below it."""
        item = self._types.get(name)
        found: dict[str, str] = {}
        if item and not item.is_collection:
            for part, component in item.components.items():
                if not component.is_collection and not component.components:
                    found[part] = component.base
        return found

    def allowed(self, name: str) -> Text | None:
        """Values a type allows, where it is not a list or structure."""
        for _ in range(_MAX_DEPTH):
            item = self._types.get(name)
            if item is None or item.is_collection or item.components:
                return None
            if item.allowed:
                return item.allowed
            name = item.base
        return None

    def names(self) -> set[str]:
        """Names of the parts of every structure: what may stand after a dot."""
        found: set[str] = set()
        for item in self._types.values():
            found |= _component_names(item)
        return found

    def as_type(self, value: Feel, name: str) -> Feel:
        """A value as one of a type: itself, the one item of a list, or the list of it.

        Raises:
            NotOfTypeError: It is none of these.
        """
        item = self._types.get(name)
        if item is not None:
            return self._as_item(value, item, 0)
        return _as_basic(value, _SAME.get(name, name))

    def _as_item(self, value: Feel, item: ItemType, depth: int) -> Feel:
        if depth > _MAX_DEPTH:
            raise NotOfTypeError(item.name)
        if value is None:
            return None
        if not item.is_collection:
            single = value[0] if isinstance(value, list) and len(value) == 1 else value
            return self._as_one(single, item, depth)
        items = value if isinstance(value, list) else [value]
        return [self._as_one(part, item, depth) for part in items]

    def _as_one(self, value: Feel, item: ItemType, depth: int) -> Feel:
        if value is None:
            return None
        if item.components:
            if not isinstance(value, dict):
                raise NotOfTypeError(item.name)
            parts: dict[str, Any] = dict(value)
            for name, component in item.components.items():
                parts[name] = self._as_item(value.get(name), component, depth + 1)
            value = parts
        elif item.base in self._types:
            value = self._as_item(value, self._types[item.base], depth + 1)
        else:
            value = _as_basic(value, _SAME.get(item.base, item.base))
        if item.allowed and not is_allowed(item.allowed.text, value):
            raise NotOfTypeError(item.name)
        return value


def is_allowed(tests: str, value: Feel) -> bool:
    """Whether a value is one of those listed as unary tests; null always is."""
    if value is None:
        return True
    try:
        return satisfies(parse_tests(tests), value, {}) is not False
    except FeelError:
        return True


def _as_basic(value: Feel, kind: str) -> Feel:
    if value is None or kind not in _BASIC:
        return value
    if isinstance(value, list) and kind != "list" and len(value) == 1:
        value = value[0]
    if type_of(value) != kind:
        raise NotOfTypeError(kind)
    return value


def _component_names(item: ItemType) -> set[str]:
    names = set(item.components)
    for component in item.components.values():
        names |= _component_names(component)
    return names
