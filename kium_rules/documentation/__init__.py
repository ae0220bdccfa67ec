"""Documents made from the tables, so that they cannot go stale: a test compares them with what is committed."""

from kium_rules.documentation.assumptions import assumptions_page
from kium_rules.documentation.rules import rules_page
from kium_rules.documentation.states import states_page

__all__ = ["assumptions_page", "rules_page", "states_page"]
