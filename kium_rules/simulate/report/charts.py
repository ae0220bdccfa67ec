"""The pictures of a simulation's page."""

from datetime import date
from math import floor, log10

from kium_rules.simulate.report.basis import number, share, signed
from kium_rules.simulate.report.drawing import AFTER, BEFORE, BETTER, INK, LINE, MUTED, WORSE, Drawing
from kium_rules.simulate.report.grids import Grids, Tally, tallies
from kium_rules.tables.widths import width
from kium_rules.vocabulary import Outcome

WIDE, GUTTER, ROOM = 560, 90, 150
"""Width of a picture, of the names on its left and of the figures on its right."""

BROAD = 1040
"""Width of a picture that has the page to itself."""

MONTH_ROOM = 48
SHOWN_CENTRES = 15
LONGEST_NAME = 24


def totals_chart(grids: Grids) -> str:
    """Draw the applications by outcome, before and after."""
    comparison = grids.simulation.comparison
    before, after = comparison.counts(after=False), comparison.counts(after=True)
    spoken = [
        f"{grids.word('outcome', outcome)} {number(before[outcome])} → {number(after[outcome])}"
        for outcome in Outcome
    ]
    drawing = Drawing(
        "totals", grids.say("totals"), grids.say("totals_desc", numbers=", ".join(spoken)), WIDE, 34 + 3 * 66
    )
    _key(drawing, grids)
    scale = (WIDE - GUTTER - ROOM) / max(1, *before.values(), *after.values())
    for row, outcome in enumerate(Outcome):
        top = 36 + 66 * row
        drawing.text(GUTTER - 12, top + 29, grids.word("outcome", outcome), anchor="end", bold=True)
        for line, (counts, colour) in enumerate(((before, BEFORE), (after, AFTER))):
            count, y = counts[outcome], top + 25 * line
            drawing.box(GUTTER, y, count * scale, 20, colour)
            said = f"{grids.say('unit', count=number(count))} ({share(count, comparison.applications)})"
            drawing.text(GUTTER + count * scale + 8, y + 15, said, colour=INK if line else MUTED)
    return drawing.svg()


def flows_chart(grids: Grids) -> str:
    """Draw how many applications go from which outcome to which."""
    rows = grids.flows().rows
    names = [grids.say("flow", before=was, after=becomes) for was, becomes, *_ in rows]
    counts = [int(row[2]) for row in rows]
    better = [_is_better(grids, str(row[0]), str(row[1])) for row in rows]
    spoken = ", ".join(f"{name} {number(count)}" for name, count in zip(names, counts, strict=True))
    description = grids.say("flows_desc", numbers=spoken or grids.say("nothing_changes"))
    drawing = Drawing("flows", grids.say("flows"), description, WIDE, max(1, len(rows)) * 32 + 34)
    _two_colours(drawing, grids)
    gutter = 150
    scale = (WIDE - gutter - 90) / max(1, *counts, 1)
    for row, (name, count, good) in enumerate(zip(names, counts, better, strict=True)):
        y = 36 + 32 * row
        drawing.text(gutter - 12, y + 16, name, anchor="end")
        drawing.box(gutter, y, count * scale, 22, BETTER if good else WORSE)
        drawing.text(gutter + count * scale + 8, y + 16, grids.say("unit", count=number(count)))
    if not rows:
        drawing.text(12, 54, grids.say("nothing_changes"), colour=MUTED)
    return drawing.svg()


def weeks_chart(grids: Grids) -> str:
    """Draw the outcomes week by week, one panel for each outcome, before and after as two lines."""
    weeks = tallies(grids.simulation.comparison.by_week)
    most = max(weeks.items(), key=lambda item: item[1].changed, default=("", Tally({}, {})))
    description = grids.say("by_week_desc", week=most[0] or "-", changed=number(most[1].changed))
    panel, left = 118, 100
    drawing = Drawing("weeks", grids.say("by_week"), description, BROAD, 34 + panel * len(Outcome) + 22)
    _key(drawing, grids, left, as_lines=True)
    days = [date.fromisoformat(week) for week in weeks]
    spread = max(1, (days[-1] - days[0]).days) if days else 1
    xs = [left + (BROAD - left - 14) * (day - days[0]).days / spread for day in days]
    for row, outcome in enumerate(Outcome):
        _panel(drawing, grids, outcome, list(weeks.values()), xs, 34 + panel * row, panel)
    _months(drawing, days, xs, 34 + panel * len(Outcome) + 14)
    return drawing.svg()


def centres_chart(grids: Grids) -> str:
    """Draw who is better and worse off at the centres that change most."""
    shown = [(centre, tally) for centre, tally in grids.centres()[:SHOWN_CENTRES] if tally.changed]
    numbers = ", ".join(
        f"{grids.name(centre)} {signed(tally.better - tally.worse)}" for centre, tally in shown
    )
    description = grids.say(
        "by_centre_desc", count=len(shown), numbers=numbers or grids.say("nothing_changes")
    )
    drawing = Drawing("centres", grids.say("by_centre"), description, WIDE, max(1, len(shown)) * 26 + 40)
    _two_colours(drawing, grids)
    if not shown:
        drawing.text(12, 54, grids.say("nothing_changes"), colour=MUTED)
        return drawing.svg()
    names = [_short(grids.name(centre)) for centre, _ in shown]
    gutter = min(260, 24 + 7 * max(map(width, names)))
    worst, best = max(tally.worse for _, tally in shown), max(tally.better for _, tally in shown)
    left_room, right_room = (44 if worst else 0), (44 if best else 0)
    scale = (WIDE - gutter - left_room - right_room) / max(1, worst + best)
    zero = gutter + left_room + worst * scale
    for row, (name, (_, tally)) in enumerate(zip(names, shown, strict=True)):
        y = 38 + 26 * row
        drawing.text(gutter - 12, y + 14, name, anchor="end")
        if tally.worse:
            drawing.box(zero - tally.worse * scale, y, tally.worse * scale, 18, WORSE)
            drawing.text(zero - tally.worse * scale - 6, y + 14, number(tally.worse), anchor="end")
        if tally.better:
            drawing.box(zero, y, tally.better * scale, 18, BETTER)
            drawing.text(zero + tally.better * scale + 6, y + 14, number(tally.better))
    drawing.line([(zero, 34), (zero, 38 + 26 * len(shown))], MUTED)
    return drawing.svg()


def _panel(
    drawing: Drawing,
    grids: Grids,
    outcome: Outcome,
    found: list[Tally],
    xs: list[float],
    top: int,
    height: int,
) -> None:
    before, after = ([getattr(tally, side)[outcome] for tally in found] for side in ("before", "after"))
    ceiling = _round_up(max([1, *before, *after]))
    base, room = top + height - 16, height - 42
    drawing.text(0, top + 30, grids.word("outcome", outcome), bold=True)
    for part in (0, 0.5, 1):
        y = base - room * part
        drawing.line([(xs[0] if xs else 100, y), (BROAD - 14, y)], LINE)
        if part != 0.5 or ceiling % 2 == 0:
            drawing.text(92, y + 4, number(int(ceiling * part)), anchor="end", colour=MUTED)
    for counts, colour, dashed in ((before, BEFORE, True), (after, AFTER, False)):
        points = [(x, base - room * count / ceiling) for x, count in zip(xs, counts, strict=True)]
        drawing.line(points, colour, wide=2, dashed=dashed)


def _months(drawing: Drawing, days: list[date], xs: list[float], y: float) -> None:
    """Name each month at its first week, as far as there is room, and the year where it begins."""
    last, room = None, -1000.0
    for day, x in zip(days, xs, strict=True):
        if last is not None and (day.year, day.month) == (last.year, last.month):
            continue
        said = f"{day:%Y-%m}" if last is None or day.year != last.year else f"{day:%m}"
        last = day
        if x - room > MONTH_ROOM:
            drawing.text(x, y, said, colour=MUTED, anchor="middle")
            room = x


def _round_up(most: int) -> int:
    """Give the next number with one leading figure of 1, 2, 4 or 10."""
    power = 10 ** floor(log10(most))
    return int(next(step * power for step in (1, 2, 4, 6, 8, 10) if step * power >= most))


def _key(drawing: Drawing, grids: Grids, left: int = GUTTER, *, as_lines: bool = False) -> None:
    x: float = left
    for key, colour in (("before", BEFORE), ("after", AFTER)):
        if as_lines:
            drawing.line([(x - 10, 13), (x + 14, 13)], colour, wide=2, dashed=key == "before")
        else:
            drawing.box(x, 6, 14, 14, colour)
        drawing.text(x + 20, 18, grids.say(key))
        x += 46 + 8 * width(grids.say(key))


def _two_colours(drawing: Drawing, grids: Grids) -> None:
    x: float = 0
    for key, colour in (("better", BETTER), ("worse", WORSE)):
        drawing.box(x, 6, 14, 14, colour)
        drawing.text(x + 20, 18, grids.say(key))
        x += 36 + 8 * width(grids.say(key))


def _is_better(grids: Grids, was: str, becomes: str) -> bool:
    order = [grids.word("outcome", outcome) for outcome in Outcome]
    return order.index(becomes) < order.index(was)


def _short(name: str) -> str:
    if width(name) <= LONGEST_NAME:
        return name
    while width(name) >= LONGEST_NAME:
        name = name[:-1]
    return name + "…"
