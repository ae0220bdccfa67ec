"""Who may do what, and where: rule word `access`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from kium_rules.policy.asking import Asking
from kium_rules.tables import RuleBook, packaged_rules, read_table
from kium_rules.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Access:
    """All that a role may do, on one day.

    Args:
        relations: For each action of the table the relations in which it is allowed, perhaps none.
    """

    relations: Mapping[str, frozenset[str]]

    def may(self, action: str, relation: str) -> bool:
        """Say whether the role may do something to a thing it stands in some relation to.

        Raises:
            KeyError: The table knows no such action.

        Source: access.
        """
        return relation in self.relations[action]


def may(asking: Asking, role: Role, action: str, relation: str) -> bool:
    """Say whether a role may do something to a thing it stands in some relation to.

    Args:
        asking: The tables and the day.
        role: Who acts.
        action: What, such as `decide_booking`.
        relation: `own_child`, `own_centre`, `own_district` or `elsewhere`; where several hold, the first of them.

    Source: access.
    """
    return asking.row("access", role=role.value, action=action, relation=relation).truth("allowed")


def access_of(asking: Asking, role: Role) -> Access:
    """Gather all that a role may do; asked once for each rule book, role and day, and remembered.

    Source: access.
    """
    table = asking.book["access"]
    key = asking.book.hash, role, asking.on if table.is_dated else None
    if (known := _KNOWN.get(key)) is None:
        codes = {column.name: tuple(column.values) for column in table.inputs}
        known = _KNOWN[key] = Access(
            {
                action: frozenset(
                    relation for relation in codes["relation"] if may(asking, role, action, relation)
                )
                for action in codes["action"]
            }
        )
    return known


@cache
def packaged_access(role: Role) -> Access:
    """Give what a role may do by the table that comes with the library, in its latest state."""
    return access_of(Asking(RuleBook([read_table(packaged_rules() / "access")]), date.max), role)


_KNOWN: dict[tuple[str, Role, date | None], Access] = {}
