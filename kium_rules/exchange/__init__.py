"""Applications as JSON: what `kium-rules decide` reads.

`read_situation` turns one JSON object into plain values and says which field is wrong, and how it should look.
"""

from kium_rules.exchange.fields import Fields, InputError
from kium_rules.exchange.situation import read_quarters, read_situation

__all__ = ["Fields", "InputError", "read_quarters", "read_situation"]
