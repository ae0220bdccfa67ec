"""FEEL's built-in functions, as far as they are supported."""

from kium_rules.tables.feel.functions import lists, numbers, texts, times
from kium_rules.tables.feel.functions.registry import Function, by_name

FUNCTIONS: dict[str, Function] = {
    name: function
    for module in (numbers, texts, lists, times)
    for name, function in by_name(vars(module)).items()
}
"""Built-in function by name."""
