"""One recorded application, with the names by which its centre and child are known again."""

from dataclasses import dataclass
from typing import Any

from kium_rules.exchange.fields import Fields, InputError
from kium_rules.exchange.situation import CENTRE, CHILD, LINE, read_situation
from kium_rules.values import Situation


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recorded application.

    Args:
        id: Its id; empty: it has none.
        centre: The centre's id; empty: it has none.
        centre_name: What people call the centre; empty: its id.
        child: The child's id; empty: it has none.
        situation: The application with its centre and the load of its days.
    """

    id: str
    centre: str
    centre_name: str
    child: str
    situation: Situation


def read_recorded(raw: Any) -> Recorded:
    """Read one application as `read_situation` does, and the ids in it.

    Raises:
        InputError: A field is missing, unknown or cannot be read; it names the field.
    """
    situation = read_situation(raw)
    line = Fields(raw, "", LINE)
    centre = Fields(line.get("centre"), "centre", CENTRE)
    child = Fields(line.get("child"), "child", CHILD)
    return Recorded(_id(line, "id"), _id(centre, "id"), _id(centre, "name"), _id(child, "id"), situation)


def _id(given: Fields, name: str) -> str:
    raw = given.get(name, None)
    if raw is None:
        return ""
    if isinstance(raw, bool) or not isinstance(raw, (str, int)):
        raise InputError(given.at(name), f"{raw!r} is no id; give a text or a whole number")
    return str(raw)
