"""Applications as JSON: what `kium-rules decide` and `kium-rules simulate` read, and what a decision keeps.

`read_json` reads a line, `read_situation` turns its object into plain values and says which field is wrong, and how
it should look; `write_situation` is its inverse. `read_recorded` reads the same object with the names of its centre
and child.
"""

from kium_rules.exchange.fields import Fields, InputError
from kium_rules.exchange.recorded import Recorded, read_recorded
from kium_rules.exchange.situation import read_quarters, read_situation
from kium_rules.exchange.strict import read_json
from kium_rules.exchange.writing import write_situation

__all__ = [
    "Fields",
    "InputError",
    "Recorded",
    "read_json",
    "read_quarters",
    "read_recorded",
    "read_situation",
    "write_situation",
]
