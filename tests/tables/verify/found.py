"""Short ways to look at what was found."""

from kium_rules.tables import Table, format_cell
from kium_rules.tables.verify import Finding, Kind, Level, verify


def of(table: Table, *kinds: Kind) -> list[Finding]:
    """The findings of some kinds."""
    return [finding for finding in verify(table) if finding.kind in kinds]


def brief(table: Table) -> set[tuple]:
    """Kind, level and rules of all findings but notes."""
    found = verify(table)
    return {(one.kind.value, one.level.value, *one.rules) for one in found if one.level is not Level.INFO}


def cells(gap: Finding) -> dict[str, str]:
    """The cells that would fill a gap, as text."""
    return {name: format_cell(cell) for name, cell in gap.where.items()}
