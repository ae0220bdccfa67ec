"""XML to be written, as data, and its text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr


@dataclass(frozen=True, slots=True)
class Tag:
    """An element.

    Attributes:
        name: Its name, with a prefix where it has one.
        attributes: Value by name; None leaves one out.
        children: Elements in it.
        text: Its text; an element has either text or children.
    """

    name: str
    attributes: Mapping[str, str | None] = field(default_factory=dict)
    children: tuple[Tag, ...] = ()
    text: str | None = None


def tag(name: str, /, *children: Tag | None, text: str | None = None, **attributes: str | None) -> Tag:
    """An element; children and attributes that are None are left out. Attribute names are given without a prefix."""
    return Tag(name, attributes, tuple(child for child in children if child is not None), text)


def render(root: Tag) -> str:
    """The text of a document, indented so that it can be read and compared line by line."""
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(_lines([root], "")) + "\n"


def _lines(tags: Iterable[Tag], indent: str) -> Iterator[str]:
    for item in tags:
        parts = [
            item.name,
            *(f"{name}={quoteattr(value)}" for name, value in item.attributes.items() if value is not None),
        ]
        opening = " ".join(parts)
        if item.children:
            yield f"{indent}<{opening}>"
            yield from _lines(item.children, indent + "  ")
            yield f"{indent}</{item.name}>"
        elif item.text is None:
            yield f"{indent}<{opening} />"
        else:
            yield f"{indent}<{opening}>{escape(item.text)}</{item.name}>"
