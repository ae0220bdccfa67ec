"""A simulation as a text: what `kium-rules simulate` prints."""

from collections.abc import Iterator

from kium_rules.simulate.report.basis import About, basis, headline, number, signed
from kium_rules.simulate.report.grids import Grid, Grids, Value
from kium_rules.simulate.simulation import Simulation
from kium_rules.tables.widths import padded, width

SHOWN_CENTRES = 15


def as_text(
    simulation: Simulation, about: About, language: str = "ko", *, lists_changed: bool = False
) -> str:
    """Write a simulation for a terminal.

    Args:
        simulation: What would have happened.
        about: Where the rules and the applications came from.
        language: `ko` or `en`.
        lists_changed: Whether every application that changes is listed.
    """
    grids = Grids(simulation, language)
    parts = [grids.say("title"), headline(grids), "", *(f"- {line}" for line in basis(grids, about)), ""]
    parts.append(f"[{grids.say('rule_changes')}]")
    parts += [f"  {row[-1]}" for row in grids.rule_changes().rows] or [f"  {grids.say('same_rules')}"]
    parts.append("")
    shown = [grids.totals(), grids.child_days(), grids.flows(), grids.by_care_type(), grids.by_rule()]
    if simulation.comparison.changed:
        shown.append(grids.top_centres(SHOWN_CENTRES))
    if lists_changed:
        shown.append(grids.changed())
    for grid in shown:
        if grid.rows:
            parts += [f"[{grid.title}]", *_lines(grid, grids.say("difference")), ""]
    return "\n".join(parts).rstrip() + "\n"


def _lines(grid: Grid, difference: str) -> Iterator[str]:
    """Lay a grid out in columns, numbers to the right."""
    rows = [
        grid.heads,
        *(
            [_text(cell, head.endswith(difference)) for cell, head in zip(row, grid.heads, strict=True)]
            for row in grid.rows
        ),
    ]
    wide = [max(width(row[column]) for row in rows) for column in range(len(grid.heads))]
    is_number = [all(isinstance(row[column], int) for row in grid.rows) for column in range(len(grid.heads))]
    for row in rows:
        cells = [
            " " * (columns - width(cell)) + cell if right else padded(cell, columns)
            for cell, columns, right in zip(row, wide, is_number, strict=True)
        ]
        yield ("  " + "  ".join(cells)).rstrip()


def _text(cell: Value, is_difference: bool) -> str:
    if isinstance(cell, str):
        return cell
    return signed(cell) if is_difference else number(cell)
