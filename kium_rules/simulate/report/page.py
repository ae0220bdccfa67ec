"""A simulation as one HTML page: no scripts, nothing from outside, a table beside every picture."""

from collections.abc import Iterable
from html import escape

from kium_rules.simulate.report.basis import About, basis, headline, number, signed
from kium_rules.simulate.report.charts import (
    SHOWN_CENTRES,
    centres_chart,
    flows_chart,
    totals_chart,
    weeks_chart,
)
from kium_rules.simulate.report.grids import Grid, Grids, Value
from kium_rules.simulate.report.style import STYLE
from kium_rules.simulate.simulation import Simulation
from kium_rules.vocabulary import Outcome

SHOWN_CHANGED = 100


def as_page(simulation: Simulation, about: About, language: str = "ko") -> str:
    """Write a simulation as an HTML page.

    Args:
        simulation: What would have happened.
        about: Where the rules and the applications came from.
        language: `ko` or `en`.
    """
    grids = Grids(simulation, language)
    title = escape(grids.say("title"))
    body = [
        f"<h1>{title}</h1>",
        f'<p class="headline">{escape(headline(grids))}</p>',
        *_better_worse(grids),
        _cards(grids),
        _rules(grids),
        _pair(grids, totals_chart(grids), grids.totals()),
        _pair(grids, flows_chart(grids), grids.flows()),
        _weeks(grids),
        _centres(grids),
        _section(grids.by_care_type().title, _scroll(grids, grids.by_care_type())),
        _section(grids.by_rule().title, _scroll(grids, grids.by_rule())),
        _section(grids.child_days().title, _scroll(grids, grids.child_days())),
        _changed(grids),
        _basis(grids, about),
        f"<footer><p>{escape(grids.say('made_by'))}</p></footer>",
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(body)
        + "\n</main>\n</body>\n</html>\n"
    )


def _better_worse(grids: Grids) -> Iterable[str]:
    tallies = [tally for _, tally in grids.centres()]
    better, worse = sum(tally.better for tally in tallies), sum(tally.worse for tally in tallies)
    if better or worse:
        said = grids.say("better_worse", better=number(better), worse=number(worse))
        yield f'<p class="note">{escape(said)}</p>'


def _cards(grids: Grids) -> str:
    comparison = grids.simulation.comparison
    before, after = comparison.counts(after=False), comparison.counts(after=True)
    items = []
    for outcome in Outcome:
        change = after[outcome] - before[outcome]
        was = grids.say("card", before=number(before[outcome]))
        items.append(
            f"<li>{escape(grids.word('outcome', outcome))}"
            f"<strong>{escape(grids.say('unit', count=number(after[outcome])))}</strong>"
            f'<span class="note">{escape(was)}</span> <span class="change">{signed(change)}</span></li>'
        )
    return '<ul class="cards">' + "".join(items) + "</ul>"


def _rules(grids: Grids) -> str:
    grid = grids.rule_changes()
    if not grid.rows:
        return _section(grid.title, f"<p>{escape(grids.say('same_rules'))}</p>")
    items = "".join(f"<li>{escape(str(row[-1]))}</li>" for row in grid.rows)
    return _section(grid.title, f"<ul>{items}</ul>")


def _weeks(grids: Grids) -> str:
    grid = grids.by_week()
    return _section(
        grid.title,
        f"{weeks_chart(grids)}<details><summary>{escape(grids.say('as_table'))}</summary>"
        f'<div class="tall" tabindex="0">{_table(grids, grid)}</div></details>',
    )


def _centres(grids: Grids) -> str:
    short, every = grids.top_centres(SHOWN_CENTRES), grids.by_centre()
    all_centres = grids.say("all_centres", count=number(len(every.rows)))
    return _section(
        every.title,
        _beside(centres_chart(grids), _scroll(grids, short)) + _details(all_centres, grids, every),
    )


def _changed(grids: Grids) -> str:
    grid = grids.changed()
    if not grid.rows:
        return ""
    shown = Grid(grid.word, grid.title, grid.heads, grid.rows[:SHOWN_CHANGED])
    said = grids.say("first_changed", shown=number(len(shown.rows)), count=number(len(grid.rows)))
    return _section(
        grid.title,
        _details(said, grids, shown),
    )


def _basis(grids: Grids, about: About) -> str:
    lines = "".join(f"<li>{escape(line)}</li>" for line in basis(grids, about))
    return _section(grids.say("basis"), f"<ul>{lines}</ul>")


def _pair(grids: Grids, chart: str, grid: Grid) -> str:
    return _section(
        grid.title,
        _beside(chart, _scroll(grids, grid)),
    )


def _beside(chart: str, table: str) -> str:
    return f'<div class="pair"><div>{chart}</div>{table}</div>'


def _details(summary: str, grids: Grids, grid: Grid) -> str:
    return f"<details><summary>{escape(summary)}</summary>{_scroll(grids, grid, 'tall')}</details>"


def _scroll(grids: Grids, grid: Grid, how: str = "scroll") -> str:
    """A table in a frame that scrolls, also by keyboard."""
    frame = f'<div class="{how}" tabindex="0" role="region" aria-label="{escape(grid.title)}">'
    return f"{frame}{_table(grids, grid)}</div>"


def _section(title: str, content: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{content}</section>"


def _table(grids: Grids, grid: Grid) -> str:
    differences = [head.endswith(grids.say("difference")) for head in grid.heads]
    is_number = [
        bool(grid.rows) and isinstance(grid.rows[0][column], int) for column in range(len(grid.heads))
    ]
    heads = "".join(
        f'<th scope="col"{_right(right)}>{escape(head)}</th>'
        for head, right in zip(grid.heads, is_number, strict=True)
    )
    rows = "".join(
        "<tr>"
        + "".join(_cell(cell, not column, differences[column]) for column, cell in enumerate(row))
        + "</tr>"
        for row in grid.rows
    )
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _cell(cell: Value, is_first: bool, is_difference: bool) -> str:
    if isinstance(cell, int):
        return f'<td class="number">{signed(cell) if is_difference else number(cell)}</td>'
    if is_first:
        return f'<th scope="row">{escape(cell)}</th>'
    return f"<td>{escape(cell)}</td>"


def _right(right: bool) -> str:
    return ' class="number"' if right else ""
