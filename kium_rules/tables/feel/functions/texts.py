"""Built-in functions on strings."""

from __future__ import annotations

from kium_rules.tables.feel.errors import Undefined
from kium_rules.tables.feel.functions.registry import as_list, as_text, as_whole, function
from kium_rules.tables.feel.values import Feel, show


@function("substring", "string", "start position", "length", optional=1)
def substring(text: Feel, start: Feel, length: Feel = None) -> Feel:
    """Part of a string; positions count from 1, from the end when negative."""
    whole, first = as_text(text), as_whole(start)
    if first == 0 or abs(first) > len(whole):
        raise Undefined
    begin = first - 1 if first > 0 else len(whole) + first
    if length is None:
        return whole[begin:]
    if as_whole(length) < 1:
        raise Undefined
    return whole[begin : begin + as_whole(length)]


@function("string length", "string")
def length(text: Feel) -> Feel:
    """Number of characters."""
    return len(as_text(text))


@function("upper case", "string")
def upper(text: Feel) -> Feel:
    """In capitals."""
    return as_text(text).upper()


@function("lower case", "string")
def lower(text: Feel) -> Feel:
    """In small letters."""
    return as_text(text).lower()


@function("substring before", "string", "match")
def before(text: Feel, match: Feel) -> Feel:
    """What stands before another string; nothing where that does not occur."""
    head, found, _ = as_text(text).partition(as_text(match)) if match != "" else ("", "", "")
    return head if found else ""


@function("substring after", "string", "match")
def after(text: Feel, match: Feel) -> Feel:
    """What stands after another string; nothing where that does not occur."""
    if match == "":
        return as_text(text)
    return as_text(text).partition(as_text(match))[2]


@function("contains", "string", "match")
def contains(text: Feel, match: Feel) -> Feel:
    """Whether another string occurs in it."""
    return as_text(match) in as_text(text)


@function("starts with", "string", "match")
def starts_with(text: Feel, match: Feel) -> Feel:
    """Whether it begins with another string."""
    return as_text(text).startswith(as_text(match))


@function("ends with", "string", "match")
def ends_with(text: Feel, match: Feel) -> Feel:
    """Whether it ends with another string."""
    return as_text(text).endswith(as_text(match))


@function("string", "from")
def to_string(value: Feel) -> Feel:
    """The value as a string."""
    if value is None:
        raise Undefined
    return value if isinstance(value, str) else show(value)


@function("string join", "list", "delimiter", optional=1)
def join(items: Feel, delimiter: Feel = None) -> Feel:
    """Strings of a list put together; nulls are left out."""
    words = [as_text(item) for item in as_list(items) if item is not None]
    return ("" if delimiter is None else as_text(delimiter)).join(words)
